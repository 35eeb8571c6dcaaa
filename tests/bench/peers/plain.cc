// plain.cc: the floor: the C library's malloc, with the wipe that a careful program adds.
#include <gnu/libc-version.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/peers/allocator.h"

namespace bench {
namespace {

std::string version() { return std::string("glibc ") + gnu_get_libc_version(); }

void open(size_t, size_t) {}
void close() {}
void* allocate(size_t size) { return malloc(size); }

void release(void* pointer, size_t size) {
  if (pointer != nullptr) explicit_bzero(pointer, size);
  free(pointer);
}

}  // namespace

const Allocator kMalloc = {"malloc+bzero", false,   version,  open,     close,
                           allocate,       release, kNoBound, kNoBound, ""};

}  // namespace bench
