/* buffer_test.c: every public call of buffers. */
#include "memguard/buffer.h"

#include <string.h>
#include <unistd.h>

#include "memguard/bytes.h"
#include "memguard/enclave.h"
#include "tests/initialized/check.h"

enum { SIZE = 5000 };
static unsigned char secret[SIZE], copy[SIZE];

/* Looks at what it holds, by every way, and ends it. */
static void use(memguard_buffer *buffer, size_t size) {
  memguard_safeguards has;
  bool equal = false;
  CHECK(memguard_buffer_status(buffer) == MEMGUARD_OK && memguard_buffer_size(buffer) == size);
  check_same(memguard_buffer_data(buffer), secret, size);
  CHECK(memguard_buffer_read(buffer, 0, copy, size) == MEMGUARD_OK);
  check_same(copy, secret, size);
  CHECK(memguard_buffer_equal(buffer, secret, size, &equal) == MEMGUARD_OK && equal);
  CHECK(memguard_buffer_safeguards(buffer, &has) == MEMGUARD_OK);
  CHECK((has.in_force & ~has.requested) == 0);
  CHECK(memguard_buffer_verify(buffer) == MEMGUARD_OK);
  memguard_buffer_destroy(buffer);
}

static void change(memguard_buffer *buffer) {
  CHECK(memguard_buffer_protection(buffer) == MEMGUARD_READ_WRITE);
  check_zeros(memguard_buffer_mutable_data(buffer), SIZE);
  CHECK(memguard_buffer_scramble(buffer) == MEMGUARD_OK);
  CHECK(memguard_buffer_wipe(buffer) == MEMGUARD_OK);
  check_zeros(memguard_buffer_data(buffer), SIZE);
  memguard_copy(copy, secret, SIZE);
  CHECK(memguard_buffer_write(buffer, 0, copy, SIZE) == MEMGUARD_OK);
  check_zeros(copy, SIZE);
  CHECK(memguard_buffer_write_copy(buffer, 0, secret, SIZE) == MEMGUARD_OK);
  CHECK(memguard_buffer_resize(buffer, 3 * SIZE) == MEMGUARD_OK);
  check_zeros(memguard_buffer_data(buffer) + SIZE, 2 * SIZE);
  CHECK(memguard_buffer_resize(buffer, SIZE / 2) == MEMGUARD_OK);
  CHECK(memguard_buffer_hide(buffer) == MEMGUARD_OK);
  CHECK(memguard_buffer_protect(buffer, MEMGUARD_READ_ONLY) == MEMGUARD_OK);
  use(buffer, SIZE / 2);
}

static void made(memguard_context *context) {
  memguard_buffer *buffer = NULL;
  CHECK(memguard_buffer_new(context, SIZE, &buffer) == MEMGUARD_OK);
  change(buffer);
  CHECK(memguard_buffer_new_aligned(context, SIZE, 64, &buffer) == MEMGUARD_OK);
  change(buffer);
  memguard_copy(copy, secret, SIZE);
  CHECK(memguard_buffer_new_from(context, copy, SIZE, &buffer) == MEMGUARD_OK);
  use(buffer, SIZE);
  CHECK(memguard_buffer_new_copy(context, secret, SIZE, &buffer) == MEMGUARD_OK);
  use(buffer, SIZE);
  CHECK(memguard_buffer_new_random(context, SIZE, &buffer) == MEMGUARD_OK);
  memguard_copy(secret, memguard_buffer_data(buffer), SIZE);
  use(buffer, SIZE);
}

/* Through a pipe, which holds as much. */
static memguard_source piped(int ends[2]) {
  CHECK(pipe(ends) == 0);
  CHECK(write(ends[1], secret, SIZE) == SIZE);
  close(ends[1]);
  return memguard_source_fd(ends[0]);
}

static void read_in(memguard_context *context) {
  memguard_buffer *buffer = NULL;
  int ends[2];
  size_t at = 1;
  CHECK(memguard_buffer_new_read(context, piped(ends), SIZE, &buffer) == MEMGUARD_OK);
  use(buffer, SIZE);
  close(ends[0]);
  CHECK(memguard_buffer_new_read_all(context, piped(ends), SIZE, &buffer) == MEMGUARD_OK);
  use(buffer, SIZE);
  close(ends[0]);
  while (memchr(secret, secret[at], at) != NULL) at++; /* a byte that stands there first */
  CHECK(memguard_buffer_new_read_until(context, piped(ends), secret[at], SIZE, &buffer) ==
        MEMGUARD_OK);
  use(buffer, at);
  close(ends[0]);
}

int main(void) {
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  memguard_buffer *buffer = NULL;
  memguard_enclave *enclave = NULL;
  CHECK(memguard_scramble(secret, SIZE) == MEMGUARD_OK);
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  made(context);
  read_in(context);
  CHECK(memguard_buffer_new_copy(context, secret, SIZE, &buffer) == MEMGUARD_OK);
  CHECK(memguard_buffer_seal(buffer, &enclave) == MEMGUARD_OK);
  memguard_buffer_destroy(buffer);
  CHECK(memguard_enclave_open(enclave, &buffer) == MEMGUARD_OK);
  memguard_enclave_destroy(enclave);
  use(buffer, SIZE);
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
  return 0;
}
