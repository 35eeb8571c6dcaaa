// gcrypt.cc: libgcrypt's secure memory: one pool, whose blocks are walked from its start.
#include "tests/bench/peers/allocator.h"
#include "tests/bench/peers/library.h"
#include "tools/secmem/peers/peers.h"

namespace bench {
namespace {

peer_gcrypt gcrypt;

std::string version() {
  peer_open(peer_gcrypt_open, &gcrypt);
  return gcrypt.version(nullptr);
}

void open(size_t size, size_t count) {
  peer_open(peer_gcrypt_open, &gcrypt);
  const size_t block = (size + 31) / 32 * 32 + 8;
  if (!peer_gcrypt_begin(&gcrypt, block * count)) throw Missing("could not make its pool");
}

void close() { peer_gcrypt_end(&gcrypt); }
void* allocate(size_t size) { return gcrypt.allocate(size); }
void release(void* pointer, size_t) { gcrypt.release(pointer); }

}  // namespace

const Allocator kGcrypt = {
    "libgcrypt", true,
    version,     open,
    close,       allocate,
    release,     kNoBound,
    16000,       "a call's cost grows with the live objects: filling takes minutes"};

}  // namespace bench
