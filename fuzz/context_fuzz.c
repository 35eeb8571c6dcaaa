/* context_fuzz.c: several contexts at once, with objects of each sort: what each purge, fork and end
   reaches, and what it leaves alone. Operations: context.inc. The configuration is not used; each
   context has its own. */
#include <string.h>

#include "fuzz/context_state.h"
#include "fuzz/model.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"

const char *const fuzz_opening = "(void)$0;";

place places[CONTEXTS];
size_t seeds;

place *place_at(const size_t *a) { return &places[a[0] % CONTEXTS]; }

/* --- What the model says --------------------------------------------------------------------- */

static size_t live(const place *it) {
  bool object = it->object != NULL && it->object_status != MEMGUARD_ERR_FORKED;
  return object + (size_t)(it->enclave != NULL) + (size_t)(it->buffer.handle != NULL);
}

static bool is_hidden(const place *it) {
  return it->object_status == MEMGUARD_ERR_EXPIRED && (it->config & FUZZ_PURGE_HEAP) != 0;
}

static void check_object(const place *it) {
  bool known = it->object_status != MEMGUARD_ERR_FORKED;
  FUZZ_CHECK(memguard_owns(it->context, it->object) == known);
  if (it->object_status == MEMGUARD_OK) FUZZ_CHECK(fuzz_secret_is(it->object, SIZE, it->seed, 0));
  if (known && it->object_status != MEMGUARD_OK && !is_hidden(it))
    FUZZ_CHECK(fuzz_zero(it->object, SIZE));
}

static void check_enclave(const place *it) {
  size_t length = 0;
  memguard_status status = memguard_enclave_open_into(it->enclave, fuzz_room, SIZE, &length);
  if (fuzz_ok(status, it->enclave_status, 0))
    FUZZ_CHECK(fuzz_secret_is(fuzz_room, SIZE, it->seed, 0));
}

void check(const place *it) {
  if (it->object != NULL) check_object(it);
  if (it->enclave != NULL) check_enclave(it);
  fuzz_buffer_check(&it->buffer);
}

static memguard_status expected_of(const place *it) {
  return it->context != NULL ? MEMGUARD_OK : MEMGUARD_ERR_INVALID;
}

/* --- Objects --------------------------------------------------------------------------------- */

void op_empty(const size_t *a) {
  place *it = place_at(a);
  check(it);
  memguard_free(it->context, it->object);
  memguard_enclave_destroy(it->enclave);
  fuzz_buffer_destroy(&it->buffer);
  it->object = NULL;
  it->enclave = NULL;
}

void op_fill(const size_t *a) {
  place *it = place_at(a);
  memguard_buffer *buffer = NULL;
  op_empty(a);
  fuzz_secret_fill(fuzz_room, SIZE, it->seed = ++seeds);
  it->object = memguard_malloc(it->context, SIZE);
  it->object_status = it->enclave_status = MEMGUARD_OK;
  if (fuzz_got(it->object, expected_of(it), SIZE)) memcpy(it->object, fuzz_room, SIZE);
  memguard_status status = memguard_enclave_new_copy(it->context, fuzz_room, SIZE, &it->enclave);
  if (status != MEMGUARD_ERR_BUSY || it->keys < 7) (void)fuzz_ok(status, expected_of(it), 0);
  status = memguard_buffer_new_copy(it->context, fuzz_room, SIZE, &buffer);
  if (fuzz_ok(status, expected_of(it), SIZE))
    fuzz_buffer_adopt(&it->buffer, buffer, SIZE, it->seed, MEMGUARD_READ_ONLY);
}

/* --- Contexts -------------------------------------------------------------------------------- */

void op_destroy(const size_t *a) {
  place *it = place_at(a);
  memguard_status expected = live(it) != 0 ? MEMGUARD_ERR_BUSY : MEMGUARD_OK;
  memguard_status status = memguard_context_destroy(it->context);
  FUZZ_CHECK(status == expected);
  fuzz_last_chance();
  if (status == MEMGUARD_OK) memset(it, 0, sizeof *it);
}

void op_new(const size_t *a) {
  place *it = place_at(a);
  const memguard_options options = fuzz_options(a[1]);
  op_empty(a);
  op_destroy(a);
  if ((a[1] & FUZZ_BUDGET) != 0) fuzz_limit();
  it->config = a[1];
  bool ok = fuzz_ok(memguard_context_new(&options, &it->context), MEMGUARD_OK, 0);
  FUZZ_CHECK((it->context != NULL) == ok);
}

/* Whatever options say, a context comes of them that can be used and ended, or none. */
void op_odd(const size_t *a) {
  union {
    memguard_options options;
    unsigned char bytes[8192]; /* a newer program's may be larger */
  } given = {.bytes = {0}};
  memguard_context *odd = NULL;
  given.options = memguard_options_default();
  if (a[0] >= offsetof(memguard_options, on_violation) && a[0] < sizeof given.options) return;
  given.bytes[a[0]] = (unsigned char)(given.bytes[a[0]] ^ 1u << a[1] % 8);
  given.options.flags &= ~MEMGUARD_REFRESH_THREAD;
  memguard_status status = memguard_context_new(&given.options, &odd);
  FUZZ_CHECK((odd != NULL) == (status == MEMGUARD_OK));
  bool refused = status == MEMGUARD_ERR_INVALID || status == MEMGUARD_ERR_UNSUPPORTED;
  (void)fuzz_ok(status, refused ? status : MEMGUARD_OK, 0);
  if (odd == NULL) return;
  memguard_free(odd, memguard_malloc(odd, 1 + a[2]));
  FUZZ_CHECK(memguard_context_destroy(odd) == MEMGUARD_OK);
}

