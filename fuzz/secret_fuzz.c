/* secret_fuzz.c: secrets of all kinds, with loans and readers, against what was put into them.
   Operations: secret.inc. Configuration: context.h. */
#include <string.h>

#include "fuzz/model.h"
#include "fuzz/secret_model.h"
#include "fuzz/source.h"
#include "fuzz/table.h"
#include "fuzz/world.h"

const char *const fuzz_opening =
    "memguard_context *context = fuzz_context_new($0); make_factories();";

/* --- Making ---------------------------------------------------------------------------------- */

static content wanted(const size_t *a, bool random) {
  content like = {.size = a[2], .seed = random ? 0 : ++seeds, .kind = a[1] % KINDS};
  if (!random) fuzz_secret_fill(fuzz_room, a[2] > FUZZ_ROOM ? 0 : a[2], seeds);
  return like;
}

void op_from(const size_t *a) {
  size_t at = release(a);
  content like = wanted(a, false);
  securememory_secret *made = NULL;
  securememory_status status =
      securememory_secret_new_from(factories[like.kind], fuzz_room, like.size, &made);
  bool ok = adopt(at, &like, made, status, answer_to(like.size));
  FUZZ_CHECK(ok ? fuzz_zero(fuzz_room, like.size) : holds(&like, fuzz_room, 0, like.size));
}

void op_copy(const size_t *a) {
  size_t at = release(a);
  content like = wanted(a, false);
  securememory_secret *made = NULL;
  securememory_status status =
      securememory_secret_new_copy(factories[like.kind], fuzz_room, like.size, &made);
  (void)adopt(at, &like, made, status, answer_to(like.size));
}

void op_random(const size_t *a) {
  size_t at = release(a);
  content like = wanted(a, true);
  securememory_secret *made = NULL;
  securememory_status status =
      securememory_secret_new_random(factories[like.kind], like.size, &made);
  (void)adopt(at, &like, made, status, answer_to(like.size));
}

void op_read(const size_t *a) {
  size_t at = release(a);
  content like = {.size = a[2], .seed = ++seeds, .kind = a[1] % KINDS};
  fuzz_source source = {.seed = seeds, .size = a[2], .piece = a[4] % 128, .fails = a[4] >= 128};
  securememory_secret *made = NULL;
  securememory_status expected = SECUREMEMORY_OK;
  if (a[2] == 0) expected = SECUREMEMORY_ERR_END;
  if (source.fails) expected = SECUREMEMORY_ERR_IO;
  if (a[2] > a[3]) expected = SECUREMEMORY_ERR_TOO_SMALL;
  if (a[3] == 0) expected = SECUREMEMORY_ERR_INVALID;
  securememory_status status =
      securememory_secret_new_read(factories[like.kind], fuzz_source_of(&source), a[3], &made);
  (void)adopt(at, &like, made, status, expected);
}

void op_duplicate(const size_t *a) {
  content *of = of_secret[a[1] % SECRETS];
  if (a[0] % SECRETS == a[1] % SECRETS) return;
  size_t at = release(a);
  content like = of != NULL ? *of : (content){.size = 0};
  securememory_secret *made = NULL;
  securememory_status status = securememory_secret_duplicate(secrets[a[1] % SECRETS], &made);
  if (of != NULL && status == SECUREMEMORY_ERR_EXPIRED && fuzz_disturbed() && of->kind != 0)
    of->expired = true;
  (void)adopt(at, &like, made, status, status_of(of));
}

/* --- Ends ------------------------------------------------------------------------------------ */

/* This thread is the only one: whoever is inside is the one that closes. */
void op_close(const size_t *a) {
  content *it = of_secret[a[0] % SECRETS];
  securememory_status expected = SECUREMEMORY_OK;
  if (it == NULL) expected = SECUREMEMORY_ERR_INVALID;
  if (it != NULL && it->loans != 0 && !it->closed) expected = SECUREMEMORY_ERR_DEADLOCK;
  if (it != NULL && it->forked) expected = SECUREMEMORY_ERR_FORKED;
  securememory_status status =
      securememory_secret_close(secrets[a[0] % SECRETS], (uint32_t)a[1] * UINT32_C(0x01010101));
  if (fuzz_ok(status, expected, 0)) it->closed = true;
  check(a[0] % SECRETS);
}

void op_destroy(const size_t *a) { (void)release(a); }

/* --- All ------------------------------------------------------------------------------------- */

void op_busy(const size_t *a) {
  size_t kind = a[0] % KINDS;
  bool used = false;
  for (size_t i = 0; i < SLOTS; i++)
    used |= contents[i].references != 0 && contents[i].kind == kind && !contents[i].forked;
  if (used) FUZZ_CHECK(securememory_factory_destroy(factories[kind]) == SECUREMEMORY_ERR_BUSY);
}

void op_metrics(const size_t *a) {
  size_t kind = a[0] % KINDS, in_use = 0;
  securememory_metrics metrics = {.struct_size = sizeof metrics};
  FUZZ_CHECK(securememory_factory_metrics(factories[kind], &metrics) == SECUREMEMORY_OK);
  for (size_t i = 0; i < SECRETS; i++)
    in_use += of_secret[i] != NULL && of_secret[i]->kind == kind && !of_secret[i]->closed;
  FUZZ_CHECK(metrics.in_use >= in_use && metrics.peak >= metrics.in_use);
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

/* Who is inside goes on with the true bytes. In a child that inherits, what was open at the fork is,
   until its handle ends. */
static bool is_open(const content *it) {
  return it->loans != 0 || (it->left_open && it->has_handle);
}

void op_purge(const size_t *a) {
  (void)a;
  bool inside = false;
  memguard_purge(context);
  for (size_t i = 0; i < SLOTS; i++) contents[i].expired |= contents[i].references != 0;
  for (size_t i = 0; i < SLOTS; i++) inside |= is_open(&contents[i]);
  if (!inside && !fuzz_powerless()) fuzz_no_secret_left();
}

/* Secrets stay with the parent, whatever its children inherit. */
void op_fork(const size_t *a) {
  (void)a;
  keys++;
  fuzz_become_child(true);
  for (size_t i = 0; i < SLOTS; i++) {
    contents[i].forked |= contents[i].references != 0;
    contents[i].left_open |= contents[i].loans != 0;
  }
}

void fuzz_begin(size_t chosen) {
  config = chosen;
  keys = 0;
  memset(contents, 0, sizeof contents);
  context = fuzz_context_new(config);
  for (size_t i = 0; i < KINDS; i++)
    FUZZ_CHECK(securememory_factory_new(context, (securememory_kind)(SECUREMEMORY_SEALED + i), NULL,
                                        &factories[i]) == SECUREMEMORY_OK);
}

void fuzz_end(void) {
  for (size_t i = 0; i < LOANS; i++) op_give_back(&i);
  for (size_t i = 0; i < READERS; i++) op_reader_end(&i);
  for (size_t i = 0; i < SECRETS; i++) (void)release(&i);
  for (size_t i = 0; i < KINDS; i++)
    FUZZ_CHECK(securememory_factory_destroy(factories[i]) == SECUREMEMORY_OK);
  fuzz_context_end(context);
}
