/* openssl.c: OpenSSL's secure heap. */
#include "tools/secmem/peers/library.h"
#include "tools/secmem/peers/peers.h"

enum { LEAST = 65536, SLOT = 32 };

bool peer_openssl_open(peer_openssl *out, char *why, size_t capacity) {
  const peer_symbol symbols[] = {
      {"OpenSSL_version", &out->version},        {"CRYPTO_secure_malloc_init", &out->init},
      {"CRYPTO_secure_malloc_done", &out->done}, {"CRYPTO_secure_malloc", &out->allocate},
      {"CRYPTO_secure_free", &out->release},
  };
  const size_t count = sizeof symbols / sizeof *symbols;
  return peer_library_find("libcrypto.so.3", symbols, count, why, capacity);
}

/* 2: it goes on without a lock, or without guard pages. */
bool peer_openssl_begin(const peer_openssl *it, size_t bytes) {
  size_t size = LEAST;
  while (size < bytes) size *= 2;
  if (it->init(size, SLOT) == 1) return true;
  it->done();
  return false;
}
