/* other_provider_test.c: everything that seals does so on a provider that is not BoringSSL, and no
   byte of BoringSSL is in the program. */
#include "tests/memguard/enclave/other_provider.h"

#include <stdio.h>
#include <stdlib.h>

#include "memguard/memguard.h"
#include "tests/memguard/enclave/inside.h"

#define CHECK(condition) check(condition, #condition, __LINE__)
static void check(bool holds, const char *condition, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s (%s)\n", line, condition, memcall_last_error()->text);
  exit(1);
}

extern int EVP_has_aes_hardware(void) __attribute__((weak)); /* of BoringSSL's libcrypto */

enum { SIZE = 1000 };
static unsigned char secret[SIZE], opened[SIZE];

static void expect_opens(const memguard_enclave *enclave) {
  size_t length = 0;
  CHECK(memguard_enclave_open_into(enclave, opened, SIZE, &length) == MEMGUARD_OK);
  CHECK(length == SIZE && memguard_equal(opened, secret, SIZE));
}

static void enclaves(memguard_context *context) {
  memguard_enclave *enclave = NULL;
  size_t size = 0;
  CHECK(memguard_enclave_new_copy(context, secret, SIZE, &enclave) == MEMGUARD_OK);
  expect_opens(enclave);
  CHECK(memguard_refresh(context) == MEMGUARD_OK);
  CHECK(memguard_rotate(context) == MEMGUARD_OK);
  expect_opens(enclave);
  enclave_sealed(enclave, &size)[SIZE / 2] ^= 1;
  CHECK(memguard_enclave_open_into(enclave, opened, SIZE, &size) == MEMGUARD_ERR_AUTH);
  for (size_t i = 0; i < SIZE; i++) CHECK(opened[i] == 0);
  memguard_enclave_destroy(enclave);
}

static void streams(memguard_context *context) {
  memguard_stream *stream = NULL;
  size_t got = 0;
  CHECK(memguard_stream_new(context, 300, &stream) == MEMGUARD_OK);
  CHECK(memguard_stream_write_copy(stream, secret, SIZE) == MEMGUARD_OK);
  CHECK(memguard_stream_read(stream, opened, SIZE, &got) == MEMGUARD_OK);
  CHECK(got == SIZE && memguard_equal(opened, secret, SIZE));
  memguard_stream_destroy(stream);
}

int main(void) {
  const uint32_t kFlags[] = {0, MEMGUARD_SHIELD, MEMGUARD_SNAPSHOT_SAFE};
  CHECK(EVP_has_aes_hardware == NULL);
  CHECK(memguard_scramble(secret, SIZE) == MEMGUARD_OK);
  for (size_t i = 0; i < sizeof kFlags / sizeof *kFlags; i++) {
    memguard_options options = memguard_options_relaxed();
    memguard_context *context = NULL;
    const unsigned before = other_provider_calls;
    options.flags = kFlags[i];
    CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
    enclaves(context);
    streams(context);
    CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
    CHECK(other_provider_calls > before);
  }
  return 0;
}
