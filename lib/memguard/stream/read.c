/* read.c: the front of the list becomes plaintext, where the caller wants it. The turn is held.

   Whether a purge overlapped is judged for each chunk, after its last byte was copied (by the
   enclave, or in window.c): one that comes later comes after the call. */
#include "lib/memguard/stream/stream.h"
#include "memguard/bytes.h"

/* --- Copying out ----------------------------------------------------------------------------- */

static size_t lesser(size_t a, size_t b) { return a < b ? a : b; }

/* A chunk that is wanted whole and is not open goes straight to its place. */
static memguard_status extract(memguard_stream *stream, const memguard_chunk *chunk,
                               unsigned char *bytes, size_t length, memguard_taking taking,
                               const char *operation, bool *opened) {
  bool open = stream->window.chunk == chunk;
  if (!open) *opened = true;
  if (!open && length == chunk->sealed->length)
    return memguard_unseal(chunk->sealed, bytes, operation);
  return memguard_window_copy(stream, chunk, chunk->offset, bytes, length, taking, operation);
}

typedef struct extraction {
  memguard_taking taking;
  const char *operation;
  size_t got;
  bool opened;
} extraction;

/* Up to capacity bytes, until the first failure. */
static memguard_status extract_all(memguard_stream *stream, unsigned char *bytes, size_t capacity,
                                   extraction *out) {
  memguard_chunk *chunk = memguard_chunks_first(&stream->waiting);
  memguard_status status = MEMGUARD_OK;
  while (chunk != NULL && out->got < capacity) {
    memguard_chunk *after = memguard_chunk_after(chunk);
    size_t length = lesser(memguard_chunk_rest(chunk), capacity - out->got);
    status =
        extract(stream, chunk, bytes + out->got, length, out->taking, out->operation, &out->opened);
    if (status != MEMGUARD_OK) break;
    out->got += length;
    if (out->taking == MEMGUARD_MOVES) memguard_stream_consume(stream, length);
    chunk = after;
  }
  return status;
}

void memguard_stream_consume(memguard_stream *stream, size_t length) {
  while (length != 0) {
    memguard_chunk *chunk = memguard_chunks_first(&stream->waiting);
    size_t part = lesser(length, memguard_chunk_rest(chunk));
    length -= part;
    if (part < memguard_chunk_rest(chunk)) {
      memguard_chunks_count(&stream->waiting.out, part);
      chunk->offset += part;
      continue;
    }
    memguard_lock_acquire(&stream->lock);
    chunk = memguard_chunks_take_first(&stream->waiting);
    memguard_lock_release(&stream->lock);
    memguard_stream_give_chunk(stream, chunk);
  }
}

/* --- To memory ------------------------------------------------------------------------------- */

/* Bytes that came before a failure are the caller's, unless all is void. The failure is told by the
   call that meets it again. */
static memguard_status settle(unsigned char *bytes, memguard_status status,
                              const memcall_error *before, extraction *out) {
  if (status == MEMGUARD_OK) return status;
  if (out->got != 0 && status != MEMGUARD_ERR_EXPIRED) {
    memguard_restore_error(before);
    return MEMGUARD_OK;
  }
  memguard_wipe(bytes, out->got);
  out->got = 0;
  return status;
}

static memguard_status end_of(memguard_stream *stream, const char *operation) {
  memguard_stream_rest(stream);
  return memguard_report_error(MEMGUARD_ERR_END, operation, NULL);
}

memguard_status memguard_stream_get(memguard_stream *stream, void *bytes, size_t capacity,
                                    memguard_taking taking, const char *operation, size_t *got,
                                    bool *opened) {
  const memcall_error before = *memcall_last_error();
  extraction out = {taking, operation, 0, false};
  if (got != NULL) *got = 0;
  if (got == NULL || (bytes == NULL && capacity != 0))
    return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "bytes or got is NULL");
  memguard_status status = memguard_stream_begin(stream, operation);
  if (status != MEMGUARD_OK) return status;
  if (capacity != 0 && memguard_chunks_first(&stream->waiting) == NULL) {
    status = end_of(stream, operation);
  } else {
    status = settle(bytes, extract_all(stream, bytes, capacity, &out), &before, &out);
  }
  memguard_stream_end(stream);
  *got = out.got;
  *opened = out.opened;
  return status;
}

/* --- To a buffer ----------------------------------------------------------------------------- */

/* How many bytes it will hold: all that wait now, or what is left of the first chunk. */
static size_t amount(memguard_stream *stream, bool all) {
  memguard_lock_acquire(&stream->lock);
  const memguard_chunk *first = memguard_chunks_first(&stream->waiting);
  size_t bytes = memguard_chunks_bytes(&stream->waiting);
  memguard_lock_release(&stream->lock);
  return all || first == NULL ? bytes : memguard_chunk_rest(first);
}

/* Nothing is consumed before the buffer is the caller's. */
static memguard_status gather(memguard_stream *stream, size_t size, const char *operation,
                              memguard_buffer **out) {
  memguard_buffer *buffer;
  extraction what = {MEMGUARD_PEEKS, operation, 0, false};
  memguard_status status = memguard_buffer_begin(stream->context, size, operation, &buffer);
  if (status != MEMGUARD_OK) return status;
  status = extract_all(stream, buffer->data, size, &what);
  if (status == MEMGUARD_OK)
    return memguard_buffer_commit(buffer, MEMGUARD_READ_ONLY, operation, out);
  memguard_buffer_abandon(buffer);
  memguard_object_missed(stream->context);
  return status;
}

memguard_status memguard_stream_get_buffer(memguard_stream *stream, bool all, const char *operation,
                                           memguard_buffer **out) {
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "out is NULL");
  *out = NULL;
  memguard_status status = memguard_stream_begin(stream, operation);
  if (status != MEMGUARD_OK) return status;
  size_t size = amount(stream, all);
  status = size != 0 ? gather(stream, size, operation, out) : end_of(stream, operation);
  if (status == MEMGUARD_OK) {
    memguard_window_shut(stream);
    memguard_stream_consume(stream, size);
  }
  memguard_stream_end(stream);
  return status;
}