void op_look(const size_t *a) { check(place_at(a)); }

void op_report(const size_t *a) {
  const place *it = place_at(a);
  memguard_report report = {.struct_size = sizeof report};
  memguard_status status = memguard_context_report(it->context, &report);
  if (fuzz_ok(status, expected_of(it), 0)) FUZZ_CHECK(report.live == live(it));
}

void op_describe(const size_t *a) {
  char text[256];
  memset(text, 'x', sizeof text);
  size_t length = memguard_context_describe(place_at(a)->context, text, a[1]);
  FUZZ_CHECK(a[1] == 0 || memchr(text, 0, a[1]) != NULL);
  FUZZ_CHECK(text[a[1]] == 'x' || a[1] == sizeof text);
  if (length != 0 && a[1] != 0) FUZZ_CHECK(strlen(text) == (length < a[1] ? length : a[1] - 1));
}

void op_stats(const size_t *a) {
  const place *it = place_at(a);
  memguard_stats stats = {.struct_size = sizeof stats};
  if (!fuzz_ok(memguard_context_stats(it->context, &stats), expected_of(it), 0)) return;
  FUZZ_CHECK(stats.live == live(it) && stats.peak >= stats.live);
}

void op_verify(const size_t *a) {
  place *it = place_at(a);
  (void)fuzz_ok(memguard_verify(it->context), expected_of(it), 0);
}

void op_trim(const size_t *a) { memguard_trim(place_at(a)->context); }

void op_refresh(const size_t *a) {
  (void)fuzz_ok(memguard_refresh(place_at(a)->context), expected_of(place_at(a)), 0);
}

void op_rotate(const size_t *a) {
  place *it = place_at(a);
  memguard_status status = memguard_rotate(it->context);
  if (status != MEMGUARD_ERR_BUSY || it->keys < 7) (void)fuzz_ok(status, expected_of(it), 0);
  it->keys++;
}

/* --- Ends ------------------------------------------------------------------------------------ */

static void expire(place *it, bool heap) {
  if (heap && it->object_status == MEMGUARD_OK) it->object_status = MEMGUARD_ERR_EXPIRED;
  if (it->enclave_status == MEMGUARD_OK) it->enclave_status = MEMGUARD_ERR_EXPIRED;
  if (it->buffer.status == MEMGUARD_OK) it->buffer.status = MEMGUARD_ERR_EXPIRED;
}

void purged(place *it) { expire(it, (it->config & FUZZ_PURGE_HEAP) != 0); }

void op_purge(const size_t *a) {
  memguard_purge(place_at(a)->context);
  purged(place_at(a));
  for (size_t i = 0; i < CONTEXTS; i++) check(&places[i]);
}

void op_purge_all(const size_t *a) {
  (void)a;
  memguard_purge_all();
  for (size_t i = 0; i < CONTEXTS; i++) purged(&places[i]);
}

void op_emergency(const size_t *a) {
  (void)a;
  memguard_emergency_wipe();
  for (size_t i = 0; i < CONTEXTS; i++) expire(&places[i], true);
  if (!fuzz_powerless()) fuzz_no_secret_left();
}

/* What a child answers is known, but for a copy whose lock could not be had again. */
static memguard_status forked(memguard_status was, memguard_status now, bool inherits) {
  bool excused = fuzz_limited() || fuzz_disturbed();
  if (!inherits) FUZZ_CHECK(now == MEMGUARD_ERR_FORKED || was != MEMGUARD_OK);
  if (inherits) FUZZ_CHECK(now == was || was == MEMGUARD_ERR_FORKED || excused);
  FUZZ_CHECK(now != MEMGUARD_OK || was == MEMGUARD_OK);
  return now;
}

void op_fork(const size_t *a) {
  (void)a;
  fuzz_become_child(true);
  for (size_t i = 0; i < CONTEXTS; i++) {
    place *it = &places[i];
    bool inherits = fuzz_inherits(it->config);
    it->keys++;
    if (it->object != NULL && memguard_owns(it->context, it->object) == 0)
      it->object_status = forked(it->object_status, MEMGUARD_ERR_FORKED, inherits);
    if (it->enclave != NULL)
      it->enclave_status =
          forked(it->enclave_status, memguard_enclave_status(it->enclave), inherits);
    fuzz_buffer_forked(&it->buffer, inherits);
    check(it);
  }
}

/* In the parent nothing changes. */
void op_fork_aside(const size_t *a) {
  (void)a;
  fake_os_fork_begin();
  fake_os_fork_end();
  for (size_t i = 0; i < CONTEXTS; i++) check(&places[i]);
}

void fuzz_begin(size_t config) {
  (void)config;
  memset(places, 0, sizeof places);
}

void fuzz_end(void) {
  for (size_t i = 0; i < CONTEXTS; i++) {
    op_empty(&i);
    memguard_trim(places[i].context);
  }
  fuzz_no_secret_left();
  for (size_t i = 0; i < CONTEXTS; i++) op_destroy(&i);
}
