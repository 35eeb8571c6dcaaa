/* window.c: the locked memory in which a chunk stands open.

   It is a buffer, held while it is used: so a purge waits for nobody and finds it, a crash handler
   too, a child does not have it, and whatever was copied out beside a purge is taken back. */
#include "lib/memguard/enclave/handle.h"
#include "lib/memguard/stream/stream.h"
#include "memguard/bytes.h"

/* --- Its memory ------------------------------------------------------------------------------ */

/* The stream is the object. */
static void uncount(memguard_context *context) { memguard_object_gone(context); }

static void count(memguard_context *context) { memguard_object_begun(context); }

memguard_status memguard_window_begin(memguard_context *context, size_t size, const char *operation,
                                      memguard_buffer **out) {
  memguard_status status = memguard_buffer_begin(context, size, operation, out);
  if (status == MEMGUARD_OK) uncount(context);
  return status;
}

void memguard_window_end(memguard_buffer *buffer) {
  if (buffer == NULL) return;
  count(buffer->context);
  if (memguard_buffer_is_foreign(buffer)) {
    memguard_buffer_destroy(buffer);
  } else {
    memguard_buffer_abandon(buffer);
  }
}

void memguard_window_close(memguard_stream *stream) {
  memguard_window *window = &stream->window;
  if (window->buffer != NULL) count(stream->context);
  memguard_buffer_destroy(window->buffer);
  *window = (memguard_window){NULL, NULL};
}

/* Whole pages, so that nothing of them is canary. The old ones go first: there may be no lock for
   both. A larger chunk pays for its larger place by its own cipher, so all stays linear. */
static memguard_status make_room(memguard_stream *stream, size_t length, const char *operation) {
  memguard_window *window = &stream->window;
  size_t page = memcall_page_size();
  if (window->buffer != NULL && window->buffer->size >= length) return MEMGUARD_OK;
  memguard_window_close(stream);
  memguard_status status = memguard_window_begin(stream->context, (length + page - 1) / page * page,
                                                 operation, &window->buffer);
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_let_go(window->buffer, operation);
  if (status != MEMGUARD_OK) memguard_window_close(stream);
  return status;
}

void memguard_window_shut(memguard_stream *stream) {
  memguard_window *window = &stream->window;
  if (window->chunk == NULL) return;
  window->chunk = NULL;
  memguard_status status = memguard_buffer_hold(window->buffer, "memguard_stream");
  if (status != MEMGUARD_OK) return; /* a purge wiped it */
  memguard_wipe(window->buffer->data, window->buffer->size);
  status = memguard_buffer_let_go(window->buffer, "memguard_stream");
}

/* --- Its content; the buffer is held --------------------------------------------------------- */

/* What was read of it before does not come back. */
static memguard_status open_chunk(memguard_window *window, const memguard_chunk *chunk,
                                  const char *operation) {
  unsigned char *data = window->buffer->data;
  if (window->chunk != NULL) memguard_wipe(data, window->buffer->size);
  window->chunk = NULL;
  memguard_status status = memguard_unseal(chunk->sealed, data, operation);
  if (status != MEMGUARD_OK) return status;
  memguard_wipe(data, chunk->offset);
  window->chunk = chunk;
  return MEMGUARD_OK;
}

static void hand_out(memguard_window *window, size_t from, unsigned char *bytes, size_t length,
                     memguard_taking taking) {
  unsigned char *data = window->buffer->data + from;
  memguard_copy(bytes, data, length);
  if (taking == MEMGUARD_PEEKS) return;
  memguard_wipe(data, length);
  if (from + length == window->chunk->sealed->length) window->chunk = NULL;
}

memguard_status memguard_window_copy(memguard_stream *stream, const memguard_chunk *chunk,
                                     size_t from, unsigned char *bytes, size_t length,
                                     memguard_taking taking, const char *operation) {
  memguard_window *window = &stream->window;
  memguard_status status = MEMGUARD_OK;
  if (window->chunk != chunk) status = make_room(stream, chunk->sealed->length, operation);
  if (status == MEMGUARD_OK) status = memguard_buffer_hold(window->buffer, operation);
  if (status != MEMGUARD_OK) return status;
  if (window->chunk != chunk) status = open_chunk(window, chunk, operation);
  if (status == MEMGUARD_OK) hand_out(window, from, bytes, length, taking);
  memguard_status held = memguard_buffer_let_go(window->buffer, operation);
  if (held == MEMGUARD_OK) return status;
  memguard_wipe(bytes, length);
  return held;
}
