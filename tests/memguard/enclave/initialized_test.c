/* initialized_test.c: nothing here reads what was not written, which memory sanitizer looks at; and
   no branch or address depends on a secret, which Valgrind looks at when it runs this: a secret is
   marked as not written, and it complains about every decision that is made by it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memguard/bytes.h"
#include "memguard/enclave.h"
#include "tests/memguard/enclave/inside.h"

#if defined(__has_include) && __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
static void hide(const void *bytes, size_t size) { VALGRIND_MAKE_MEM_UNDEFINED(bytes, size); }
static void show(const void *bytes, size_t size) { VALGRIND_MAKE_MEM_DEFINED(bytes, size); }
#else
static void hide(const void *bytes, size_t size) { (void)bytes, (void)size; }
static void show(const void *bytes, size_t size) { (void)bytes, (void)size; }
#endif

#define CHECK(condition) check(condition, #condition, __LINE__)
static void check(bool holds, const char *condition, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s (%s)\n", line, condition, memcall_last_error()->text);
  exit(1);
}

enum { SIZE = 100 };

static int compare(const unsigned char *bytes, size_t length, void *expected) {
  bool equal = length == SIZE && memguard_equal(bytes, expected, SIZE);
  show(&equal, sizeof equal);
  return equal ? 0 : 1;
}

/* Ciphertext is no secret: whether it is authentic may be branched on. */
static void publish(memguard_enclave *enclave) {
  size_t size = 0;
  const unsigned char *sealed = enclave_sealed(enclave, &size);
  show(sealed, size);
}

/* Sealed with the key unknown as well. (An open has to decide by the key whether it is the right
   one.) */
static memguard_enclave *seal_blindly(memguard_context *context, const unsigned char secret[SIZE]) {
  memguard_enclave *enclave = NULL;
  size_t size = 0;
  CHECK(enclave_prepare(context, enclave_epoch(context)) == MEMGUARD_OK);
  const unsigned char *halves = enclave_page(context, &size);
  hide(halves, 2 * INSIDE_KEY);
  CHECK(memguard_enclave_new_copy(context, secret, SIZE, &enclave) == MEMGUARD_OK);
  show(halves, 2 * INSIDE_KEY);
  publish(enclave);
  return enclave;
}

/* Sealed and opened with its bytes unknown, by every way. */
static void round_trips(memguard_context *context, unsigned char secret[SIZE]) {
  unsigned char opened[SIZE + 1];
  size_t length = 0;
  memguard_buffer *buffer = NULL;
  hide(secret, SIZE);
  memguard_enclave *enclave = seal_blindly(context, secret);
  CHECK(memguard_enclave_open_into(enclave, opened, sizeof opened, &length) == MEMGUARD_OK);
  CHECK(compare(opened, length, secret) == 0);
  CHECK(memguard_enclave_with_bytes(enclave, compare, secret) == MEMGUARD_OK);
  CHECK(memguard_enclave_open(enclave, &buffer) == MEMGUARD_OK);
  CHECK(compare(memguard_buffer_data(buffer), memguard_buffer_size(buffer), secret) == 0);
  memguard_enclave_destroy(enclave);
  CHECK(memguard_buffer_seal(buffer, &enclave) == MEMGUARD_OK);
  publish(enclave);
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
