/* fill.c: from a source to the end of the list, through one chunk of locked memory. Plaintext is
   touched in functions of other files and in the source alone, so the scrub between them stands
   here. */
#include "lib/memguard/scrub/scrub.h"
#include "lib/memguard/stream/stream.h"
#include "memguard/bytes.h"

typedef struct intake {
  memguard_stream *stream;
  memguard_source source;
  memguard_buffer *room;  /* locked, held */
  memguard_chunks sealed; /* what came, until it is put behind the rest */
  size_t left;            /* of the limit */
  bool ended;             /* the source did */
} intake;

#define OPERATION "memguard_stream_fill"

/* --- From the source ------------------------------------------------------------------------- */

/* A frame of its own: link-time optimization would put the source's into the caller's, out of the
   scrub's reach. */
MEMGUARD_APART static memguard_status ask(const memguard_source *source, unsigned char *bytes,
                                          size_t capacity, size_t *got) {
  *got = 0;
  memguard_status status = source->read(source->user, bytes, capacity, got);
  if (status != MEMGUARD_OK) memguard_stream_report_io(status, OPERATION, "the source failed");
  if (*got > capacity) {
    *got = 0;
    return memguard_report_error(MEMGUARD_ERR_IO, OPERATION,
                                 "the source claims more bytes than it was asked for");
  }
  return status == MEMGUARD_OK ? status : MEMGUARD_ERR_IO;
}

/* Until size bytes came, or no more do. While the source ran, a purge or a fork may have come. */
static memguard_status collect(intake *in, size_t size, size_t *got) {
  memguard_status status = MEMGUARD_OK;
  while (status == MEMGUARD_OK && *got < size && !in->ended) {
    size_t more = 0;
    status = ask(&in->source, in->room->data + *got, size - *got, &more);
    *got += more;
    in->ended = more == 0;
    memguard_status now = memguard_stream_examine(in->stream, OPERATION);
    if (now != MEMGUARD_OK) status = now;
  }
  return status;
}

/* --- Into the stream ------------------------------------------------------------------------- */

/* A source that gave much less than there was room for gets a chunk of that size, if there is
   one. */
static memguard_chunk *fitting(intake *in, memguard_chunk *chunk, size_t length) {
  const memcall_error before = *memcall_last_error();
  memguard_chunk *smaller = NULL;
  if (length > chunk->room / 2) return chunk;
  if (memguard_stream_take_chunk(in->stream, length, OPERATION, &smaller) != MEMGUARD_OK) {
    memguard_restore_error(&before);
    return chunk;
  }
  memguard_stream_give_chunk(in->stream, chunk);
  return smaller;
}

/* Bytes that came before the source failed are kept. Nothing is, when all is void; and in a child
   the stream's locks are not to be touched. */
static memguard_status keep(intake *in, memguard_chunk *chunk, size_t got, memguard_status status) {
  if (status == MEMGUARD_ERR_FORKED) {
    memguard_chunks_drop(chunk);
  } else if (got == 0 || status == MEMGUARD_ERR_EXPIRED) {
    memguard_stream_give_chunk(in->stream, chunk);
  } else {
    memguard_status sealed = memguard_stream_seal(in->stream, fitting(in, chunk, got),
                                                  in->room->data, got, OPERATION, &in->sealed);
    memguard_wipe(in->room->data, got);
    in->left -= got;
    if (sealed != MEMGUARD_OK) return sealed;
  }
  return status;
}

/* The ciphertext has its place before the source is asked. */
static memguard_status move_chunk(intake *in) {
  memguard_chunk *chunk = NULL;
  size_t size = in->left < in->stream->chunk_size ? in->left : in->stream->chunk_size, got = 0;
  memguard_status status = memguard_stream_take_chunk(in->stream, size, OPERATION, &chunk);
  if (status != MEMGUARD_OK) return status;
  status = collect(in, size, &got);
  return keep(in, chunk, got, status);
}

static memguard_status move_all(intake *in) {
  memguard_status status = memguard_seal_ready(in->stream->context, OPERATION);
  while (status == MEMGUARD_OK && in->left != 0 && !in->ended) {
    status = move_chunk(in);
    memguard_scrub();
  }
  return status;
}

static size_t hand_over(intake *in, memguard_status status) {
  size_t moved = memguard_chunks_bytes(&in->sealed);
  if (status != MEMGUARD_ERR_FORKED && status != MEMGUARD_ERR_EXPIRED) {
    memguard_stream_add(in->stream, &in->sealed);
    return moved;
  }
  memguard_chunks_drop(memguard_chunks_first(&in->sealed));
  return 0;
}

memguard_status memguard_stream_fill(memguard_stream *stream, memguard_source source, size_t limit,
                                     size_t *moved) {
  intake in = {.stream = stream, .source = source, .left = limit};
  if (moved != NULL) *moved = 0;
  memguard_status status = memguard_stream_examine(stream, OPERATION);
  if (status != MEMGUARD_OK) return status;
  if (source.read == NULL || moved == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, OPERATION, "the source or moved is NULL");
  if (limit == 0) return MEMGUARD_OK;
  size_t size = limit < stream->chunk_size ? limit : stream->chunk_size;
  status = memguard_window_begin(stream->context, size, OPERATION, &in.room);
  if (status != MEMGUARD_OK) return status;
  status = move_all(&in);
  *moved = hand_over(&in, status);
  memguard_window_end(in.room);
  return status;
}
