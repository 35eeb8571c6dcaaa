/* write.c: plaintext becomes chunks at the end of the list, all of them or none. */
#include "lib/memguard/stream/stream.h"

/* A purge may have come before the sealing: then the key is good, and the stream is void. */
memguard_status memguard_stream_seal(memguard_stream *stream, memguard_chunk *chunk,
                                     const void *bytes, size_t length, const char *operation,
                                     memguard_chunks *out) {
  memguard_status status = memguard_seal_handle(chunk->sealed, bytes, length, operation);
  if (status == MEMGUARD_OK) status = memguard_stream_examine(stream, operation);
  if (status == MEMGUARD_OK) {
    memguard_chunks_append(out, chunk);
  } else {
    memguard_stream_give_chunk(stream, chunk);
  }
  return status;
}

static memguard_status seal_all(memguard_stream *stream, const unsigned char *bytes, size_t length,
                                const char *operation, memguard_chunks *out) {
  memguard_status status = MEMGUARD_OK;
  for (size_t at = 0; at < length && status == MEMGUARD_OK;) {
    memguard_chunk *chunk = NULL;
    size_t piece = length - at < stream->chunk_size ? length - at : stream->chunk_size;
    status = memguard_stream_take_chunk(stream, piece, operation, &chunk);
    if (status != MEMGUARD_OK) break;
    status = memguard_stream_seal(stream, chunk, bytes + at, piece, operation, out);
    at += piece;
  }
  return status;
}

void memguard_stream_add(memguard_stream *stream, memguard_chunks *chunks) {
  memguard_lock_acquire(&stream->lock);
  memguard_chunks_put_behind(&stream->waiting, chunks);
  memguard_lock_release(&stream->lock);
}

static memguard_status check(const memguard_stream *stream, const void *bytes, size_t length,
                             const char *operation) {
  memguard_status status = memguard_stream_examine(stream, operation);
  if (status != MEMGUARD_OK) return status;
  if (bytes == NULL && length != 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "bytes is NULL");
  if (length <= PTRDIFF_MAX - memguard_chunks_bytes(&stream->waiting)) return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_OVERFLOW, operation, NULL);
}

memguard_status memguard_stream_put(memguard_stream *stream, const void *bytes, size_t length,
                                    const char *operation) {
  memguard_chunks fresh = {NULL, NULL, 0, 0};
  memguard_status status = check(stream, bytes, length, operation);
  if (status != MEMGUARD_OK) return status;
  status = seal_all(stream, bytes, length, operation, &fresh);
  if (status == MEMGUARD_OK) {
    memguard_stream_add(stream, &fresh);
  } else {
    memguard_chunks_drop(memguard_chunks_first(&fresh)); /* it may be memory that is missing */
  }
  return status;
}
