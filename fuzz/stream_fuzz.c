/* stream_fuzz.c: a stream against a string of bytes that grows at one end and shrinks at the other.
   Operations: stream.inc. Configuration: context.h. */
#include <string.h>

#include "fuzz/model.h"
#include "fuzz/source.h"
#include "fuzz/stream_state.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "memguard/process.h"

const char *const fuzz_opening =
    "memguard_context *context = fuzz_context_new($0); memguard_stream_new(context, 100, &stream);";

memguard_stream *stream;
memguard_status state;
unsigned char waiting[MOST];
size_t length;
static memguard_context *context;
static size_t config, seeds, keys, chunk;

/* --- What the model says --------------------------------------------------------------------- */

void check(void) {
  memguard_status expected = stream != NULL ? state : MEMGUARD_ERR_INVALID;
  FUZZ_CHECK(memguard_stream_status(stream) == expected);
  FUZZ_CHECK(memguard_stream_size(stream) == (expected == MEMGUARD_OK ? length : 0));
}

memguard_status unless_over(memguard_status expected) {
  if (stream == NULL) return MEMGUARD_ERR_INVALID;
  return state != MEMGUARD_OK ? state : expected;
}

static void append(const void *bytes, size_t size) {
  FUZZ_CHECK(size <= MOST - length);
  if (size != 0) memcpy(waiting + length, bytes, size);
  length += size;
}

void drop(size_t size) {
  FUZZ_CHECK(size <= length);
  length -= size;
  memmove(waiting, waiting + size, length);
}

/* Chunks of a few bytes cost as much as large ones: no more than 64 of them at once. */
static size_t cut(size_t size) { return size > 64 * chunk ? size % (64 * chunk) : size; }

static bool has_room(size_t size) { return size <= MOST - length; }

/* Eight keys at once are the most. */
static bool is_full(memguard_status status) { return status == MEMGUARD_ERR_BUSY && keys >= 7; }

/* --- Writing --------------------------------------------------------------------------------- */

void op_new(const size_t *a) {
  check();
  memguard_stream_destroy(stream);
  stream = NULL;
  length = 0;
  state = MEMGUARD_OK;
  chunk = a[0] != 0 && a[0] <= UINT16_MAX ? a[0] : 4096;
  memguard_status expected = a[0] > UINT16_MAX ? MEMGUARD_ERR_OVERFLOW : MEMGUARD_OK;
  bool ok = fuzz_ok(memguard_stream_new(context, a[0], &stream), expected, 0);
  FUZZ_CHECK((stream != NULL) == ok);
}

void op_write(const size_t *a) {
  size_t size = cut(a[0]);
  if (!has_room(size)) return;
  fuzz_secret_fill(fuzz_room, size, ++seeds);
  memguard_status status = memguard_stream_write(stream, fuzz_room, size);
  bool ok = !is_full(status) && fuzz_ok(status, unless_over(MEMGUARD_OK), 0);
  FUZZ_CHECK(ok ? fuzz_zero(fuzz_room, size) : fuzz_secret_is(fuzz_room, size, seeds, 0));
  fuzz_secret_fill(fuzz_room, size, seeds);
  if (ok) append(fuzz_room, size);
  check();
}

void op_write_copy(const size_t *a) {
  size_t size = cut(a[0]);
  if (!has_room(size)) return;
  fuzz_secret_fill(fuzz_room, size, ++seeds);
  memguard_status status = memguard_stream_write_copy(stream, fuzz_room, size);
  bool ok = !is_full(status) && fuzz_ok(status, unless_over(MEMGUARD_OK), 0);
  if (ok) append(fuzz_room, size);
  check();
}

/* What was moved is there, however it ended. */
void op_fill(const size_t *a) {
  fuzz_source source = {
      .seed = ++seeds, .size = cut(a[0]), .piece = a[2] % 128, .fails = a[2] >= 128};
  size_t moved = 99, most = source.size < a[1] ? source.size : a[1];
  if (!has_room(source.size)) return;
  bool fails = source.fails && a[1] > source.size;
  memguard_status status = memguard_stream_fill(stream, fuzz_source_of(&source), a[1], &moved);
  memguard_status expected = unless_over(fails ? MEMGUARD_ERR_IO : MEMGUARD_OK);
  if (!is_full(status)) (void)fuzz_ok(status, expected, 1 << 16);
  FUZZ_CHECK(moved <= most);
  if (status == MEMGUARD_OK || (fails && status == MEMGUARD_ERR_IO)) FUZZ_CHECK(moved == most);
  fuzz_secret_fill(fuzz_room, moved, source.seed);
  append(fuzz_room, moved);
  check();
}

/* --- Reading --------------------------------------------------------------------------------- */

