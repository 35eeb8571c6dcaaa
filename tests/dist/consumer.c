/* A program that has the archive alone: each layer once, and which version it is. Exit status: 0, 1. */
#include <stdio.h>
#include <string.h>

#include "memcall/memcall.h"
#include "memguard/memguard.h"
#include "securememory/securememory.h"

static int failed(const char *what) {
  fprintf(stderr, "%s: %s\n", what, memcall_last_error()->text);
  return 1;
}

static int same(const unsigned char *bytes, size_t length, void *expected) {
  return length == 32 && memcmp(bytes, expected, 32) == 0 ? 0 : 1;
}

static int secrets(void) {
  unsigned char key[32], copy[32];
  memset(key, 7, sizeof key);
  memcpy(copy, key, sizeof copy);
  securememory_secret *secret = NULL;
  if (securememory_secret_new_from(securememory_default_factory(), key, 32, &secret) !=
      SECUREMEMORY_OK)
    return failed("secret");
  securememory_status status = securememory_secret_with_bytes(secret, same, copy);
  securememory_secret_destroy(secret);
  if (status != SECUREMEMORY_OK) return failed("with_bytes");
  return key[0] == 0 ? 0 : failed("the source was not wiped");
}

static int enclaves(memguard_aead aead) {
  memguard_options options = memguard_options_default();
  options.aead = aead;
  memguard_context *context = NULL;
  if (memguard_context_new(&options, &context) != MEMGUARD_OK) return failed("context");
  unsigned char *plain = memguard_malloc(context, 32);
  memguard_enclave *enclave = NULL;
  size_t length = 0;
  if (!plain ||
      memguard_enclave_new_copy(context, "0123456789abcdef", 16, &enclave) != MEMGUARD_OK ||
      memguard_enclave_open_into(enclave, plain, 32, &length) != MEMGUARD_OK)
    return failed("enclave");
  int differs = length != 16 || memcmp(plain, "0123456789abcdef", 16) != 0;
  memguard_enclave_destroy(enclave);
  memguard_free(context, plain);
  if (memguard_context_destroy(context) != MEMGUARD_OK) return failed("destroy");
  return differs;
}

int main(void) {
  if (secrets() || enclaves(MEMGUARD_CHACHA20_POLY1305) || enclaves(MEMGUARD_AES_256_GCM)) return 1;
  securememory_purge_all();
  printf("securememory %s works\n", securememory_version());
  return 0;
}
