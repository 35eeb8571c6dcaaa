/* gcrypt.c: libgcrypt's secure memory. */
#include "tools/secmem/peers/library.h"
#include "tools/secmem/peers/peers.h"

/* enum gcry_ctl_cmds */
enum { INIT_POOL = 24, END_POOL = 25, NO_WARNING = 27, INITIALIZED = 38, KEEP_PRIVILEGES = 68 };

enum { PAGE = 4096, LEAST = 65536 };

bool peer_gcrypt_open(peer_gcrypt *out, char *why, size_t capacity) {
  const peer_symbol symbols[] = {
      {"gcry_check_version", &out->version},
      {"gcry_control", &out->control},
      {"gcry_malloc_secure", &out->allocate},
      {"gcry_free", &out->release},
  };
  const size_t count = sizeof symbols / sizeof *symbols;
  if (!peer_library_find("libgcrypt.so.20", symbols, count, why, capacity)) return false;
  out->version(NULL);
  out->control(KEEP_PRIVILEGES, 0);
  out->control(NO_WARNING, 0);
  return true;
}

bool peer_gcrypt_begin(const peer_gcrypt *it, size_t bytes) {
  size_t pool = (bytes + PAGE - 1) / PAGE * PAGE;
  if (it->control(INIT_POOL, (int)(pool < LEAST ? LEAST : pool), 0) != 0) return false;
  it->control(INITIALIZED, 0);
  return true;
}

void peer_gcrypt_end(const peer_gcrypt *it) { it->control(END_POOL); }
