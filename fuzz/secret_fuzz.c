/* secret_fuzz.c: secrets of all kinds, with loans and readers, against what was put into them.
   Operations: secret.inc. Configuration: context.h. */
#define FUZZ_OPS "fuzz/secret.inc"
#include <string.h>

#include "fuzz/context.h"
#include "fuzz/model.h"
#include "fuzz/source.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "securememory/securememory.h"

enum { SECRETS = 8, LOANS = 4, READERS = 4, KINDS = 3, SLOTS = SECRETS + LOANS + READERS };

/* Content outlives the handle for as long as loans and readers refer to it. */
typedef struct content {
  size_t size, seed; /* seed 0: random */
  size_t kind, loans, references;
  bool has_handle, closed, expired, forked, left_open;
} content;

typedef struct reader {
  securememory_reader *handle;
  content *of;
  size_t at;
} reader;

const char *const fuzz_opening =
    "memguard_context *context = fuzz_context_new($0); make_factories();";

static memguard_context *context;
static size_t config, seeds, keys;
static securememory_factory *factories[KINDS];
static content contents[SLOTS];
static securememory_secret *secrets[SECRETS];
static content *of_secret[SECRETS], *of_loan[LOANS];
static securememory_loan loans[LOANS];
static reader readers[READERS];

/* --- What the model says --------------------------------------------------------------------- */

static securememory_status status_of(const content *it) {
  if (it == NULL) return SECUREMEMORY_ERR_INVALID;
  if (it->forked) return SECUREMEMORY_ERR_FORKED;
  if (it->closed) return SECUREMEMORY_ERR_CLOSED;
  return it->expired ? SECUREMEMORY_ERR_EXPIRED : SECUREMEMORY_OK;
}

/* Who is inside already gets in again, also when the handle has ended. */
static securememory_status entering(const content *it) {
  if (it == NULL || it->loans == 0 || it->forked) return status_of(it);
  return it->expired ? SECUREMEMORY_ERR_EXPIRED : SECUREMEMORY_OK;
}

static bool holds(const content *it, const void *bytes, size_t from, size_t size) {
  return it->seed == 0 || fuzz_secret_is(bytes, size, it->seed, from);
}

static void check(size_t at) {
  const content *it = of_secret[at];
  FUZZ_CHECK(securememory_secret_status(secrets[at]) == status_of(it));
  FUZZ_CHECK(securememory_secret_size(secrets[at]) == (it != NULL ? it->size : 0));
}

/* As fuzz_ok; where a page's access could not be taken back, the secret is given up. */
static bool answered(content *it, securememory_status status, securememory_status expected,
                     size_t wanted) {
  if (it != NULL && status == SECUREMEMORY_ERR_EXPIRED && fuzz_disturbed() && it->kind != 0)
    it->expired = true, expected = status;
  return fuzz_ok(status, expected, wanted);
}

static content *new_content(size_t kind, size_t size, size_t seed) {
  content *it = contents;
  while (it->references != 0) it++;
  *it = (content){.size = size, .seed = seed, .kind = kind, .references = 1, .has_handle = true};
  return it;
}

static size_t release(const size_t *a) {
  size_t at = a[0] % SECRETS;
  memguard_violation_kind kind;
  check(at);
  securememory_secret_destroy(secrets[at]);
  FUZZ_CHECK(fuzz_violations(&kind) == 0);
  if (of_secret[at] != NULL) {
    of_secret[at]->has_handle = false;
    of_secret[at]->closed = true;
    of_secret[at]->references--;
  }
  secrets[at] = NULL;
  of_secret[at] = NULL;
  return at;
}

static bool is_full(unsigned status) { return status == MEMGUARD_ERR_BUSY && keys >= 7; }

static bool adopt(size_t at, const content *like, securememory_secret *made,
                  securememory_status status, securememory_status expected) {
  bool ok = !is_full(status) && fuzz_ok(status, expected, 2 * like->size);
  FUZZ_CHECK((made != NULL) == ok);
  secrets[at] = made;
  if (ok) of_secret[at] = new_content(like->kind, like->size, like->seed);
  check(at);
  return ok;
}

static securememory_status answer_to(size_t size) {
  if (size == 0) return SECUREMEMORY_ERR_INVALID;
  return size > FUZZ_ROOM ? SECUREMEMORY_ERR_OVERFLOW : SECUREMEMORY_OK;
}

/* --- Making ---------------------------------------------------------------------------------- */

static content wanted(const size_t *a, bool random) {
  content like = {.size = a[2], .seed = random ? 0 : ++seeds, .kind = a[1] % KINDS};
  if (!random) fuzz_secret_fill(fuzz_room, a[2] > FUZZ_ROOM ? 0 : a[2], seeds);
  return like;
}

static void op_from(const size_t *a) {
  size_t at = release(a);
  content like = wanted(a, false);
  securememory_secret *made = NULL;
  securememory_status status =
      securememory_secret_new_from(factories[like.kind], fuzz_room, like.size, &made);
  bool ok = adopt(at, &like, made, status, answer_to(like.size));
  FUZZ_CHECK(ok ? fuzz_zero(fuzz_room, like.size) : holds(&like, fuzz_room, 0, like.size));
}

