/* stream_initialized_test.c: a factory's stream from C, and nothing that it reads was not written,
   which memory sanitizer looks at. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "securememory/securememory.h"

#define CHECK(condition) check(condition, #condition, __LINE__)
static void check(bool holds, const char *condition, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: %s (%s)\n", line, condition, memcall_last_error()->text);
  exit(1);
}

enum { SIZE = 3000 };
static unsigned char all[SIZE], out[SIZE];
static size_t given, taken;

static memguard_status give(void *user, void *bytes, size_t capacity, size_t *got) {
  (void)user;
  *got = SIZE - given < capacity ? SIZE - given : capacity;
  memcpy(bytes, all + given, *got);
  given += *got;
  return MEMGUARD_OK;
}

static memguard_status take(void *user, const void *bytes, size_t length) {
  (void)user;
  memcpy(out + taken, bytes, length);
  taken += length;
  return MEMGUARD_OK;
}

static void round_trip(securememory_stream *stream) {
  size_t moved = 0;
  CHECK(securememory_stream_fill(stream, (memguard_source){give, NULL}, SIZE, &moved) ==
        SECUREMEMORY_OK);
  CHECK(moved == SIZE && securememory_stream_size(stream) == SIZE);
  CHECK(securememory_stream_peek(stream, out, 10, &moved) == SECUREMEMORY_OK && moved == 10);
  CHECK(securememory_stream_read(stream, out, 10, &moved) == SECUREMEMORY_OK && moved == 10);
  taken = 10;
  CHECK(securememory_stream_drain(stream, (memguard_sink){take, NULL}, &moved) == SECUREMEMORY_OK);
  CHECK(moved == SIZE - 10 && memcmp(all, out, SIZE) == 0);
  CHECK(securememory_stream_write(stream, out, SIZE) == SECUREMEMORY_OK);
  for (size_t i = 0; i < SIZE; i++) CHECK(out[i] == 0);
  CHECK(securememory_stream_write_copy(stream, all, SIZE) == SECUREMEMORY_OK);
  CHECK(securememory_stream_size(stream) == 2 * SIZE);
}

int main(void) {
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  securememory_factory *factory = NULL;
  securememory_stream *stream = NULL;
  for (size_t i = 0; i < SIZE; i++) all[i] = (unsigned char)(i * 7 + 1);
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  CHECK(securememory_factory_new(context, SECUREMEMORY_SEALED, NULL, &factory) == SECUREMEMORY_OK);
  CHECK(securememory_stream_new(factory, 1000, &stream) == SECUREMEMORY_OK);
  round_trip(stream);
  memguard_purge(context);
  CHECK(securememory_stream_status(stream) == SECUREMEMORY_ERR_EXPIRED);
  securememory_stream_destroy(stream);
  CHECK(securememory_factory_destroy(factory) == SECUREMEMORY_OK);
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
  return 0;
}
