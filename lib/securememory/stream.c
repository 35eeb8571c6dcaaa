/* stream.c: memguard's stream as one object of a factory. Whatever touches plaintext is memguard's own
   public call, which scrubs at its end; here is only counting. */
#include "securememory/stream.h"

#include <stdlib.h>

#include "lib/memguard/context/context.h"
#include "lib/securememory/factory.h"
#include "memguard/stream.h"

struct securememory_stream {
  securememory_factory *factory;
  memguard_stream *queue;
  securememory_site site;
};

static securememory_status refuse(const char *function) {
  return securememory_report_error(SECUREMEMORY_ERR_INVALID, function, "an argument is NULL");
}

/* What its caller can foresee is no failure of the factory's. */
static securememory_status note(const securememory_stream *stream, memguard_status answered) {
  const securememory_status status = (securememory_status)answered;
  if (status == SECUREMEMORY_ERR_INVALID || status == SECUREMEMORY_ERR_END ||
      status == SECUREMEMORY_ERR_EXPIRED || status == SECUREMEMORY_ERR_FORKED)
    return status;
  return securememory_count_failure(stream->factory, status);
}

/* --- Its life -------------------------------------------------------------------------------- */

static size_t bytes_of(const void *stream) { return securememory_stream_size(stream); }

static securememory_status furnish(securememory_stream *stream, size_t chunk_size,
                                   const char *function) {
  memguard_context *context = securememory_factory_context(stream->factory);
  memguard_status status = memguard_stream_new(context, chunk_size, &stream->queue);
  if (status != MEMGUARD_OK) return (securememory_status)status;
  return securememory_site_add(stream->factory, &stream->site, function);
}

static securememory_status make(securememory_factory *factory, size_t chunk_size, const void *site,
                                const char *function, securememory_stream **out) {
  securememory_stream *stream = calloc(1, sizeof *stream);
  if (stream == NULL) return securememory_report_error(SECUREMEMORY_ERR_NO_MEMORY, function, NULL);
  stream->factory = factory;
  stream->site = (securememory_site){site, "stream", bytes_of, stream, NULL};
  securememory_status status = furnish(stream, chunk_size, function);
  if (status != SECUREMEMORY_OK) {
    memguard_stream_destroy(stream->queue);
    free(stream);
    return status;
  }
  atomic_fetch_add(&factory->live, 1);
  securememory_count_created(factory);
  *out = stream;
  return SECUREMEMORY_OK;
}

securememory_status securememory_stream_new(securememory_factory *factory, size_t chunk_size,
                                            securememory_stream **out) {
  if (out != NULL) *out = NULL;
  if (factory == NULL || out == NULL) return refuse(__func__);
  return securememory_count_failure(factory,
                                    make(factory, chunk_size, SECUREMEMORY_SITE, __func__, out));
}

/* It is asked first, because in a child that call notices the fork. */
void securememory_stream_destroy(securememory_stream *stream) {
  if (stream == NULL) return;
  securememory_factory *factory = stream->factory;
  (void)memguard_stream_status(stream->queue);
  securememory_site_remove(factory, &stream->site);
  memguard_stream_destroy(stream->queue);
  free(stream);
  securememory_count_wiped(factory);
  atomic_fetch_sub(&factory->live, 1);
}

/* --- Asking ---------------------------------------------------------------------------------- */

securememory_status securememory_stream_status(const securememory_stream *stream) {
  if (stream == NULL) return SECUREMEMORY_ERR_INVALID;
  return (securememory_status)memguard_stream_status(stream->queue);
}

size_t securememory_stream_size(const securememory_stream *stream) {
  return stream != NULL ? memguard_stream_size(stream->queue) : 0;
}

/* --- Writing --------------------------------------------------------------------------------- */

securememory_status securememory_stream_write(securememory_stream *stream, void *bytes,
                                              size_t length) {
  if (stream == NULL) return refuse(__func__);
  return note(stream, memguard_stream_write(stream->queue, bytes, length));
}

securememory_status securememory_stream_write_copy(securememory_stream *stream, const void *bytes,
                                                   size_t length) {
  if (stream == NULL) return refuse(__func__);
  return note(stream, memguard_stream_write_copy(stream->queue, bytes, length));
}

securememory_status securememory_stream_fill(securememory_stream *stream, memguard_source source,
                                             size_t limit, size_t *moved) {
  if (moved != NULL) *moved = 0;
  if (stream == NULL) return refuse(__func__);
  return note(stream, memguard_stream_fill(stream->queue, source, limit, moved));
}

/* --- Reading --------------------------------------------------------------------------------- */

securememory_status securememory_stream_read(securememory_stream *stream, void *bytes,
                                             size_t capacity, size_t *got) {
  if (got != NULL) *got = 0;
  if (stream == NULL) return refuse(__func__);
  return note(stream, memguard_stream_read(stream->queue, bytes, capacity, got));
}

securememory_status securememory_stream_peek(securememory_stream *stream, void *bytes,
                                             size_t capacity, size_t *got) {
  if (got != NULL) *got = 0;
  if (stream == NULL) return refuse(__func__);
  return note(stream, memguard_stream_peek(stream->queue, bytes, capacity, got));
}

securememory_status securememory_stream_drain(securememory_stream *stream, memguard_sink sink,
                                              size_t *moved) {
  if (moved != NULL) *moved = 0;
  if (stream == NULL) return refuse(__func__);
  return note(stream, memguard_stream_drain(stream->queue, sink, moved));
}
