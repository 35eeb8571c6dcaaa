// openssl.cc: OpenSSL 3's secure heap: one per process, of a fixed size, which is a power of two.
#include <algorithm>

#include "tests/bench/peers/allocator.h"
#include "tests/bench/peers/library.h"
#include "tests/bench/work.h"

namespace bench {
namespace {

const char kLibrary[] = "libcrypto.so.3";
int (*init)(size_t, size_t);
int (*done)();
void* (*secure_malloc)(size_t, const char*, int);
void (*secure_free)(void*, const char*, int);

// "OpenSSL 3.0.19 27 Jan 2026"
std::string version() {
  const char* (*ask)(int) = nullptr;
  bind(ask, kLibrary, "OpenSSL_version");
  const std::string name = ask(0);
  const size_t start = name.find(' ') + 1;
  return name.substr(start, name.find(' ', start) - start);
}

size_t power_of_two(size_t least) {
  size_t power = 1;
  while (power < least) power *= 2;
  return power;
}

// A pool of the smallest size that holds them: a larger one costs it more steps.
void open(size_t size, size_t count) {
  bind(init, kLibrary, "CRYPTO_secure_malloc_init");
  bind(done, kLibrary, "CRYPTO_secure_malloc_done");
  bind(secure_malloc, kLibrary, "CRYPTO_secure_malloc");
  bind(secure_free, kLibrary, "CRYPTO_secure_free");
  const size_t slot = power_of_two(std::max<size_t>(size, 32));
  const size_t pool = power_of_two(std::max<size_t>(slot * count, 65536));
  if (init(pool, 32) == 1) return;
  done();
  throw Missing("could not protect its pool");
}

void close() { done(); }
void* allocate(size_t size) { return secure_malloc(size, "", 0); }
void release(void* pointer, size_t) { secure_free(pointer, "", 0); }

}  // namespace

const Allocator kOpenssl = {"OpenSSL", true,    version,  open,     close,
                            allocate,  release, kNoBound, kNoBound, ""};

}  // namespace bench
