/* enclave_fuzz.c: enclaves against the secrets that were sealed, and what becomes of any byte that is
   changed. Operations: enclave.inc. Configuration: context.h. */
#define FUZZ_OPS "fuzz/enclave.inc"
#include <stdlib.h>
#include <string.h>

#include "fuzz/context.h"
#include "fuzz/model.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "memguard/process.h"
#include "tests/memguard/enclave/inside.h"

#define ENCLAVES 12u

typedef struct enclave {
  memguard_enclave *handle;
  size_t size, seed; /* seed 0: random */
  memguard_status status;
} enclave;

const char *const fuzz_opening = "memguard_context *context = fuzz_context_new($0);";

static memguard_context *context;
static size_t config, seeds, keys; /* keys: that there may be */
static enclave enclaves[ENCLAVES];

static enclave *enclave_at(const size_t *a) { return &enclaves[a[0] % ENCLAVES]; }

/* --- What the model says --------------------------------------------------------------------- */

static void check(const enclave *it) {
  FUZZ_CHECK(memguard_enclave_size(it->handle) == it->size);
  FUZZ_CHECK(memguard_enclave_status(it->handle) ==
             (it->handle != NULL ? it->status : MEMGUARD_ERR_INVALID));
}

static void release(enclave *it) {
  check(it);
  memguard_enclave_destroy(it->handle);
  *it = (enclave){NULL, 0, 0, MEMGUARD_OK};
}

static memguard_status expected_of(const enclave *it) {
  return it->handle != NULL ? it->status : MEMGUARD_ERR_INVALID;
}

static bool holds(const enclave *it, const void *bytes) {
  return it->seed == 0 || fuzz_secret_is(bytes, it->size, it->seed, 0);
}

static memguard_status answer_to(size_t size) {
  if (size == 0) return MEMGUARD_ERR_INVALID;
  return size > FUZZ_ROOM ? MEMGUARD_ERR_OVERFLOW : MEMGUARD_OK;
}

/* Eight keys at once are the most. */
static bool sealed(enclave *it, memguard_status status, memguard_enclave *made, size_t size,
                   size_t seed) {
  memguard_status expected = answer_to(size);
  if (status == MEMGUARD_ERR_BUSY && keys > 7) expected = MEMGUARD_ERR_BUSY;
  bool ok = fuzz_ok(status, expected, 0);
  FUZZ_CHECK((made != NULL) == ok);
  if (ok) *it = (enclave){made, size, seed, MEMGUARD_OK};
  check(it);
  return ok;
}

/* --- Sealing --------------------------------------------------------------------------------- */

static void *new_secret(size_t size) {
  fuzz_secret_fill(fuzz_room, size > FUZZ_ROOM ? 0 : size, ++seeds);
  return fuzz_room;
}

static void op_from(const size_t *a) {
  enclave *it = enclave_at(a);
  memguard_enclave *made = NULL;
  release(it);
  void *secret = new_secret(a[1]);
  memguard_status status = memguard_enclave_new_from(context, secret, a[1], &made);
  bool ok = sealed(it, status, made, a[1], seeds);
  if (a[1] <= FUZZ_ROOM)
    FUZZ_CHECK(ok ? fuzz_zero(secret, a[1]) : fuzz_secret_is(secret, a[1], seeds, 0));
}

static void op_copy(const size_t *a) {
  enclave *it = enclave_at(a);
  memguard_enclave *made = NULL;
  release(it);
  const void *secret = new_secret(a[1]);
  memguard_status status = memguard_enclave_new_copy(context, secret, a[1], &made);
  (void)sealed(it, status, made, a[1], seeds);
}

static void op_random(const size_t *a) {
  enclave *it = enclave_at(a);
  memguard_enclave *made = NULL;
  release(it);
  memguard_status status = memguard_enclave_new_random(context, a[1], &made);
  (void)sealed(it, status, made, a[1], 0);
}

/* A buffer that was not sealed is as it was. */
static void op_seal(const size_t *a) {
  enclave *it = enclave_at(a);
  memguard_enclave *made = NULL;
  memguard_buffer *buffer = NULL;
  release(it);
  const void *secret = new_secret(a[2]);
  if (!fuzz_ok(memguard_buffer_new_copy(context, secret, a[2], &buffer), answer_to(a[2]), a[2]))
    return;
  if (memguard_buffer_protect(buffer, (memguard_protection)(1 + a[1] % 3)) != MEMGUARD_OK)
    FUZZ_CHECK(fuzz_disturbed());
  memguard_status status = memguard_buffer_seal(buffer, &made);
  bool lost = fuzz_disturbed() && status == MEMGUARD_ERR_EXPIRED;
  bool ok = !lost && sealed(it, status, made, a[2], seeds);
  FUZZ_CHECK(lost || (memguard_buffer_status(buffer) == MEMGUARD_ERR_EXPIRED) == ok);
  memguard_buffer_destroy(buffer);
}