static void op_copy(const size_t *a) {
  size_t at = release(a);
  content like = wanted(a, false);
  securememory_secret *made = NULL;
  securememory_status status =
      securememory_secret_new_copy(factories[like.kind], fuzz_room, like.size, &made);
  (void)adopt(at, &like, made, status, answer_to(like.size));
}

static void op_random(const size_t *a) {
  size_t at = release(a);
  content like = wanted(a, true);
  securememory_secret *made = NULL;
  securememory_status status =
      securememory_secret_new_random(factories[like.kind], like.size, &made);
  (void)adopt(at, &like, made, status, answer_to(like.size));
}

static void op_read(const size_t *a) {
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

static void op_duplicate(const size_t *a) {
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

/* --- Inside ---------------------------------------------------------------------------------- */

static void op_look(const size_t *a) { check(a[0] % SECRETS); }

typedef struct visit {
  const content *of;
  int answer, calls;
} visit;

static int enter(const unsigned char *bytes, size_t length, void *user) {
  visit *it = user;
  it->calls++;
  FUZZ_CHECK(length == it->of->size && holds(it->of, bytes, 0, length));
  return it->answer;
}

/* Access that is refused on the way out expires what was read. */
static void op_with_bytes(const size_t *a) {
  content *it = of_secret[a[0] % SECRETS];
  visit visitor = {it, (int)(a[1] % 2), 0};
  securememory_status expected = status_of(it);
  securememory_status status =
      securememory_secret_with_bytes(secrets[a[0] % SECRETS], enter, &visitor);
  if (expected == SECUREMEMORY_OK && visitor.answer != 0) expected = SECUREMEMORY_ERR_CALLBACK;
  (void)answered(it, status, expected, it != NULL ? it->size : 0);
  if (status == SECUREMEMORY_OK || status == SECUREMEMORY_ERR_CALLBACK)
    FUZZ_CHECK(visitor.calls == 1);
  check(a[0] % SECRETS);
}

/* An open one of the sealed kind is on the heap, which a purge may be told to take away. */
static bool is_taken(const content *it) {
  return it->expired && it->kind == 0 && (config & FUZZ_PURGE_HEAP) != 0;
}

static void op_give_back(const size_t *a) {
  size_t at = a[0] % LOANS;
  content *it = of_loan[at];
  securememory_status expected = SECUREMEMORY_OK;
  if (it != NULL && it->expired) expected = SECUREMEMORY_ERR_EXPIRED;
  if (it != NULL && it->forked) expected = SECUREMEMORY_ERR_FORKED;
  if (it != NULL && !it->forked && !is_taken(it))
    FUZZ_CHECK(holds(it, loans[at].bytes, 0, it->size));
  securememory_status status = securememory_secret_return(&loans[at]);
  (void)answered(it, status, expected, 0);
  FUZZ_CHECK(loans[at].secret == NULL && loans[at].bytes == NULL);
  if (it != NULL) it->loans--, it->references--;
  of_loan[at] = NULL;
}

/* A child leaves the record of a loan that its parent took where it is (some bytes, none of them
   secret): leak sanitizer is told to expect that of any loan. */
__attribute__((weak)) void __lsan_disable(void);
__attribute__((weak)) void __lsan_enable(void);

static securememory_status borrow(securememory_secret *secret, securememory_loan *loan) {
  if (__lsan_disable != NULL) __lsan_disable();
  securememory_status status = securememory_secret_borrow(secret, loan);
  if (__lsan_enable != NULL) __lsan_enable();
  return status;
}

static void op_borrow(const size_t *a) {
  content *it = of_secret[a[0] % SECRETS];
  size_t at = a[1] % LOANS;
  op_give_back(&at);
  securememory_status expected = status_of(it);
  securememory_status status = borrow(secrets[a[0] % SECRETS], &loans[at]);
  if (!answered(it, status, expected, it != NULL ? it->size : 0)) {
    FUZZ_CHECK(loans[at].bytes == NULL && loans[at].secret == NULL && loans[at].length == 0);
    return;
  }
  FUZZ_CHECK(loans[at].length == it->size && holds(it, loans[at].bytes, 0, it->size));
  it->loans++;
  it->references++;
  of_loan[at] = it;
}

static void op_equal(const size_t *a) {
  content *it = of_secret[a[0] % SECRETS];
  bool equal = true, same = a[1] >= 128;
  size_t size = it != NULL ? it->size : 1;
  fuzz_secret_fill(fuzz_room, size, it != NULL ? it->seed : 0);
  if (!same) fuzz_room[a[1] % size] ^= 1;
  securememory_status status =
      securememory_secret_equal(secrets[a[0] % SECRETS], fuzz_room, size, &equal);
  if (!answered(it, status, status_of(it), size))
    FUZZ_CHECK(!equal);
  else if (it->seed != 0)
    FUZZ_CHECK(equal == same);
}

static void op_equal_to(const size_t *a) {
  content *one = of_secret[a[0] % SECRETS], *other = of_secret[a[1] % SECRETS];
  bool equal = true;
  securememory_status status =
      securememory_secret_equal_to(secrets[a[0] % SECRETS], secrets[a[1] % SECRETS], &equal);
  securememory_status first = status_of(one), second = status_of(other);
  if (fuzz_disturbed() && status == SECUREMEMORY_ERR_EXPIRED) {
    for (size_t i = 0; i < 2; i++) {
      content *it = i == 0 ? one : other;
      if (it != NULL && securememory_secret_status(secrets[a[i] % SECRETS]) == status)
        it->expired = true;
    }
    return;
  }
  if (one == NULL || other == NULL) first = SECUREMEMORY_ERR_INVALID;
  bool is_second = second != SECUREMEMORY_OK && status == second && one != NULL && other != NULL;
  if (!fuzz_ok(status, is_second ? second : first, FUZZ_ROOM)) return;
  FUZZ_CHECK(second == SECUREMEMORY_OK);
  if (one->seed != 0 && other->seed != 0)
    FUZZ_CHECK(equal == (one->size == other->size && fuzz_same(one->seed, other->seed, one->size)));
}

/* --- Ends ------------------------------------------------------------------------------------ */

/* This thread is the only one: whoever is inside is the one that closes. */
static void op_close(const size_t *a) {
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

static void op_destroy(const size_t *a) { (void)release(a); }

/* --- Readers --------------------------------------------------------------------------------- */

static void op_reader_end(const size_t *a) {
  reader *it = &readers[a[0] % READERS];
  securememory_reader_destroy(it->handle);
  if (it->of != NULL) it->of->references--;
  *it = (reader){NULL, NULL, 0};
}

static void op_reader(const size_t *a) {
  content *of = of_secret[a[0] % SECRETS];
  reader *it = &readers[a[1] % READERS];
  op_reader_end(a + 1);
  bool ok =
      fuzz_ok(securememory_reader_new(secrets[a[0] % SECRETS], &it->handle), status_of(of), 0);
  FUZZ_CHECK((it->handle != NULL) == ok);
  if (!ok) return;
  it->of = of;
  of->references++;
}

static void op_reader_read(const size_t *a) {
  reader *it = &readers[a[0] % READERS];
  size_t got = 99, left = it->of != NULL ? it->of->size - it->at : 0;
  securememory_status expected = entering(it->of);
  if (expected == SECUREMEMORY_OK && left == 0 && a[1] != 0) expected = SECUREMEMORY_ERR_END;
  securememory_status status = securememory_reader_read(it->handle, fuzz_room, a[1], &got);
  if (expected != SECUREMEMORY_OK && a[1] == 0 && status == SECUREMEMORY_OK) expected = status;
  bool ok = answered(it->of, status, expected, it->of != NULL ? it->of->size : 0);
  FUZZ_CHECK(got == (ok ? (a[1] < left ? a[1] : left) : 0));
  if (it->of == NULL) return;
  FUZZ_CHECK(holds(it->of, fuzz_room, it->at, got));
  it->at += got;
}

/* --- All ------------------------------------------------------------------------------------- */

static void op_busy(const size_t *a) {
  size_t kind = a[0] % KINDS;
  bool used = false;
  for (size_t i = 0; i < SLOTS; i++)
    used |= contents[i].references != 0 && contents[i].kind == kind && !contents[i].forked;
  if (used) FUZZ_CHECK(securememory_factory_destroy(factories[kind]) == SECUREMEMORY_ERR_BUSY);
}

static void op_metrics(const size_t *a) {
  size_t kind = a[0] % KINDS, in_use = 0;
  securememory_metrics metrics = {.struct_size = sizeof metrics};
  FUZZ_CHECK(securememory_factory_metrics(factories[kind], &metrics) == SECUREMEMORY_OK);
  for (size_t i = 0; i < SECRETS; i++)
    in_use += of_secret[i] != NULL && of_secret[i]->kind == kind && !of_secret[i]->closed;
  FUZZ_CHECK(metrics.in_use >= in_use && metrics.peak >= metrics.in_use);
}

static void op_rotate(const size_t *a) {
  (void)a;
  memguard_status status = memguard_rotate(context);
  if (!is_full(status)) (void)fuzz_ok(status, MEMGUARD_OK, 0);
  keys++;
}

static void op_trim(const size_t *a) {
  (void)a;
  memguard_trim(context);
}

/* Who is inside goes on with the true bytes. In a child that inherits, what was open at the fork is,
   until its handle ends. */
static bool is_open(const content *it) {
  return it->loans != 0 || (it->left_open && it->has_handle);
}

static void op_purge(const size_t *a) {
  (void)a;
  bool inside = false;
  memguard_purge(context);
  for (size_t i = 0; i < SLOTS; i++) contents[i].expired |= contents[i].references != 0;
  for (size_t i = 0; i < SLOTS; i++) inside |= is_open(&contents[i]);
  if (!inside && !fuzz_powerless()) fuzz_no_secret_left();
}

/* Secrets stay with the parent, whatever its children inherit. */
static void op_fork(const size_t *a) {
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
