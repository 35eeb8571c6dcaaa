/* The snippets of lib/migration.md, compiled as they stand there. */
#include "tests/documents/guides/guides.h"

/* README */
/* Before, with libsodium:
     unsigned char *key = sodium_malloc(32);
     if (key == NULL) return -1;
     randombytes_buf(key, 32);
     sodium_mprotect_noaccess(key);
     sodium_mprotect_readonly(key);
     int answer = use(key, 32, user);
     sodium_free(key); */
int with_sodium_before(memguard_bytes_fn use, void *user) {
  memguard_buffer *key = NULL;
  if (memguard_buffer_new_random(memguard_default_context(), 32, &key) != MEMGUARD_OK) return -1;
  int answer = -1;
  if (memguard_buffer_hide(key) == MEMGUARD_OK && memguard_buffer_freeze(key) == MEMGUARD_OK)
    answer = use(memguard_buffer_data(key), 32, user);
  memguard_buffer_destroy(key);
  return answer;
}
/* END */

/* README */
/* Before, with OpenSSL, after CRYPTO_secure_malloc_init(65536, 32) at the start of the program:
     unsigned char *key = OPENSSL_secure_malloc(32);
     if (key == NULL) return -1;
     int answer = RAND_priv_bytes(key, 32) == 1 ? use(key, 32, user) : -1;
     OPENSSL_secure_clear_free(key, 32); */
int with_openssl_before(memguard_bytes_fn use, void *user) {
  memguard_context *context = memguard_default_context(); /* grows; nothing to size beforehand */
  unsigned char *key = memguard_malloc(context, 32);      /* zeroed */
  if (key == NULL) return -1;                             /* memcall_last_error()->text says why */
  int answer = memguard_scramble(key, 32) == MEMGUARD_OK ? use(key, 32, user) : -1;
  memguard_free(context, key); /* wipes, and looks at the canaries */
  return answer;
}
/* END */