/* --- Opening --------------------------------------------------------------------------------- */

static void op_destroy(const size_t *a) { release(enclave_at(a)); }
static void op_look(const size_t *a) { check(enclave_at(a)); }

static void open_buffer(const enclave *it, memguard_status expected) {
  memguard_buffer *buffer = NULL;
  bool ok = fuzz_ok(memguard_enclave_open(it->handle, &buffer), expected, it->size);
  FUZZ_CHECK((buffer != NULL) == ok);
  if (!ok) return;
  FUZZ_CHECK(memguard_buffer_size(buffer) == it->size && holds(it, memguard_buffer_data(buffer)));
  memguard_buffer_destroy(buffer);
}

static void open_bytes(const enclave *it, size_t capacity, memguard_status expected) {
  size_t length = 99, room = capacity < FUZZ_ROOM ? capacity : FUZZ_ROOM;
  if (expected == MEMGUARD_OK && capacity < it->size) expected = MEMGUARD_ERR_TOO_SMALL;
  memset(fuzz_room, 0xee, room);
  memguard_status status = memguard_enclave_open_into(it->handle, fuzz_room, room, &length);
  if (fuzz_ok(status, expected, 0))
    FUZZ_CHECK(length == it->size && holds(it, fuzz_room));
  else if (status == MEMGUARD_ERR_TOO_SMALL)
    FUZZ_CHECK(length == it->size);
  else
    FUZZ_CHECK(length == 0 && fuzz_zero(fuzz_room, room));
}

typedef struct visit {
  const enclave *of;
  int answer, calls;
} visit;

enum { PURGES = 2 }; /* instead of answering */

static void expire_all(void) {
  for (size_t i = 0; i < ENCLAVES; i++)
    if (enclaves[i].status == MEMGUARD_OK) enclaves[i].status = MEMGUARD_ERR_EXPIRED;
}

static int enter(const unsigned char *bytes, size_t length, void *user) {
  visit *it = user;
  it->calls++;
  FUZZ_CHECK(length == it->of->size && holds(it->of, bytes));
  if (it->answer != PURGES) return it->answer;
  memguard_purge(context);
  expire_all();
  return 0;
}

static void enter_with(const enclave *it, int answer, memguard_status expected) {
  visit visitor = {it, answer, 0};
  if (expected == MEMGUARD_OK && answer == 1) expected = MEMGUARD_ERR_CALLBACK;
  memguard_status status = memguard_enclave_with_bytes(it->handle, enter, &visitor);
  bool ran = status == MEMGUARD_OK || status == MEMGUARD_ERR_CALLBACK;
  bool purged = answer == PURGES && visitor.calls == 1;
  (void)fuzz_ok(status, purged ? MEMGUARD_ERR_EXPIRED : expected, it->size);
  FUZZ_CHECK(visitor.calls == (ran || purged));
}

static void op_open(const size_t *a) { open_buffer(enclave_at(a), expected_of(enclave_at(a))); }
static void op_open_into(const size_t *a) {
  open_bytes(enclave_at(a), a[1], expected_of(enclave_at(a)));
}
static void op_with_bytes(const size_t *a) {
  enter_with(enclave_at(a), (int)(a[1] % 3), expected_of(enclave_at(a)));
}

/* --- Tampering ------------------------------------------------------------------------------- */

/* By no way does it open. Of the status and the size nothing is asked: they are not ciphertext. */
static void expect_refused(const enclave *it) {
  enclave changed = {it->handle, memguard_enclave_size(it->handle), 0, it->status};
  open_bytes(&changed, FUZZ_ROOM, MEMGUARD_ERR_AUTH);
  open_buffer(&changed, MEMGUARD_ERR_AUTH);
  enter_with(&changed, 0, MEMGUARD_ERR_AUTH);
}

static bool is_whole(const enclave *it) { return it->handle != NULL && it->status == MEMGUARD_OK; }

static void op_tamper(const size_t *a) {
  enclave *it = enclave_at(a);
  size_t size = 0;
  if (!is_whole(it) || a[2] == 0) return;
  unsigned char *bytes = enclave_sealed(it->handle, &size), *byte = bytes + a[1] % size;
  *byte = (unsigned char)(*byte ^ a[2]);
  expect_refused(it);
  *byte = (unsigned char)(*byte ^ a[2]);
}

