/* initialized_test.c: nothing here reads what was not written, which memory sanitizer looks at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memguard/bytes.h"
#include "memguard/enclave.h"

#define CHECK(condition) check(condition, #condition, __LINE__)
static void check(bool holds, const char *condition, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s (%s)\n", line, condition, memcall_last_error()->text);
  exit(1);
}

enum { SIZE = 100 };

static int compare(const unsigned char *bytes, size_t length, void *expected) {
  return length == SIZE && memguard_equal(bytes, expected, SIZE) ? 0 : 1;
}

/* Sealed and opened by every way. */
static void round_trips(memguard_context *context, unsigned char secret[SIZE]) {
  unsigned char opened[SIZE + 1];
  size_t length = 0;
  memguard_buffer *buffer = NULL;
  memguard_enclave *enclave = NULL;
  CHECK(memguard_enclave_new_copy(context, secret, SIZE, &enclave) == MEMGUARD_OK);
  CHECK(memguard_enclave_open_into(enclave, opened, sizeof opened, &length) == MEMGUARD_OK);
  CHECK(compare(opened, length, secret) == 0);
  CHECK(memguard_enclave_with_bytes(enclave, compare, secret) == MEMGUARD_OK);
  CHECK(memguard_enclave_open(enclave, &buffer) == MEMGUARD_OK);
  CHECK(compare(memguard_buffer_data(buffer), memguard_buffer_size(buffer), secret) == 0);
  memguard_enclave_destroy(enclave);
  CHECK(memguard_buffer_seal(buffer, &enclave) == MEMGUARD_OK);
  CHECK(memguard_enclave_with_bytes(enclave, compare, secret) == MEMGUARD_OK);
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(enclave);
}

static void random_and_purged(memguard_context *context) {
  unsigned char opened[SIZE];
  size_t length = 0;
  memguard_enclave *enclave = NULL;
  CHECK(memguard_enclave_new_random(context, SIZE, &enclave) == MEMGUARD_OK);
  CHECK(memguard_enclave_open_into(enclave, opened, SIZE, &length) == MEMGUARD_OK);
  memguard_purge(context);
  CHECK(memguard_enclave_open_into(enclave, opened, SIZE, &length) == MEMGUARD_ERR_EXPIRED);
  for (size_t i = 0; i < SIZE; i++) CHECK(opened[i] == 0);
  memguard_enclave_destroy(enclave);
}

static void bytes(unsigned char secret[SIZE]) {
  unsigned char copy[SIZE];
  memguard_copy(copy, secret, SIZE);
  CHECK(compare(copy, SIZE, secret) == 0);
  memguard_move(secret, copy, SIZE);
  memguard_scrub_stack(10000);
  memguard_scrub_registers();
  memguard_wipe(copy, SIZE);
  for (size_t i = 0; i < SIZE; i++) CHECK(copy[i] == 0);
}

int main(void) {
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  unsigned char secret[SIZE];
  CHECK(memguard_scramble(secret, SIZE) == MEMGUARD_OK);
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  round_trips(context, secret);
  bytes(secret);
  random_and_purged(context);
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
  return 0;
}
