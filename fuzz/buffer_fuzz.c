/* buffer_fuzz.c: isolated buffers against copies of what they must hold. Operations: buffer.inc.
   Configuration: context.h. */
#define FUZZ_OPS "fuzz/buffer.inc"
#include <stdlib.h>
#include <string.h>

#include "fuzz/buffer_model.h"
#include "fuzz/context.h"
#include "fuzz/model.h"
#include "fuzz/source.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "memguard/process.h"
#include "tests/memguard/buffer/inside.h"

#define BUFFERS 12u

const char *const fuzz_opening = "memguard_context *context = fuzz_context_new($0);";

static memguard_context *context;
static size_t config, seeds;
static fuzz_buffer buffers[BUFFERS];

static fuzz_buffer *buffer_at(const size_t *a) { return &buffers[a[0] % BUFFERS]; }

static fuzz_buffer *make_room(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  fuzz_buffer_check(it);
  fuzz_buffer_destroy(it);
  return it;
}

/* Sizes are of two bytes, or near SIZE_MAX; of the latter no call may read a byte. */
static memguard_status answer_to(size_t size) {
  if (size == 0) return MEMGUARD_ERR_INVALID;
  return size > FUZZ_ROOM ? MEMGUARD_ERR_OVERFLOW : MEMGUARD_OK;
}

static void *new_secret(size_t size) {
  fuzz_secret_fill(fuzz_room, size > FUZZ_ROOM ? 0 : size, ++seeds);
  return fuzz_room;
}

/* --- Making ---------------------------------------------------------------------------------- */

static void op_new(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  memguard_buffer *made = NULL;
  if (fuzz_ok(memguard_buffer_new(context, a[1], &made), answer_to(a[1]), a[1]))
    fuzz_buffer_adopt(it, made, a[1], 0, MEMGUARD_READ_WRITE);
}

static void op_aligned(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  memguard_buffer *made = NULL;
  size_t alignment = a[1] % 5 == 4 ? a[1] : (size_t)1 << a[1] % 16;
  bool power = alignment != 0 && (alignment & (alignment - 1)) == 0;
  memguard_status expected = power ? answer_to(a[2]) : MEMGUARD_ERR_INVALID;
  if (!fuzz_ok(memguard_buffer_new_aligned(context, a[2], alignment, &made), expected, a[2]))
    return;
  fuzz_buffer_adopt(it, made, a[2], 0, MEMGUARD_READ_WRITE);
  FUZZ_CHECK((uintptr_t)memguard_buffer_data(made) % alignment == 0);
}

static void op_from(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  memguard_buffer *made = NULL;
  void *secret = new_secret(a[1]);
  size_t length = a[1] > FUZZ_ROOM ? 0 : a[1];
  if (fuzz_ok(memguard_buffer_new_from(context, secret, a[1], &made), answer_to(a[1]), a[1])) {
    FUZZ_CHECK(fuzz_zero(secret, length));
    fuzz_buffer_adopt(it, made, a[1], seeds, MEMGUARD_READ_ONLY);
  } else {
    FUZZ_CHECK(made == NULL && fuzz_secret_is(secret, length, seeds, 0));
  }
}

static void op_copy(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  memguard_buffer *made = NULL;
  const void *secret = new_secret(a[1]);
  if (fuzz_ok(memguard_buffer_new_copy(context, secret, a[1], &made), answer_to(a[1]), a[1]))
    fuzz_buffer_adopt(it, made, a[1], seeds, MEMGUARD_READ_ONLY);
}

static void op_random(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  memguard_buffer *made = NULL;
  if (!fuzz_ok(memguard_buffer_new_random(context, a[1], &made), answer_to(a[1]), a[1])) return;
  FUZZ_CHECK(a[1] < 16 || !fuzz_zero(memguard_buffer_data(made), a[1]));
  fuzz_buffer_adopt(it, made, a[1], FUZZ_UNKNOWN, MEMGUARD_READ_ONLY);
}

