/* drain.c: from the front of the list to a sink, through one chunk of locked memory. Plaintext is
   touched in functions of other files and in the sink alone, so the scrub between them stands
   here. */
#include "lib/memguard/scrub/scrub.h"
#include "lib/memguard/stream/stream.h"
#include "memguard/bytes.h"

typedef struct outlet {
  memguard_stream *stream;
  memguard_sink sink;
  memguard_buffer *room; /* locked, held; NULL when there was nothing to drain */
  memguard_chunks taken; /* out of the stream for as long as the sink runs */
  size_t moved;
} outlet;

#define OPERATION "memguard_stream_drain"

/* --- Out of the stream, and back ------------------------------------------------------------- */

/* No chunk is larger than this; the first may be read in part, and opens as a whole. */
static size_t largest_chunk(const memguard_stream *stream, const memguard_chunk *first) {
  size_t bytes = memguard_chunks_bytes(&stream->waiting) + first->offset;
  return bytes < stream->chunk_size ? bytes : stream->chunk_size;
}

static memguard_status take(outlet *out) {
  memguard_stream *stream = out->stream;
  memguard_status status = memguard_stream_begin(stream, OPERATION);
  if (status != MEMGUARD_OK) return status;
  memguard_window_close(stream); /* there may be no lock for two */
  memguard_lock_acquire(&stream->lock);
  const memguard_chunk *first = memguard_chunks_first(&stream->waiting);
  size_t size = first != NULL ? largest_chunk(stream, first) : 0;
  memguard_chunks_put_behind(&out->taken, &stream->waiting);
  memguard_lock_release(&stream->lock);
  memguard_stream_end(stream);
  return size == 0 ? MEMGUARD_OK
                   : memguard_window_begin(stream->context, size, OPERATION, &out->room);
}

/* In a child the stream's locks are not to be touched. */
static void put_back(outlet *out, memguard_status status) {
  memguard_stream *stream = out->stream;
  if (status == MEMGUARD_ERR_FORKED) {
    memguard_chunks_drop(memguard_chunks_first(&out->taken));
    return;
  }
  memguard_lock_acquire(&stream->turn);
  memguard_lock_acquire(&stream->lock);
  memguard_chunks_put_before(&stream->waiting, &out->taken);
  memguard_lock_release(&stream->lock);
  memguard_lock_release(&stream->turn);
}

/* --- To the sink ----------------------------------------------------------------------------- */

/* A frame of its own, as the source's in fill.c. */
MEMGUARD_APART static memguard_status offer(const memguard_sink *sink, const unsigned char *bytes,
                                            size_t length) {
  memguard_status status = sink->write(sink->user, bytes, length);
  if (status == MEMGUARD_OK) return status;
  return memguard_stream_report_io(status, OPERATION, "the sink failed");
}

/* While the sink ran, a purge or a fork may have come. */
static memguard_status move_chunk(outlet *out, const memguard_chunk *chunk) {
  unsigned char *data = out->room->data;
  memguard_status status = memguard_unseal(chunk->sealed, data, OPERATION);
  memguard_scrub();
  if (status != MEMGUARD_OK) return status;
  status = offer(&out->sink, data + chunk->offset, memguard_chunk_rest(chunk));
  memguard_status now = memguard_stream_examine(out->stream, OPERATION);
  if (now == MEMGUARD_ERR_FORKED) return now; /* the room is not here */
  memguard_wipe(data, chunk->sealed->length);
  return now != MEMGUARD_OK ? now : status;
}

static memguard_status move_all(outlet *out) {
  memguard_status status = MEMGUARD_OK;
  memguard_chunk *chunk;
  while (status == MEMGUARD_OK && (chunk = memguard_chunks_first(&out->taken)) != NULL) {
    status = move_chunk(out, chunk);
    if (status != MEMGUARD_OK) break;
    out->moved += memguard_chunk_rest(chunk);
    memguard_stream_give_chunk(out->stream, memguard_chunks_take_first(&out->taken));
  }
  return status;
}

memguard_status memguard_stream_drain(memguard_stream *stream, memguard_sink sink, size_t *moved) {
  outlet out = {.stream = stream, .sink = sink};
  if (moved != NULL) *moved = 0;
  if (sink.write == NULL || moved == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, OPERATION, "the sink or moved is NULL");
  memguard_status status = take(&out);
  if (status == MEMGUARD_OK) status = move_all(&out);
  if (memguard_chunks_first(&out.taken) != NULL) put_back(&out, status);
  memguard_window_end(out.room);
  memguard_scrub();
  *moved = out.moved;
  return status;
}
