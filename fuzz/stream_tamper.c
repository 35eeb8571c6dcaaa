/* stream_tamper.c: the operation of stream_fuzz.c that changes a chunk's ciphertext: what stands before it comes
   out, and of it and all behind it nothing. */
#include <string.h>

#include "fuzz/model.h"
#include "fuzz/stream_state.h"
#include "fuzz/world.h"
#include "tests/memguard/stream/inside.h"

enum { TAG = 16, UNTOUCHED = 0xee };

static size_t size_of(size_t nth) {
  size_t size = 0;
  (void)stream_sealed(stream, nth, &size);
  return size - TAG;
}

/* How much waits before a chunk. What was read of the first one waits no more. */
static size_t before_chunk(size_t nth) {
  size_t all = 0, before = 0, chunks = stream_chunks(stream);
  for (size_t i = 0; i < chunks; i++) {
    if (i == nth) before = all;
    all += size_of(i);
  }
  return nth == 0 ? 0 : before - (all - length);
}

/* `start` bytes, or fewer where something else failed; where there are none, the call fails. */
static bool answered(memguard_status status, size_t start, size_t got) {
  bool ok = fuzz_ok(status, start != 0 ? MEMGUARD_OK : MEMGUARD_ERR_AUTH, 1 << 16);
  FUZZ_CHECK(ok ? got != 0 && got <= start : got == 0);
  FUZZ_CHECK(!ok || got == start || fuzz_disturbed() || fuzz_limited());
  return ok;
}

static void expect_nothing_behind(size_t got, size_t size) {
  for (size_t i = got; i < size; i++) FUZZ_CHECK(fuzz_room[i] == UNTOUCHED || fuzz_room[i] == 0);
}

static void peek_refused(size_t start) {
  size_t got = 99, size = length < FUZZ_ROOM ? length : FUZZ_ROOM;
  if (start >= size) return;
  memset(fuzz_room, UNTOUCHED, size);
  memguard_status status = memguard_stream_peek(stream, fuzz_room, size, &got);
  if (answered(status, start, got)) FUZZ_CHECK(memcmp(fuzz_room, waiting, got) == 0);
  expect_nothing_behind(got, size);
}

static void buffers_refused(size_t start) {
  memguard_buffer *buffer = NULL;
  (void)fuzz_ok(memguard_stream_read_all(stream, &buffer), MEMGUARD_ERR_AUTH, length);
  FUZZ_CHECK(buffer == NULL);
  if (start != 0) return;
  (void)fuzz_ok(memguard_stream_next(stream, &buffer), MEMGUARD_ERR_AUTH, length);
  FUZZ_CHECK(buffer == NULL);
}

static void drain_refused(size_t start) {
  sink it = {0, 0, 0};
  size_t moved = 99;
  memguard_status status = memguard_stream_drain(stream, (memguard_sink){swallow, &it}, &moved);
  (void)fuzz_ok(status, MEMGUARD_ERR_AUTH, 1 << 16);
  FUZZ_CHECK(moved == it.taken && moved <= start);
  FUZZ_CHECK(moved == start || fuzz_disturbed() || fuzz_limited());
  drop(moved);
}

/* A chunk that stands open is not opened again, so its ciphertext is not looked at. */
void op_tamper(const size_t *a) {
  if (stream == NULL || state != MEMGUARD_OK || length == 0 || a[2] == 0) return;
  size_t nth = a[0] % stream_chunks(stream), size = 0, start = before_chunk(nth);
  if (stream_is_open_at(stream, nth)) return;
  unsigned char *sealed = stream_sealed(stream, nth, &size), *byte = sealed + a[1] % size;
  *byte = (unsigned char)(*byte ^ a[2]);
  peek_refused(start);
  buffers_refused(start);
  check();
  if (a[0] >= 128) drain_refused(start);
  check();
  *byte = (unsigned char)(*byte ^ a[2]);
}
