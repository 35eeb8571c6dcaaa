/* heap_fuzz.c: the secure heap against a table of objects: who has how many bytes, and what is in
   them. Operations: heap.inc. Configuration: context.h. */
#define FUZZ_OPS "fuzz/heap.inc"
#include "fuzz/context.h"
#include "fuzz/model.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/heap/inside.h"

#define OBJECTS 16u

typedef enum rest { NONE, LIVE, WIPED, PURGED, FORKED } rest;

typedef struct object {
  unsigned char *bytes;
  size_t size, seed;
  rest rest;
} object;

const char *const fuzz_opening = "memguard_context *context = fuzz_context_new($0);";

static memguard_context *context;
static size_t config, seeds;
static object objects[OBJECTS];

static object *object_at(const size_t *a) { return &objects[a[0] % OBJECTS]; }

/* --- What the model says --------------------------------------------------------------------- */

static void check(const object *it) {
  size_t known = it->rest == NONE || it->rest == FORKED ? 0 : it->size;
  if (it->rest == NONE) return;
  FUZZ_CHECK(memguard_usable_size(context, it->bytes) == known);
  FUZZ_CHECK(memguard_owns(context, it->bytes) == (known != 0));
  if (it->rest == LIVE) FUZZ_CHECK(fuzz_secret_is(it->bytes, it->size, it->seed, 0));
  if (it->rest == WIPED) FUZZ_CHECK(fuzz_zero(it->bytes, it->size));
}

static void all_rest(rest from, rest to) {
  for (size_t i = 0; i < OBJECTS; i++)
    if (objects[i].rest == from) objects[i].rest = to;
}

static void expect_violation(memguard_violation_kind expected) {
  memguard_violation_kind kind;
  FUZZ_CHECK(fuzz_violations(&kind) == 1);
  FUZZ_CHECK(kind == expected);
  all_rest(LIVE, WIPED);
}

static void expect_none(void) {
  memguard_violation_kind kind;
  FUZZ_CHECK(fuzz_violations(&kind) == 0);
}

static void adopt(object *it, void *bytes, size_t size, size_t kept) {
  FUZZ_CHECK((uintptr_t)bytes % 16 == 0);
  FUZZ_CHECK(fake_os_accessible(bytes, size, true));
  FUZZ_CHECK(kept > size || fuzz_zero((unsigned char *)bytes + kept, size - kept));
  *it = (object){bytes, size, ++seeds, LIVE};
  fuzz_secret_fill(bytes, size, it->seed);
  check(it);
}

static void release(object *it) {
  check(it);
  memguard_free(context, it->bytes);
  expect_none();
  *it = (object){NULL, 0, 0, NONE};
}

static void take(object *it, void *bytes, size_t size, unsigned expected) {
  if (fuzz_got(bytes, expected, size)) adopt(it, bytes, size, 0);
}

static unsigned answer_to(size_t size) {
  if (size == 0) return MEMGUARD_ERR_INVALID;
  return size > PTRDIFF_MAX ? MEMGUARD_ERR_OVERFLOW : MEMGUARD_OK;
}

/* --- Making and ending ----------------------------------------------------------------------- */

void op_malloc(const size_t *a) {
  object *it = object_at(a);
  release(it);
  take(it, memguard_malloc(context, a[1]), a[1], answer_to(a[1]));
}

void op_calloc(const size_t *a) {
  object *it = object_at(a);
  bool overflows = a[2] != 0 && a[1] > SIZE_MAX / a[2];
  size_t size = overflows ? SIZE_MAX : a[1] * a[2];
  release(it);
  take(it, memguard_calloc(context, a[1], a[2]), size, answer_to(size));
}

void op_aligned(const size_t *a) {
  object *it = object_at(a);
  size_t alignment = a[1] % 5 == 4 ? a[1] : (size_t)1 << a[1] % 16;
  bool power = alignment != 0 && (alignment & (alignment - 1)) == 0;
  release(it);
  void *bytes = memguard_aligned_alloc(context, alignment, a[2]);
  FUZZ_CHECK(bytes == NULL || (uintptr_t)bytes % alignment == 0);
  take(it, bytes, a[2], power ? answer_to(a[2]) : MEMGUARD_ERR_INVALID);
}

void op_realloc(const size_t *a) {
  object *it = object_at(a), old = *it;
  unsigned expected = answer_to(a[1]);
  if (old.rest == FORKED) return; /* its bytes are no object any more */
  if (a[1] != 0 && (old.rest == WIPED || old.rest == PURGED)) expected = MEMGUARD_ERR_EXPIRED;
  check(it);
  unsigned char *bytes = memguard_realloc(context, old.bytes, a[1]);
  if (!fuzz_got(bytes, expected, a[1])) return check(it);
  size_t kept = old.size < a[1] ? old.size : a[1];
  FUZZ_CHECK(fuzz_secret_is(bytes, kept, old.seed, 0));
  adopt(it, bytes, a[1], kept);
}

void op_free(const size_t *a) { release(object_at(a)); }
void op_look(const size_t *a) { check(object_at(a)); }

/* --- What a program must not do -------------------------------------------------------------- */

void op_free_twice(const size_t *a) {
  object *it = object_at(a), old = *it;
  if (old.rest != LIVE) return;
  release(it);
  memguard_free(context, old.bytes);
  expect_violation(MEMGUARD_VIOLATION_DOUBLE_FREE);
}

