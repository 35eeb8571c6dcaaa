/* enclave_fuzz.c: enclaves against the secrets that were sealed, and what becomes of any byte that is
   changed. Operations: enclave.inc. Configuration: context.h. */
#include "fuzz/enclave_state.h"
#include "fuzz/model.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "memguard/process.h"
#include "tests/memguard/enclave/inside.h"

const char *const fuzz_opening = "memguard_context *context = fuzz_context_new($0);";

memguard_context *context;
size_t config, seeds, keys; /* keys: that there may be */
enclave enclaves[ENCLAVES];

enclave *enclave_at(const size_t *a) { return &enclaves[a[0] % ENCLAVES]; }

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

memguard_status expected_of(const enclave *it) {
  return it->handle != NULL ? it->status : MEMGUARD_ERR_INVALID;
}

bool holds(const enclave *it, const void *bytes) {
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

bool is_whole(const enclave *it) { return it->handle != NULL && it->status == MEMGUARD_OK; }

void expire_all(void) {
  for (size_t i = 0; i < ENCLAVES; i++)
    if (enclaves[i].status == MEMGUARD_OK) enclaves[i].status = MEMGUARD_ERR_EXPIRED;
}

/* --- Sealing --------------------------------------------------------------------------------- */

static void *new_secret(size_t size) {
  fuzz_secret_fill(fuzz_room, size > FUZZ_ROOM ? 0 : size, ++seeds);
  return fuzz_room;
}

void op_from(const size_t *a) {
  enclave *it = enclave_at(a);
  memguard_enclave *made = NULL;
  release(it);
  void *secret = new_secret(a[1]);
  memguard_status status = memguard_enclave_new_from(context, secret, a[1], &made);
  bool ok = sealed(it, status, made, a[1], seeds);
  if (a[1] <= FUZZ_ROOM)
    FUZZ_CHECK(ok ? fuzz_zero(secret, a[1]) : fuzz_secret_is(secret, a[1], seeds, 0));
}

void op_copy(const size_t *a) {
  enclave *it = enclave_at(a);
  memguard_enclave *made = NULL;
  release(it);
  const void *secret = new_secret(a[1]);
  memguard_status status = memguard_enclave_new_copy(context, secret, a[1], &made);
  (void)sealed(it, status, made, a[1], seeds);
}

void op_random(const size_t *a) {
  enclave *it = enclave_at(a);
  memguard_enclave *made = NULL;
  release(it);
  memguard_status status = memguard_enclave_new_random(context, a[1], &made);
  (void)sealed(it, status, made, a[1], 0);
}

/* A buffer that was not sealed is as it was. */
void op_seal(const size_t *a) {
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

void op_destroy(const size_t *a) { release(enclave_at(a)); }
void op_look(const size_t *a) { check(enclave_at(a)); }

/* --- Keys ------------------------------------------------------------------------------------ */

void op_due(const size_t *a) {
  (void)a;
  for (size_t i = 0; i < ENCLAVES; i++)
    if (is_whole(&enclaves[i])) return enclave_make_due(context);
}

void op_refresh(const size_t *a) {
  (void)a;
  (void)fuzz_ok(memguard_refresh(context), MEMGUARD_OK, 0);
}

static void rotated(memguard_status status) {
  bool full = status == MEMGUARD_ERR_BUSY && keys >= 7;
  keys++;
  (void)fuzz_ok(status, full ? MEMGUARD_ERR_BUSY : MEMGUARD_OK, 0);
}

void op_rotate(const size_t *a) {
  (void)a;
  rotated(memguard_rotate(context));
}

void op_after_restore(const size_t *a) {
  (void)a;
  rotated(memguard_after_restore(context));
}

/* --- All ------------------------------------------------------------------------------------- */

void op_count(const size_t *a) {
  (void)a;
  uint64_t live = 0;
  memguard_stats stats = {.struct_size = sizeof stats};
  FUZZ_CHECK(memguard_context_stats(context, &stats) == MEMGUARD_OK);
  for (size_t i = 0; i < ENCLAVES; i++) live += enclaves[i].handle != NULL;
  FUZZ_CHECK(stats.live == live);
}

void op_trim(const size_t *a) {
  (void)a;
  memguard_trim(context);
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

/* A child that inherits opens what its parent sealed, unless the keys cannot be locked again. */
void op_fork(const size_t *a) {
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
