/* sodium.c: libsodium. */
#include <stdio.h>

#include "tools/secmem/peers/library.h"
#include "tools/secmem/peers/peers.h"

bool peer_sodium_open(peer_sodium *out, char *why, size_t capacity) {
  int (*init)(void) = NULL;
  const peer_symbol symbols[] = {
      {"sodium_init", &init},
      {"sodium_version_string", &out->version},
      {"sodium_malloc", &out->allocate},
      {"sodium_free", &out->release},
      {"sodium_mprotect_readonly", &out->freeze},
      {"sodium_mprotect_readwrite", &out->melt},
  };
  const size_t count = sizeof symbols / sizeof *symbols;
  if (!peer_library_find("libsodium.so.23", symbols, count, why, capacity)) return false;
  if (init() >= 0) return true;
  snprintf(why, capacity, "libsodium could not be started");
  return false;
}