static void op_tamper_nonce(const size_t *a) {
  enclave *it = enclave_at(a);
  size_t size = (config & FUZZ_SNAPSHOT_SAFE) != 0 ? 24 : 12;
  if (!is_whole(it) || a[2] == 0) return;
  unsigned char *byte = enclave_nonce(it->handle) + a[1] % size;
  *byte = (unsigned char)(*byte ^ a[2]);
  expect_refused(it);
  *byte = (unsigned char)(*byte ^ a[2]);
}

static void op_tamper_id(const size_t *a) {
  enclave *it = enclave_at(a);
  if (!is_whole(it) || a[1] == 0) return;
  *enclave_id(it->handle) ^= a[1];
  expect_refused(it);
  *enclave_id(it->handle) ^= a[1];
}

/* Shorter only: what is longer than the memory that holds it is no ciphertext. */
static void op_tamper_length(const size_t *a) {
  enclave *it = enclave_at(a);
  if (!is_whole(it) || it->size < 2) return;
  *enclave_length(it->handle) = 1 + a[1] % (it->size - 1);
  expect_refused(it);
  *enclave_length(it->handle) = it->size;
}

/* Nonce and ciphertext of another one, whole, for as long as it is looked at. */
static void op_graft(const size_t *a) {
  enclave *it = enclave_at(a), *other = enclave_at(a + 1);
  unsigned char nonce[INSIDE_NONCE];
  size_t size = 0, same = 0;
  if (it == other || !is_whole(it) || !is_whole(other) || it->size != other->size) return;
  unsigned char *mine = enclave_sealed(it->handle, &size), *kept = malloc(size);
  const unsigned char *theirs = enclave_sealed(other->handle, &same);
  FUZZ_CHECK(kept != NULL && size == same);
  memcpy(kept, mine, size);
  memcpy(nonce, enclave_nonce(it->handle), sizeof nonce);
  memcpy(mine, theirs, size);
  memcpy(enclave_nonce(it->handle), enclave_nonce(other->handle), sizeof nonce);
  expect_refused(it);
  memcpy(mine, kept, size);
  memcpy(enclave_nonce(it->handle), nonce, sizeof nonce);
  free(kept);
}

/* --- Keys ------------------------------------------------------------------------------------ */

static void op_due(const size_t *a) {
  (void)a;
  for (size_t i = 0; i < ENCLAVES; i++)
    if (is_whole(&enclaves[i])) return enclave_make_due(context);
}

static void op_refresh(const size_t *a) {
  (void)a;
  (void)fuzz_ok(memguard_refresh(context), MEMGUARD_OK, 0);
}

static void rotated(memguard_status status) {
  bool full = status == MEMGUARD_ERR_BUSY && keys >= 7;
  keys++;
  (void)fuzz_ok(status, full ? MEMGUARD_ERR_BUSY : MEMGUARD_OK, 0);
}

static void op_rotate(const size_t *a) {
  (void)a;
  rotated(memguard_rotate(context));
}

static void op_after_restore(const size_t *a) {
  (void)a;
  rotated(memguard_after_restore(context));
}

/* --- All ------------------------------------------------------------------------------------- */

static void op_count(const size_t *a) {
  (void)a;
  uint64_t live = 0;
  memguard_stats stats = {.struct_size = sizeof stats};
  FUZZ_CHECK(memguard_context_stats(context, &stats) == MEMGUARD_OK);
  for (size_t i = 0; i < ENCLAVES; i++) live += enclaves[i].handle != NULL;
  FUZZ_CHECK(stats.live == live);
}

static void op_trim(const size_t *a) {
  (void)a;
  memguard_trim(context);
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

/* A child that inherits opens what its parent sealed, unless the keys cannot be locked again. */
static void op_fork(const size_t *a) {
  (void)a;
  keys++;
  fuzz_become_child(true);
  for (size_t i = 0; i < ENCLAVES; i++) {
    enclave *it = &enclaves[i];
    if (it->handle == NULL) continue;
    memguard_status now = memguard_enclave_status(it->handle);
    bool excused = fuzz_limited() || fuzz_disturbed();
    if (!fuzz_inherits(config))
      FUZZ_CHECK(now == MEMGUARD_ERR_FORKED || it->status != MEMGUARD_OK);
    else
      FUZZ_CHECK(now == it->status || excused || it->status != MEMGUARD_OK);
    FUZZ_CHECK(now != MEMGUARD_OK || it->status == MEMGUARD_OK);
    it->status = now;
  }
}

void fuzz_begin(size_t chosen) {
  config = chosen;
  keys = 0;
  context = fuzz_context_new(config);
}

void fuzz_end(void) {
  op_count(NULL);
  for (size_t i = 0; i < ENCLAVES; i++) release(&enclaves[i]);
  fuzz_context_end(context);
}
