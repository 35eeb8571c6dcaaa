/* read.c: new buffers from a source, which writes straight into their locked pages.

   While its length is not known, content stands at the beginning of its pages; when they are full
   it moves on to more of them, and in the end to where it belongs. Old pages are wiped each time.
   The buffer is nobody's but this call's, so a purge can only be noticed: by its epoch. */
#include <string.h>

#include "lib/memguard/buffer/inner.h"
#include "memguard/bytes.h"

enum { NO_DELIMITER = -1 };

typedef struct intake {
  memguard_context *context;
  const char *operation;
  memguard_source source;
  size_t limit; /* bytes that may come */
  int delimiter;
  bool delimited; /* it came */
  uint64_t epoch;
  memguard_buffer *buffer;
  size_t length; /* bytes that came */
} intake;

/* --- Room ------------------------------------------------------------------------------------ */

static memguard_status start(intake *in, size_t room) {
  memguard_status status = memguard_enter(in->context);
  if (status != MEMGUARD_OK) return status;
  if (in->source.read == NULL || in->limit == 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, in->operation,
                                 "the source is missing, or no byte was asked for");
  in->epoch = memguard_epoch(in->context);
  return memguard_buffer_begin(in->context, room, in->operation, &in->buffer);
}

static memguard_status move_to(intake *in, size_t room) {
  memguard_buffer *larger = NULL;
  memguard_status status = memguard_buffer_begin(in->context, room, in->operation, &larger);
  if (status != MEMGUARD_OK) return status;
  memguard_copy(larger->data, in->buffer->data, in->length);
  memguard_buffer_abandon(in->buffer);
  in->buffer = larger;
  return MEMGUARD_OK;
}

/* Twice the pages, or at a limit one more. */
static memguard_status widen(intake *in) {
  const memcall_error before = *memcall_last_error();
  size_t room = in->buffer->size;
  memguard_status status = move_to(in, room * 2);
  if (status != MEMGUARD_ERR_LOCK_LIMIT && status != MEMGUARD_ERR_NO_MEMORY) return status;
  status = move_to(in, room + memcall_page_size());
  if (status == MEMGUARD_OK) memguard_restore_error(&before);
  return status;
}

/* --- Taking ---------------------------------------------------------------------------------- */

static bool is_purged(const intake *in) {
  return !memguard_epoch_is_calm(in->epoch) || !memguard_epoch_holds(in->context, in->epoch);
}

/* One call of the source: OK, END, IO or EXPIRED, not reported. What it gave counts in any case,
   unless it claims more than there was room for. */
static memguard_status take(intake *in, size_t most) {
  size_t got = 0;
  memguard_status status =
      in->source.read(in->source.user, in->buffer->data + in->length, most, &got);
  if (is_purged(in)) return MEMGUARD_ERR_EXPIRED;
  if (got > most) return MEMGUARD_ERR_IO;
  in->length += got;
  if (status != MEMGUARD_OK) return MEMGUARD_ERR_IO;
  return got != 0 ? MEMGUARD_OK : MEMGUARD_ERR_END;
}

/* Byte by byte, because what comes behind the delimiter is not ours to take. */
static memguard_status take_delimited(intake *in) {
  size_t before = in->length;
  memguard_status status = take(in, 1);
  in->delimited = in->length != before && in->buffer->data[before] == in->delimiter;
  if (in->delimited) in->length = before;
  return status;
}

/* One byte more than the limit is room enough to see that there are more. */
static memguard_status take_some(intake *in) {
  if (in->length == in->buffer->size) {
    memguard_status status = widen(in);
    if (status != MEMGUARD_OK) return status;
  }
  if (in->delimiter != NO_DELIMITER) return take_delimited(in);
  size_t room = in->buffer->size - in->length, left = in->limit - in->length;
  return take(in, room <= left ? room : left + 1);
}

