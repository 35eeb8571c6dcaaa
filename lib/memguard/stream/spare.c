/* spare.c: where chunks come from and go to. Those of the full size are used again: fresh blocks
   cost as much as the cipher. */
#include <stdlib.h>

#include "lib/memguard/stream/stream.h"

static void drop(memguard_chunk *chunk) {
  if (chunk->sealed != NULL) memguard_handle_drop(chunk->sealed);
  free(chunk);
}

static memguard_chunk *take_spare(memguard_stream *stream) {
  memguard_lock_acquire(&stream->lock);
  memguard_chunk *chunk = stream->spare;
  if (chunk != NULL) stream->spare = memguard_chunk_after(chunk);
  memguard_lock_release(&stream->lock);
  return chunk;
}

static memguard_status make_chunk(memguard_context *context, size_t room, const char *operation,
                                  memguard_chunk **out) {
  memguard_chunk *chunk = calloc(1, sizeof *chunk);
  if (chunk == NULL) return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
  memguard_status status = memguard_handle_make(context, room, operation, &chunk->sealed);
  if (status != MEMGUARD_OK) {
    drop(chunk);
    return status;
  }
  chunk->room = room;
  *out = chunk;
  return MEMGUARD_OK;
}

memguard_status memguard_stream_take_chunk(memguard_stream *stream, size_t room,
                                           const char *operation, memguard_chunk **out) {
  *out = room == stream->chunk_size ? take_spare(stream) : NULL;
  return *out != NULL ? MEMGUARD_OK : make_chunk(stream->context, room, operation, out);
}

/* The ciphertext of what was read is wiped, because its key lives on. */
void memguard_stream_give_chunk(memguard_stream *stream, memguard_chunk *chunk) {
  if (chunk->room != stream->chunk_size) {
    drop(chunk);
    return;
  }
  memguard_handle_empty(chunk->sealed);
  chunk->offset = 0;
  memguard_lock_acquire(&stream->lock);
  atomic_store_explicit(&chunk->next, stream->spare, memory_order_relaxed);
  stream->spare = chunk;
  memguard_lock_release(&stream->lock);
}

void memguard_chunks_drop(memguard_chunk *chunk) {
  while (chunk != NULL) {
    memguard_chunk *after = memguard_chunk_after(chunk);
    drop(chunk);
    chunk = after;
  }
}

void memguard_stream_rest(memguard_stream *stream) {
  memguard_window_close(stream);
  memguard_lock_acquire(&stream->lock);
  memguard_chunk *spare = stream->spare;
  stream->spare = NULL;
  memguard_lock_release(&stream->lock);
  memguard_chunks_drop(spare);
}