/* Less than was asked for only where a chunk could not be opened. */
static size_t got_is(memguard_status status, size_t asked, size_t got) {
  memguard_status expected =
      unless_over(length == 0 && asked != 0 ? MEMGUARD_ERR_END : MEMGUARD_OK);
  size_t most = asked < length ? asked : length;
  if (!fuzz_ok(status, expected, 1 << 16)) {
    FUZZ_CHECK(got == 0);
    return 0;
  }
  FUZZ_CHECK(got == most || (got < most && got != 0 && (fuzz_disturbed() || fuzz_limited())));
  FUZZ_CHECK(memcmp(fuzz_room, waiting, got) == 0);
  return got;
}

void op_read(const size_t *a) {
  size_t got = 99;
  memguard_status status = memguard_stream_read(stream, fuzz_room, a[0], &got);
  drop(got_is(status, a[0], got));
  check();
}

void op_peek(const size_t *a) {
  size_t got = 99;
  memguard_status status = memguard_stream_peek(stream, fuzz_room, a[0], &got);
  (void)got_is(status, a[0], got);
  check();
}

static void take(memguard_status status, memguard_buffer *buffer, bool all) {
  bool ok = fuzz_ok(status, unless_over(length == 0 ? MEMGUARD_ERR_END : MEMGUARD_OK), length);
  FUZZ_CHECK((buffer != NULL) == ok);
  if (ok) {
    size_t size = memguard_buffer_size(buffer);
    FUZZ_CHECK(all ? size == length : size <= length && size != 0);
    FUZZ_CHECK(memguard_buffer_protection(buffer) == MEMGUARD_READ_ONLY);
    FUZZ_CHECK(memcmp(memguard_buffer_data(buffer), waiting, size) == 0);
    memguard_buffer_destroy(buffer);
    drop(size);
  }
  check();
}

void op_next(const size_t *a) {
  (void)a;
  memguard_buffer *buffer = NULL;
  memguard_status status = memguard_stream_next(stream, &buffer);
  take(status, buffer, false);
}

void op_read_all(const size_t *a) {
  (void)a;
  memguard_buffer *buffer = NULL;
  memguard_status status = memguard_stream_read_all(stream, &buffer);
  take(status, buffer, true);
}

memguard_status swallow(void *user, const void *bytes, size_t size) {
  sink *it = user;
  if (++it->calls == it->fails_at) return MEMGUARD_ERR_IO;
  FUZZ_CHECK(it->taken + size <= length && memcmp(bytes, waiting + it->taken, size) == 0);
  it->taken += size;
  return MEMGUARD_OK;
}

void op_drain(const size_t *a) {
  sink it = {0, 0, a[0] % 8};
  size_t moved = 99;
  memguard_status status = memguard_stream_drain(stream, (memguard_sink){swallow, &it}, &moved);
  bool failed = it.fails_at != 0 && it.calls == it.fails_at;
  bool ok = fuzz_ok(status, unless_over(failed ? MEMGUARD_ERR_IO : MEMGUARD_OK), 1 << 16);
  FUZZ_CHECK(moved == it.taken);
  drop(it.taken);
  FUZZ_CHECK(!ok || length == 0);
  check();
}

/* --- All ------------------------------------------------------------------------------------- */

void op_look(const size_t *a) {
  (void)a;
  check();
}

void op_refresh(const size_t *a) {
  (void)a;
  (void)fuzz_ok(memguard_refresh(context), MEMGUARD_OK, 0);
}

void op_rotate(const size_t *a) {
  (void)a;
  memguard_status status = memguard_rotate(context);
  if (!is_full(status)) (void)fuzz_ok(status, MEMGUARD_OK, 0);
  keys++;
}

void op_trim(const size_t *a) {
  (void)a;
  memguard_trim(context);
}

static void end_content(memguard_status status) {
  if (state == MEMGUARD_OK || status == MEMGUARD_ERR_FORKED) state = status;
  length = 0;
  if (!fuzz_powerless()) fuzz_no_secret_left();
}

void op_purge(const size_t *a) {
  (void)a;
  memguard_purge(context);
  end_content(MEMGUARD_ERR_EXPIRED);
  check();
}

void op_emergency(const size_t *a) {
  (void)a;
  memguard_emergency_wipe();
  end_content(MEMGUARD_ERR_EXPIRED);
  check();
}

/* Streams stay with the parent, whatever children inherit. */
void op_fork(const size_t *a) {
  (void)a;
  keys++;
  fuzz_become_child(true);
  if (stream == NULL) return;
  memguard_status now = memguard_stream_status(stream);
  FUZZ_CHECK(now == MEMGUARD_ERR_FORKED || (now == state && now == MEMGUARD_ERR_EXPIRED));
  state = now;
  length = 0;
}

void fuzz_begin(size_t chosen) {
  config = chosen;
  keys = 0;
  context = fuzz_context_new(config);
  op_new((const size_t[]){100});
}

void fuzz_end(void) {
  check();
  memguard_stream_destroy(stream);
  stream = NULL;
  fuzz_context_end(context);
}