/* --- From sources ---------------------------------------------------------------------------- */

typedef struct outcome {
  memguard_buffer *made;
  memguard_status status, expected;
  size_t length; /* that it must have */
} outcome;

/* What came before an end or a failure is in the buffer all the same. */
static void settle(fuzz_buffer *it, const outcome *of) {
  (void)fuzz_ok(of->status, of->expected, of->length);
  bool keeps =
      of->status == MEMGUARD_OK ||
      ((of->status == MEMGUARD_ERR_END || of->status == MEMGUARD_ERR_IO) && of->length != 0);
  FUZZ_CHECK((of->made != NULL) == keeps);
  if (keeps) fuzz_buffer_adopt(it, of->made, of->length, seeds, MEMGUARD_READ_ONLY);
}

static fuzz_source source_of(const size_t *a) {
  return (fuzz_source){.seed = ++seeds, .size = a[1], .piece = a[3] % 64, .fails = a[3] >= 128};
}

static memguard_status ending(const fuzz_source *source) {
  return source->fails ? MEMGUARD_ERR_IO : MEMGUARD_ERR_END;
}

static void op_take(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  fuzz_source source = source_of(a);
  outcome of = {NULL, MEMGUARD_OK, answer_to(a[2]), a[1] < a[2] ? a[1] : a[2]};
  if (of.expected == MEMGUARD_OK && a[1] < a[2]) of.expected = ending(&source);
  of.status = memguard_buffer_new_read(context, fuzz_source_of(&source), a[2], &of.made);
  settle(it, &of);
}

/* Every secret of more than 9 bytes has the delimiter at its 10th, or before. */
static void op_take_until(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  fuzz_source source = source_of(a);
  outcome of = {NULL, MEMGUARD_OK, MEMGUARD_OK, 0};
  unsigned char delimiter = fuzz_secret_byte(seeds, 9);
  while (of.length < a[1] && fuzz_secret_byte(seeds, of.length) != delimiter) of.length++;
  if (of.length == 0) of.expected = MEMGUARD_ERR_INVALID;
  if (of.length == a[1]) of.expected = ending(&source);
  if (of.length > a[2]) of.expected = MEMGUARD_ERR_TOO_SMALL;
  if (a[2] == 0) of.expected = MEMGUARD_ERR_INVALID;
  of.status =
      memguard_buffer_new_read_until(context, fuzz_source_of(&source), delimiter, a[2], &of.made);
  settle(it, &of);
}

static void op_take_all(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  fuzz_source source = source_of(a);
  outcome of = {NULL, MEMGUARD_OK, MEMGUARD_OK, a[1]};
  if (source.fails || a[1] == 0) of.expected = ending(&source);
  if (a[1] > a[2]) of.expected = MEMGUARD_ERR_TOO_SMALL;
  if (a[2] == 0) of.expected = MEMGUARD_ERR_INVALID;
  of.status = memguard_buffer_new_read_all(context, fuzz_source_of(&source), a[2], &of.made);
  settle(it, &of);
}

/* --- Access ---------------------------------------------------------------------------------- */

static void op_destroy(const size_t *a) { (void)make_room(a); }
static void op_look(const size_t *a) { fuzz_buffer_check(buffer_at(a)); }

static void op_protect(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_protection protection = (memguard_protection)(1 + a[1] % 3);
  if (fuzz_buffer_ok(it, memguard_buffer_protect(it->handle, protection), MEMGUARD_OK, 0))
    it->protection = protection;
  fuzz_buffer_check(it);
}

static void op_protect_odd(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status status = memguard_buffer_protect(it->handle, (memguard_protection)(4 + a[1]));
  FUZZ_CHECK(status == MEMGUARD_ERR_INVALID || status == it->status);
  FUZZ_CHECK(status != MEMGUARD_OK);
}

