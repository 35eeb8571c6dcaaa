/* memory.c: secrets on the heap, in buffers and in streams. */
#include <string.h>

#include "memguard/memguard.h"
#include "tests/constant_time/secrets.h"

enum { SIZE = 200 };
static unsigned char value[SIZE];

static memguard_context *context(void) { return memguard_default_context(); }

static void *fresh(size_t length) {
  unsigned char *bytes = memguard_malloc(context(), length);
  CHECK(bytes != NULL);
  SECRET(bytes, length);
  return bytes;
}

/* Growing, shrinking and ending: what is copied and wiped is not looked at. */
void heap_is_secret(void) {
  for (size_t length = 1; length < 5000; length = length * 3 + 1) {
    unsigned char *bytes = fresh(length);
    bytes = memguard_realloc(context(), bytes, 2 * length);
    CHECK(bytes != NULL && is_secret(bytes, length));
    memguard_free(context(), bytes);
    CHECK(memguard_verify(context()) == MEMGUARD_OK);
  }
}

void buffers_are_secret(void) {
  memguard_buffer *buffer = NULL;
  memguard_enclave *enclave = NULL;
  unsigned char bytes[SIZE];
  bool equal = false;
  SECRET(value, SIZE);
  CHECK(memguard_buffer_new_copy(context(), value, SIZE, &buffer) == MEMGUARD_OK);
  CHECK(memguard_buffer_read(buffer, 0, bytes, SIZE) == MEMGUARD_OK && is_secret(bytes, SIZE));
  CHECK(memguard_buffer_melt(buffer) == MEMGUARD_OK);
  CHECK(memguard_buffer_write_copy(buffer, 3, value, SIZE - 3) == MEMGUARD_OK);
  memguard_status answer = memguard_buffer_equal(buffer, value, SIZE, &equal);
  PUBLIC(&equal, sizeof equal);
  CHECK(answer == MEMGUARD_OK);
  CHECK(memguard_buffer_resize(buffer, 2 * SIZE) == MEMGUARD_OK);
  CHECK(memguard_buffer_seal(buffer, &enclave) == MEMGUARD_OK);
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(enclave);
}

/* Under a key that is public: what becomes of one that is not, see enclaves.c. */
void streams_are_secret(void) {
  memguard_stream *stream = NULL;
  SECRET(value, SIZE);
  CHECK(memguard_stream_new(context(), 64, &stream) == MEMGUARD_OK);
  for (int i = 0; i < 3; i++) CHECK(memguard_stream_write_copy(stream, value, SIZE) == MEMGUARD_OK);
  CHECK(memguard_stream_size(stream) == 3 * SIZE);
  memguard_stream_destroy(stream);
}
