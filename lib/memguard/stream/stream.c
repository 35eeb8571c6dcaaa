/* stream.c: the handle, who may use it, and the public calls, each a shim over a function in
   another file. */
#include "lib/memguard/stream/stream.h"

#include <stdlib.h>

#include "lib/memguard/scrub/scrub.h"
#include "memguard/bytes.h"

#define DEFAULT_PAGES 4

/* --- New ------------------------------------------------------------------------------------- */

/* There must be a place where such a chunk can be opened. */
static memguard_status check_chunk_size(size_t size) {
  if (size <= PTRDIFF_MAX - 4 * memcall_page_size()) return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_OVERFLOW, "memguard_stream_new",
                               "the chunk size is more than one buffer can hold");
}

static memguard_status check_new(memguard_context *context, size_t chunk_size) {
  memguard_status status = memguard_enter(context);
  if (status == MEMGUARD_OK) status = check_chunk_size(chunk_size);
  if (status != MEMGUARD_OK || memguard_epoch_is_calm(memguard_epoch(context))) return status;
  return memguard_report_error(MEMGUARD_ERR_EXPIRED, "memguard_stream_new", "a purge is under way");
}

memguard_status memguard_stream_new(memguard_context *context, size_t chunk_size,
                                    memguard_stream **out) {
  static const char *const kOperation = "memguard_stream_new";
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, kOperation, "out is NULL");
  *out = NULL;
  memguard_status status = check_new(context, chunk_size);
  if (status != MEMGUARD_OK) return status;
  memguard_stream *stream = calloc(1, sizeof *stream);
  if (stream == NULL) return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, kOperation, NULL);
  stream->context = context;
  stream->chunk_size = chunk_size != 0 ? chunk_size : DEFAULT_PAGES * memcall_page_size();
  stream->epoch = memguard_epoch(context);
  stream->generation = memguard_generation();
  memguard_object_made(context);
  *out = stream;
  return MEMGUARD_OK;
}

/* --- Use ------------------------------------------------------------------------------------- */

memguard_status memguard_stream_examine(const memguard_stream *stream, const char *operation) {
  memguard_status status = MEMGUARD_ERR_INVALID;
  if (stream != NULL) {
    status = memguard_enter(stream->context);
    if (status != MEMGUARD_OK) return status;
    if (stream->generation != memguard_generation()) {
      status = MEMGUARD_ERR_FORKED;
    } else if (!memguard_epoch_holds(stream->context, stream->epoch)) {
      status = MEMGUARD_ERR_EXPIRED;
    }
  }
  if (status == MEMGUARD_OK || operation == NULL) return status;
  return memguard_report_error(status, operation, stream == NULL ? "the stream is NULL" : NULL);
}

memguard_status memguard_stream_status(const memguard_stream *stream) {
  return memguard_stream_examine(stream, NULL);
}

size_t memguard_stream_size(const memguard_stream *stream) {
  if (memguard_stream_examine(stream, NULL) != MEMGUARD_OK) return 0;
  return memguard_chunks_bytes(&stream->waiting);
}

memguard_status memguard_stream_begin(memguard_stream *stream, const char *operation) {
  memguard_status status = memguard_stream_examine(stream, operation);
  if (status == MEMGUARD_OK) memguard_lock_acquire(&stream->turn);
  return status;
}

void memguard_stream_end(memguard_stream *stream) { memguard_lock_release(&stream->turn); }

/* What our own sources and sinks of descriptors recorded tells more than that they failed. */
memguard_status memguard_stream_report_io(memguard_status answered, const char *operation,
                                          const char *text) {
  const memcall_error *error = memcall_last_error();
  bool recorded = answered == MEMGUARD_ERR_IO && (int)error->status == (int)answered;
  return (memguard_status)memcall_report(MEMGUARD_ERR_IO, operation, recorded ? error->os_code : 0,
                                         text);
}

/* --- The end --------------------------------------------------------------------------------- */

/* In a child a thread of the parent may hold its locks; this is the last call, so nobody else
   does. */
void memguard_stream_destroy(memguard_stream *stream) {
  if (stream == NULL) return;
  memguard_window_close(stream);
  memguard_chunks_drop(memguard_chunks_first(&stream->waiting));
  memguard_chunks_drop(stream->spare);
  memguard_object_gone(stream->context);
  free(stream);
}

/* --- Writing --------------------------------------------------------------------------------- */

memguard_status memguard_stream_write(memguard_stream *stream, void *bytes, size_t length) {
  memguard_status status = memguard_stream_put(stream, bytes, length, __func__);
  if (status == MEMGUARD_OK) memguard_wipe(bytes, length);
  memguard_scrub();
  return status;
}

memguard_status memguard_stream_write_copy(memguard_stream *stream, const void *bytes,
                                           size_t length) {
  memguard_status status = memguard_stream_put(stream, bytes, length, __func__);
  memguard_scrub();
  return status;
}

/* --- Reading --------------------------------------------------------------------------------- */

/* A copy out of the window leaves nothing on the stack and clears its registers itself; only a
   cipher needs the scrub, which costs more than a short read. */
memguard_status memguard_stream_read(memguard_stream *stream, void *bytes, size_t capacity,
                                     size_t *got) {
  bool opened = false;
  memguard_status status =
      memguard_stream_get(stream, bytes, capacity, MEMGUARD_MOVES, __func__, got, &opened);
  if (opened) memguard_scrub();
  return status;
}

memguard_status memguard_stream_peek(memguard_stream *stream, void *bytes, size_t capacity,
                                     size_t *got) {
  bool opened = false;
  memguard_status status =
      memguard_stream_get(stream, bytes, capacity, MEMGUARD_PEEKS, __func__, got, &opened);
  if (opened) memguard_scrub();
  return status;
}

memguard_status memguard_stream_next(memguard_stream *stream, memguard_buffer **out) {
  memguard_status status = memguard_stream_get_buffer(stream, false, __func__, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_stream_read_all(memguard_stream *stream, memguard_buffer **out) {
  memguard_status status = memguard_stream_get_buffer(stream, true, __func__, out);
  memguard_scrub();
  return status;
}