static memguard_status access_to(const fuzz_buffer *it, bool writes) {
  bool allowed =
      it->protection == MEMGUARD_READ_WRITE || (!writes && it->protection == MEMGUARD_READ_ONLY);
  return allowed ? MEMGUARD_OK : MEMGUARD_ERR_ACCESS;
}

/* Bounds come first; no byte is always allowed. */
static memguard_status copying(const fuzz_buffer *it, size_t offset, size_t length, bool writes) {
  if (offset > it->size || length > it->size - offset) return MEMGUARD_ERR_OVERFLOW;
  return length == 0 ? MEMGUARD_OK : access_to(it, writes);
}

static void op_write(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  void *secret = new_secret(a[2]);
  memguard_status expected = copying(it, a[1], a[2], true);
  memguard_status status = memguard_buffer_write(it->handle, a[1], secret, a[2]);
  bool ok = fuzz_buffer_ok(it, status, expected, 0);
  if (a[2] > FUZZ_ROOM) return;
  FUZZ_CHECK(ok ? fuzz_zero(secret, a[2]) : fuzz_secret_is(secret, a[2], seeds, 0));
  if (ok && a[2] != 0) fuzz_secret_fill(it->content + a[1], a[2], seeds);
  fuzz_buffer_check(it);
}

static void op_write_copy(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  const void *secret = new_secret(a[2]);
  memguard_status expected = copying(it, a[1], a[2], true);
  memguard_status status = memguard_buffer_write_copy(it->handle, a[1], secret, a[2]);
  if (fuzz_buffer_ok(it, status, expected, 0) && a[2] != 0)
    fuzz_secret_fill(it->content + a[1], a[2], seeds);
  fuzz_buffer_check(it);
}

static void op_read(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status expected = copying(it, a[1], a[2], false);
  memguard_status status = memguard_buffer_read(it->handle, a[1], fuzz_room, a[2]);
  if (fuzz_buffer_ok(it, status, expected, 0) && a[2] != 0)
    FUZZ_CHECK(memcmp(fuzz_room, it->content + a[1], a[2]) == 0);
}

/* --- Content --------------------------------------------------------------------------------- */

static void op_scramble(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status expected = access_to(it, true);
  memguard_status status = memguard_buffer_scramble(it->handle);
  if (fuzz_buffer_ok(it, status, expected, 0))
    memcpy(it->content, memguard_buffer_data(it->handle), it->size);
  else if (status == MEMGUARD_ERR_RANDOM)
    memset(it->content, 0, it->size);
  fuzz_buffer_check(it);
}

static void op_wipe(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  if (fuzz_buffer_ok(it, memguard_buffer_wipe(it->handle), access_to(it, true), 0))
    memset(it->content, 0, it->size);
  fuzz_buffer_check(it);
}

static void op_resize(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status expected = access_to(it, true);
  if (expected == MEMGUARD_OK) expected = answer_to(a[1]);
  memguard_status status = memguard_buffer_resize(it->handle, a[1]);
  if (fuzz_buffer_ok(it, status, expected, a[1])) {
    fuzz_buffer old = *it;
    size_t kept = old.size < a[1] ? old.size : a[1];
    FUZZ_CHECK(memcmp(memguard_buffer_data(it->handle), old.content, kept) == 0);
    FUZZ_CHECK(fuzz_zero(memguard_buffer_data(it->handle) + kept, a[1] - kept));
    fuzz_buffer_adopt(it, old.handle, a[1], FUZZ_UNKNOWN, MEMGUARD_READ_WRITE);
    free(old.content);
  }
  fuzz_buffer_check(it);
}

static void op_equal(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  bool equal = false, same = a[1] >= 128 || it->size == 0;
  if (it->size != 0) memcpy(fuzz_room, it->content, it->size);
  if (!same) fuzz_room[a[1] % it->size] ^= 1;
  memguard_status status = memguard_buffer_equal(it->handle, fuzz_room, it->size, &equal);
  if (fuzz_buffer_ok(it, status, access_to(it, false), 0)) FUZZ_CHECK(equal == same);
}

