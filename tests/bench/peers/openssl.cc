// openssl.cc: OpenSSL 3's secure heap: one per process, of a fixed size, which is a power of two.
#include <algorithm>

#include "tests/bench/peers/allocator.h"
#include "tests/bench/peers/library.h"
#include "tools/secmem/peers/peers.h"

namespace bench {
namespace {

peer_openssl openssl;

// "OpenSSL 3.0.19 27 Jan 2026"
std::string version() {
  peer_open(peer_openssl_open, &openssl);
  const std::string name = openssl.version(0);
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
  peer_open(peer_openssl_open, &openssl);
  const size_t slot = power_of_two(std::max<size_t>(size, 32));
  if (!peer_openssl_begin(&openssl, slot * count)) throw Missing("could not protect its pool");
}

void close() { openssl.done(); }
void* allocate(size_t size) { return openssl.allocate(size, "", 0); }
void release(void* pointer, size_t) { openssl.release(pointer, "", 0); }

}  // namespace

const Allocator kOpenssl = {"OpenSSL", true,    version,  open,     close,
                            allocate,  release, kNoBound, kNoBound, ""};

}  // namespace bench