static memguard_status take_all(intake *in) {
  memguard_status status = MEMGUARD_OK;
  while (status == MEMGUARD_OK && !in->delimited && in->length <= in->limit) status = take_some(in);
  return in->length > in->limit ? MEMGUARD_ERR_TOO_SMALL : status;
}

/* --- Handing over ---------------------------------------------------------------------------- */

/* Data is flush with the end of as many pages as it needs. */
static memguard_status fit(intake *in) {
  memguard_buffer *buffer = in->buffer;
  size_t page = memcall_page_size();
  if (in->length == buffer->size) return MEMGUARD_OK;
  if ((in->length + page - 1) / page * page != buffer->region.size) return move_to(in, in->length);
  memmove(buffer->region.data + buffer->region.size - in->length, buffer->data, in->length);
  memguard_buffer_lay_out(buffer, in->length, 1);
  return MEMGUARD_OK;
}

static memguard_status give_up(intake *in, memguard_status status, const char *text) {
  memguard_buffer_abandon(in->buffer);
  return memguard_report_error(status, in->operation, text);
}

static memguard_status hand_over(intake *in, memguard_buffer **out) {
  memguard_status status = fit(in);
  if (status != MEMGUARD_OK) {
    memguard_buffer_abandon(in->buffer);
    return status;
  }
  if (is_purged(in)) return give_up(in, MEMGUARD_ERR_EXPIRED, NULL);
  return memguard_buffer_commit(in->buffer, MEMGUARD_READ_ONLY, in->operation, out);
}

/* status: how reading ended. What came before the end or a failure is the caller's. */
static memguard_status finish(intake *in, memguard_status status, memguard_buffer **out) {
  bool whole = status == MEMGUARD_OK;
  if (status == MEMGUARD_ERR_TOO_SMALL)
    return give_up(in, status, "the source holds more than the limit");
  if (whole && in->length == 0)
    return give_up(in, MEMGUARD_ERR_INVALID, "the delimiter came first: a buffer of zero bytes");
  bool ended = status == MEMGUARD_ERR_END || status == MEMGUARD_ERR_IO;
  if (status == MEMGUARD_ERR_EXPIRED || (ended && in->length == 0))
    return give_up(in, status, NULL);
  if (!whole && !ended) { /* no room for more, which is reported */
    memguard_buffer_abandon(in->buffer);
    return status;
  }
  memguard_status kept = hand_over(in, out);
  return kept != MEMGUARD_OK || whole ? kept : memguard_report_error(status, in->operation, NULL);
}

/* --- The three readers ----------------------------------------------------------------------- */

memguard_status memguard_buffer_read_length(memguard_context *context, memguard_source source,
                                            size_t length, memguard_buffer **out) {
  intake in = {.context = context, .operation = "memguard_buffer_new_read", .source = source};
  in.limit = length;
  memguard_status status = start(&in, length);
  if (status != MEMGUARD_OK) return status;
  while (status == MEMGUARD_OK && in.length < length) status = take(&in, length - in.length);
  return finish(&in, status, out);
}

memguard_status memguard_buffer_read_until(memguard_context *context, memguard_source source,
                                           unsigned char delimiter, size_t limit,
                                           memguard_buffer **out) {
  intake in = {.context = context, .operation = "memguard_buffer_new_read_until", .source = source};
  in.limit = limit;
  in.delimiter = delimiter;
  memguard_status status = start(&in, memcall_page_size());
  return status == MEMGUARD_OK ? finish(&in, take_all(&in), out) : status;
}

memguard_status memguard_buffer_read_whole(memguard_context *context, memguard_source source,
                                           size_t limit, memguard_buffer **out) {
  intake in = {.context = context, .operation = "memguard_buffer_new_read_all", .source = source};
  in.limit = limit;
  in.delimiter = NO_DELIMITER;
  memguard_status status = start(&in, memcall_page_size());
  if (status != MEMGUARD_OK) return status;
  status = take_all(&in);
  bool ended = status == MEMGUARD_ERR_END && in.length != 0;
  return finish(&in, ended ? MEMGUARD_OK : status, out);
}
