// gcrypt.cc: libgcrypt's secure memory: one pool, whose blocks are walked from its start.
#include <algorithm>

#include "tests/bench/peers/allocator.h"
#include "tests/bench/peers/library.h"
#include "tests/bench/work.h"

namespace bench {
namespace {

const char kLibrary[] = "libgcrypt.so.20";

// gcrypt.h
enum { kInitPool = 24, kEndPool = 25, kNoWarning = 27, kInitialized = 38, kKeepPrivileges = 68 };

const char* (*check_version)(const char*);
int (*control)(int, ...);
void* (*malloc_secure)(size_t);
void (*free_secure)(void*);

std::string version() {
  bind(check_version, kLibrary, "gcry_check_version");
  return check_version(nullptr);
}

void begin() {
  bind(check_version, kLibrary, "gcry_check_version");
  bind(control, kLibrary, "gcry_control");
  bind(malloc_secure, kLibrary, "gcry_malloc_secure");
  bind(free_secure, kLibrary, "gcry_free");
  check_version(nullptr);
  control(kKeepPrivileges, 0);
  control(kNoWarning, 0);
}

void open(size_t size, size_t count) {
  begin();
  const size_t block = (size + 31) / 32 * 32 + 8;
  const size_t pool = std::max<size_t>((block * count + 4095) / 4096 * 4096, 65536);
  if (control(kInitPool, static_cast<int>(pool), 0) != 0) throw Missing("could not make its pool");
  control(kInitialized, 0);
}

void close() { control(kEndPool); }
void* allocate(size_t size) { return malloc_secure(size); }
void release(void* pointer, size_t) { free_secure(pointer); }

}  // namespace

const Allocator kGcrypt = {
    "libgcrypt", true,
    version,     open,
    close,       allocate,
    release,     kNoBound,
    16000,       "a call's cost grows with the live objects: filling takes minutes"};

}  // namespace bench