/* --- What a program must not do -------------------------------------------------------------- */

/* Where there is canary before the data, and it can be written. */
static unsigned char *stray_of(const fuzz_buffer *it, size_t which) {
  size_t pages = 0;
  if (it->handle == NULL || it->status != MEMGUARD_OK) return NULL;
  unsigned char *start = inside_pages(it->handle, &pages);
  unsigned char *data = memguard_buffer_mutable_data(it->handle);
  return data != NULL && (size_t)(data - start) > which % 16 ? data - 1 - which % 16 : NULL;
}

static void op_stray(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  unsigned char *at = stray_of(it, a[1]);
  memguard_violation_kind kind;
  if (at == NULL) return;
  *at ^= 0x21;
  memguard_buffer_destroy(it->handle);
  FUZZ_CHECK(fuzz_violations(&kind) == 1 && kind == MEMGUARD_VIOLATION_UNDERFLOW);
  free(it->content);
  *it = (fuzz_buffer){.handle = NULL};
  for (size_t i = 0; i < BUFFERS; i++)
    if (buffers[i].status == MEMGUARD_OK) buffers[i].status = MEMGUARD_ERR_EXPIRED;
}

static void op_stray_seen(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  unsigned char *at = stray_of(it, a[1]);
  if (at == NULL) return;
  *at ^= 0x21;
  FUZZ_CHECK(memguard_buffer_verify(it->handle) == MEMGUARD_ERR_CORRUPT);
  FUZZ_CHECK(memguard_verify(context) == MEMGUARD_ERR_CORRUPT || fuzz_disturbed());
  *at ^= 0x21;
  /* Hidden ones were readable for a moment, and are given up where they cannot be hidden again. */
  for (size_t i = 0; i < BUFFERS; i++)
    if (fuzz_disturbed() && memguard_buffer_status(buffers[i].handle) == MEMGUARD_ERR_EXPIRED)
      buffers[i].status = MEMGUARD_ERR_EXPIRED;
}

static void op_verify(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  (void)fuzz_buffer_ok(it, memguard_buffer_verify(it->handle), access_to(it, false), 0);
}

/* --- All ------------------------------------------------------------------------------------- */

static void op_trim(const size_t *a) {
  (void)a;
  memguard_trim(context);
}

static void op_count(const size_t *a) {
  (void)a;
  uint64_t live = 0;
  memguard_stats stats = {.struct_size = sizeof stats};
  FUZZ_CHECK(memguard_context_stats(context, &stats) == MEMGUARD_OK);
  for (size_t i = 0; i < BUFFERS; i++) live += buffers[i].handle != NULL;
  FUZZ_CHECK(stats.live == live);
}

static void expire_all(void) {
  for (size_t i = 0; i < BUFFERS; i++)
    if (buffers[i].status == MEMGUARD_OK) buffers[i].status = MEMGUARD_ERR_EXPIRED;
  if (!fuzz_powerless()) fuzz_no_secret_left();
}

static void op_purge(const size_t *a) {
  (void)a;
  memguard_purge(context);
  expire_all();
}

static void op_emergency(const size_t *a) {
  (void)a;
  memguard_emergency_wipe();
  expire_all();
}

static void op_fork(const size_t *a) {
  (void)a;
  fuzz_become_child(fuzz_excludes(config));
  for (size_t i = 0; i < BUFFERS; i++) fuzz_buffer_forked(&buffers[i], fuzz_inherits(config));
  if (!fuzz_inherits(config) && !fuzz_powerless()) fuzz_no_secret_left();
}

void fuzz_begin(size_t chosen) {
  config = chosen;
  context = fuzz_context_new(config);
}

void fuzz_end(void) {
  op_count(NULL);
  for (size_t i = 0; i < BUFFERS; i++)
    fuzz_buffer_check(&buffers[i]), fuzz_buffer_destroy(&buffers[i]);
  fuzz_context_end(context);
}
