/* buffer_fuzz.c: isolated buffers against copies of what they must hold. Operations: buffer.inc.
   Configuration: context.h. */
#include "fuzz/buffer_state.h"
#include "fuzz/model.h"
#include "fuzz/source.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "memguard/process.h"

const char *const fuzz_opening = "memguard_context *context = fuzz_context_new($0);";

memguard_context *context;
size_t config, seeds;
fuzz_buffer buffers[BUFFERS];

fuzz_buffer *buffer_at(const size_t *a) { return &buffers[a[0] % BUFFERS]; }

fuzz_buffer *make_room(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  fuzz_buffer_check(it);
  fuzz_buffer_destroy(it);
  return it;
}

memguard_status answer_to(size_t size) {
  if (size == 0) return MEMGUARD_ERR_INVALID;
  return size > FUZZ_ROOM ? MEMGUARD_ERR_OVERFLOW : MEMGUARD_OK;
}

void *new_secret(size_t size) {
  fuzz_secret_fill(fuzz_room, size > FUZZ_ROOM ? 0 : size, ++seeds);
  return fuzz_room;
}

/* --- Making ---------------------------------------------------------------------------------- */

void op_new(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  memguard_buffer *made = NULL;
  if (fuzz_ok(memguard_buffer_new(context, a[1], &made), answer_to(a[1]), a[1]))
    fuzz_buffer_adopt(it, made, a[1], 0, MEMGUARD_READ_WRITE);
}

void op_aligned(const size_t *a) {
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

void op_from(const size_t *a) {
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

void op_copy(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  memguard_buffer *made = NULL;
  const void *secret = new_secret(a[1]);
  if (fuzz_ok(memguard_buffer_new_copy(context, secret, a[1], &made), answer_to(a[1]), a[1]))
    fuzz_buffer_adopt(it, made, a[1], seeds, MEMGUARD_READ_ONLY);
}

void op_random(const size_t *a) {
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

void op_take(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  fuzz_source source = source_of(a);
  outcome of = {NULL, MEMGUARD_OK, answer_to(a[2]), a[1] < a[2] ? a[1] : a[2]};
  if (of.expected == MEMGUARD_OK && a[1] < a[2]) of.expected = ending(&source);
  of.status = memguard_buffer_new_read(context, fuzz_source_of(&source), a[2], &of.made);
  settle(it, &of);
}

/* Every secret of more than 9 bytes has the delimiter at its 10th, or before. */
void op_take_until(const size_t *a) {
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

void op_take_all(const size_t *a) {
  fuzz_buffer *it = make_room(a);
  fuzz_source source = source_of(a);
  outcome of = {NULL, MEMGUARD_OK, MEMGUARD_OK, a[1]};
  if (source.fails || a[1] == 0) of.expected = ending(&source);
  if (a[1] > a[2]) of.expected = MEMGUARD_ERR_TOO_SMALL;
  if (a[2] == 0) of.expected = MEMGUARD_ERR_INVALID;
  of.status = memguard_buffer_new_read_all(context, fuzz_source_of(&source), a[2], &of.made);
  settle(it, &of);
}

/* --- All ------------------------------------------------------------------------------------- */

void op_trim(const size_t *a) {
  (void)a;
  memguard_trim(context);
}

void op_count(const size_t *a) {
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

void op_purge(const size_t *a) {
  (void)a;
  memguard_purge(context);
  expire_all();
}

void op_emergency(const size_t *a) {
  (void)a;
  memguard_emergency_wipe();
  expire_all();
}

void op_fork(const size_t *a) {
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
