/* stream_test.c: every public call of streams, under every AEAD and the shield. */
#include "memguard/stream.h"

#include <string.h>
#include <unistd.h>

#include "memguard/bytes.h"
#include "tests/initialized/check.h"

enum { SIZE = 3000, CHUNK = 1000 };
static unsigned char secret[SIZE], copy[SIZE];

static void put(memguard_stream *stream) {
  CHECK(memguard_stream_write_copy(stream, secret, SIZE) == MEMGUARD_OK);
  CHECK(memguard_stream_size(stream) == SIZE);
}

static void reads(memguard_stream *stream) {
  size_t got = 0;
  memguard_copy(copy, secret, SIZE);
  CHECK(memguard_stream_write(stream, copy, SIZE) == MEMGUARD_OK);
  check_zeros(copy, SIZE);
  CHECK(memguard_stream_peek(stream, copy, 10, &got) == MEMGUARD_OK && got == 10);
  for (size_t at = 0; at < SIZE; at += got) {
    CHECK(memguard_stream_read(stream, copy, 700, &got) == MEMGUARD_OK);
    check_same(copy, secret + at, got);
  }
  CHECK(memguard_stream_read(stream, copy, 700, &got) == MEMGUARD_ERR_END && got == 0);
}

static void take(memguard_buffer *buffer, size_t size) {
  CHECK(memguard_buffer_size(buffer) == size);
  check_same(memguard_buffer_data(buffer), secret, size);
  memguard_buffer_destroy(buffer);
}

static void buffers(memguard_stream *stream) {
  memguard_buffer *buffer = NULL;
  put(stream);
  CHECK(memguard_stream_next(stream, &buffer) == MEMGUARD_OK);
  take(buffer, CHUNK);
  CHECK(memguard_stream_read_all(stream, &buffer) == MEMGUARD_OK);
  check_same(memguard_buffer_data(buffer), secret + CHUNK, SIZE - CHUNK);
  memguard_buffer_destroy(buffer);
}

static void descriptors(memguard_stream *stream) {
  int ends[2];
  size_t moved = 0;
  put(stream);
  CHECK(pipe(ends) == 0);
  CHECK(memguard_stream_drain(stream, memguard_sink_fd(ends[1]), &moved) == MEMGUARD_OK);
  close(ends[1]);
  CHECK(moved == SIZE);
  CHECK(memguard_stream_fill(stream, memguard_source_fd(ends[0]), 2 * SIZE, &moved) == MEMGUARD_OK);
  close(ends[0]);
  CHECK(moved == SIZE && memguard_stream_read(stream, copy, SIZE, &moved) == MEMGUARD_OK);
  check_same(copy, secret, SIZE);
}

static void under(memguard_aead aead, uint32_t flags) {
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  memguard_stream *stream = NULL;
  options.aead = aead;
  options.flags = flags;
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  CHECK(memguard_stream_new(context, CHUNK, &stream) == MEMGUARD_OK);
  reads(stream);
  buffers(stream);
  descriptors(stream);
  put(stream);
  memguard_purge(context);
  CHECK(memguard_stream_status(stream) == MEMGUARD_ERR_EXPIRED);
  memguard_stream_destroy(stream);
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
}

int main(void) {
  CHECK(memguard_scramble(secret, SIZE) == MEMGUARD_OK);
  under(MEMGUARD_AEAD_DEFAULT, 0);
  under(MEMGUARD_AES_256_GCM, MEMGUARD_SHIELD);
  under(MEMGUARD_AEAD_DEFAULT, MEMGUARD_SNAPSHOT_SAFE | MEMGUARD_HIDE_LENGTH);
  return 0;
}
