#include "tests/memguard/stream/inside.h"

#include "lib/memguard/stream/stream.h"

static size_t count(const memguard_chunk *chunk) {
  size_t chunks = 0;
  for (; chunk != NULL; chunk = memguard_chunk_after(chunk)) chunks++;
  return chunks;
}

size_t stream_chunks(const memguard_stream *stream) {
  return count(memguard_chunks_first(&stream->waiting));
}

size_t stream_spares(const memguard_stream *stream) { return count(stream->spare); }

static const memguard_chunk *nth_chunk(const memguard_stream *stream, size_t nth) {
  const memguard_chunk *chunk = memguard_chunks_first(&stream->waiting);
  for (; nth != 0; nth--) chunk = memguard_chunk_after(chunk);
  return chunk;
}

static memguard_enclave *nth_enclave(const memguard_stream *stream, size_t nth) {
  return nth_chunk(stream, nth)->sealed;
}

unsigned char *stream_sealed(memguard_stream *stream, size_t nth, size_t *size) {
  memguard_enclave *sealed = nth_enclave(stream, nth);
  *size = sealed->length + MEMGUARD_TAG_SIZE;
  return sealed->sealed;
}

const memguard_enclave *stream_enclave(const memguard_stream *stream, size_t nth) {
  return nth_enclave(stream, nth);
}

const unsigned char *stream_spare(const memguard_stream *stream, size_t *size) {
  *size = stream->spare->room + MEMGUARD_TAG_SIZE;
  return stream->spare->sealed->sealed;
}

const unsigned char *stream_window(const memguard_stream *stream, size_t *size) {
  const memguard_buffer *buffer = stream->window.buffer;
  *size = buffer != NULL ? buffer->size : 0;
  return buffer != NULL ? buffer->data : NULL;
}

bool stream_is_open(const memguard_stream *stream) { return stream->window.chunk != NULL; }
bool stream_is_open_at(const memguard_stream *stream, size_t nth) {
  return stream->window.chunk == nth_chunk(stream, nth);
}

void stream_hold_locks(memguard_stream *stream) {
  memguard_lock_acquire(&stream->turn);
  memguard_lock_acquire(&stream->lock);
}

void stream_release_locks(memguard_stream *stream) {
  memguard_lock_release(&stream->lock);
  memguard_lock_release(&stream->turn);
}

memguard_status stream_unscrubbed_write(memguard_stream *stream, const void *bytes, size_t length) {
  return memguard_stream_put(stream, bytes, length, "test");
}

memguard_status stream_unscrubbed_read(memguard_stream *stream, void *bytes, size_t capacity,
                                       size_t *got) {
  bool opened;
  return memguard_stream_get(stream, bytes, capacity, MEMGUARD_MOVES, "test", got, &opened);
}