void op_free_inside(const size_t *a) {
  const object *it = object_at(a);
  if (it->rest != LIVE) return;
  memguard_free(context, it->bytes + 1 + a[1] % it->size);
  expect_violation(MEMGUARD_VIOLATION_FOREIGN_POINTER);
}

/* One of the 16 bytes behind an object, or of those before it; address sanitizer knows them. */
__attribute__((no_sanitize("address"))) static void write_stray(const object *it, size_t which) {
  ptrdiff_t at = which < 128 ? (ptrdiff_t)(it->size + which % 16) : -1 - (ptrdiff_t)(which % 16);
  *(volatile unsigned char *)(it->bytes + at) ^= 0x21;
}

void op_stray(const size_t *a) {
  object *it = object_at(a);
  if (it->rest != LIVE) return;
  write_stray(it, a[1]);
  memguard_free(context, it->bytes);
  *it = (object){NULL, 0, 0, NONE};
  expect_violation(a[1] < 128 ? MEMGUARD_VIOLATION_OVERFLOW : MEMGUARD_VIOLATION_UNDERFLOW);
}

/* Behind an object only: what stands before it may be a free place, which has no canary. */
void op_stray_seen(const size_t *a) {
  const object *it = object_at(a);
  if (it->rest != LIVE) return;
  write_stray(it, a[1] % 16);
  FUZZ_CHECK(memguard_verify(context) == MEMGUARD_ERR_CORRUPT);
  write_stray(it, a[1] % 16);
  FUZZ_CHECK(memguard_verify(context) == MEMGUARD_OK);
}

/* --- The heap as a whole --------------------------------------------------------------------- */

/* What was reserved is had without the system. */
void op_reserve(const size_t *a) {
  size_t count = 1 + a[0] % 8, size = a[1];
  void *bytes[8];
  unsigned expected = size > 15 * memcall_page_size() - 32 ? MEMGUARD_ERR_UNSUPPORTED : MEMGUARD_OK;
  if (size == 0) expected = MEMGUARD_ERR_INVALID;
  if (size > PTRDIFF_MAX) return;
  if (!fuzz_ok(memguard_reserve(context, count, size), expected, count * size)) return;
  fuzz_world_no_faults(NULL);
  fake_os_plan((fake_os_fault){1, NULL, MEMCALL_ERR_SYSTEM, 5, true});
  for (size_t i = 0; i < count; i++)
    FUZZ_CHECK((bytes[i] = memguard_malloc(context, size)) != NULL);
  FUZZ_CHECK(!fake_os_fault_happened());
  fake_os_no_faults();
  for (size_t i = 0; i < count; i++) memguard_free(context, bytes[i]);
}

void op_preflight(const size_t *a) {
  size_t needed, available, count = 1 + a[0] % 8;
  memguard_status status = memguard_preflight(context, count, a[1], &needed, &available);
  if (status == MEMGUARD_OK) FUZZ_CHECK(needed <= available);
  if (status == MEMGUARD_ERR_LOCK_LIMIT) FUZZ_CHECK(needed > available || fuzz_disturbed());
}

void op_trim(const size_t *a) {
  (void)a;
  memguard_trim(context);
}

void op_count(const size_t *a) {
  (void)a;
  uint64_t live = 0;
  memguard_stats stats = {.struct_size = sizeof stats};
  FUZZ_CHECK(memguard_context_stats(context, &stats) == MEMGUARD_OK);
  for (size_t i = 0; i < OBJECTS; i++) live += objects[i].rest != NONE && objects[i].rest != FORKED;
  FUZZ_CHECK(stats.live == live);
  FUZZ_CHECK(stats.peak >= live);
  FUZZ_CHECK(heap_flaw(context) == NULL);
}

/* --- Ends ------------------------------------------------------------------------------------ */

void op_purge(const size_t *a) {
  (void)a;
  memguard_purge(context);
  if ((config & FUZZ_PURGE_HEAP) == 0) return;
  fuzz_no_secret_left();
  for (size_t i = 0; i < OBJECTS; i++)
    if (objects[i].rest == LIVE && !fuzz_disturbed())
      FUZZ_CHECK(!fake_os_accessible(objects[i].bytes, 1, false));
  all_rest(LIVE, PURGED);
  all_rest(WIPED, PURGED);
}

void op_emergency(const size_t *a) {
  (void)a;
  memguard_emergency_wipe();
  fuzz_no_secret_left();
  all_rest(LIVE, WIPED);
}

/* A copy whose lock cannot be had again is wiped where locks are required. */
void op_fork(const size_t *a) {
  (void)a;
  fuzz_become_child(fuzz_excludes(config));
  for (size_t i = 0; i < OBJECTS; i++) {
    object *it = &objects[i];
    bool lost = !fuzz_inherits(config);
    if (!lost && it->rest != NONE && it->rest != FORKED && memguard_owns(context, it->bytes) == 0) {
      FUZZ_CHECK(fuzz_limited() || fuzz_disturbed());
      lost = true;
    }
    if (lost && it->rest != NONE) it->rest = FORKED;
  }
}

void fuzz_begin(size_t chosen) {
  config = chosen;
  context = fuzz_context_new(config);
}

void fuzz_end(void) {
  op_count(NULL);
  for (size_t i = 0; i < OBJECTS; i++) release(&objects[i]);
  fuzz_context_end(context);
}
