/* enclaves.c: sealing and opening, with the key's halves secret too: what is computed from them is the
   hash, the cipher, the plaintext and the ciphertext with its tag. The one decision is whether the tag
   is right, which everybody may know: verdict.supp names it. */
#include <string.h>

#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "tests/constant_time/secrets.h"
#include "tests/memguard/enclave/inside.h"

enum { SIZE = 200 };
static unsigned char value[SIZE];

static void make_key_secret(memguard_context *context) {
  size_t size = 0;
  memguard_enclave *first = NULL;
  CHECK(memguard_enclave_new_copy(context, "key", 3, &first) == MEMGUARD_OK);
  SECRET(enclave_page(context, &size), 64 * (INSIDE_KEYS + 1));
  if (enclave_shield(context, &size) != NULL) SECRET(enclave_shield(context, &size), size);
  memguard_enclave_destroy(first);
}

static int look(const unsigned char *bytes, size_t length, void *user) {
  (void)user;
  CHECK(is_secret(bytes, length));
  return 0;
}

static void by_buffer(const memguard_enclave *enclave) {
  memguard_buffer *buffer = NULL;
  memguard_enclave *sealed = NULL;
  CHECK(memguard_enclave_open(enclave, &buffer) == MEMGUARD_OK);
  CHECK(is_secret(memguard_buffer_data(buffer), SIZE));
  CHECK(memguard_buffer_seal(buffer, &sealed) == MEMGUARD_OK);
  memguard_enclave_destroy(sealed);
  memguard_buffer_destroy(buffer);
}

static void seal_and_open(memguard_context *context) {
  memguard_enclave *enclave = NULL;
  unsigned char bytes[SIZE];
  size_t length = 0;
  SECRET(value, SIZE);
  CHECK(memguard_enclave_new_copy(context, value, SIZE, &enclave) == MEMGUARD_OK);
  CHECK(memguard_enclave_open_into(enclave, bytes, SIZE, &length) == MEMGUARD_OK);
  CHECK(length == SIZE && is_secret(bytes, SIZE));
  CHECK(memguard_refresh(context) == MEMGUARD_OK);
  CHECK(memguard_enclave_with_bytes(enclave, look, NULL) == MEMGUARD_OK);
  by_buffer(enclave);
  memguard_enclave_destroy(enclave);
}

static void of(memguard_aead aead, uint32_t flags) {
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  options.aead = aead;
  options.flags = flags;
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  make_key_secret(context);
  seal_and_open(context);
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
}

void enclaves_are_secret(void) {
  of(MEMGUARD_CHACHA20_POLY1305, 0);
  of(MEMGUARD_AEAD_BY_CPU, 0);
  of(MEMGUARD_AEAD_DEFAULT, MEMGUARD_SHIELD);
  of(MEMGUARD_AEAD_DEFAULT, MEMGUARD_SNAPSHOT_SAFE);
}

/* All kinds; the key of the sealed one is public here, its plaintext is not. */
void secrets_are_secret(void) {
  for (int kind = SECUREMEMORY_SEALED; kind <= SECUREMEMORY_GUARDED; kind++) {
    securememory_factory *factory = NULL;
    securememory_secret *secret = NULL;
    SECRET(value, SIZE);
    CHECK(securememory_factory_new(memguard_default_context(), (securememory_kind)kind, NULL,
                                   &factory) == SECUREMEMORY_OK);
    CHECK(securememory_secret_new_copy(factory, value, SIZE, &secret) == SECUREMEMORY_OK);
    securememory_secret_destroy(secret);
    CHECK(securememory_factory_destroy(factory) == SECUREMEMORY_OK);
  }
}
