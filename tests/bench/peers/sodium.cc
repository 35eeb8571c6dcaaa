// sodium.cc: libsodium's sodium_malloc and sodium_free: each object has pages of its own.
#include "tests/bench/peers/sodium.h"

#include "tests/bench/peers/allocator.h"
#include "tests/bench/peers/library.h"

namespace bench {

Sodium sodium;

void Sodium::open() { peer_open(peer_sodium_open, static_cast<peer_sodium*>(this)); }

namespace {

std::string version() {
  sodium.open();
  return sodium.version();
}

void open(size_t, size_t) { sodium.open(); }
void close() {}
void* allocate(size_t size) { return sodium.allocate(size); }
void release(void* pointer, size_t) { sodium.release(pointer); }

}  // namespace

// Four mappings each, of the 65,530 that Linux allows by default.
const Allocator kSodium = {
    "libsodium", true,    version,  open,  close,
    allocate,    release, kNoBound, 16000, "ends at 16,377: the limit of mappings"};

}  // namespace bench
