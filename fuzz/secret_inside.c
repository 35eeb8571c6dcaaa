/* secret_inside.c: the operations of secret_fuzz.c on what a secret holds: visits, loans, readers. */
#include "fuzz/model.h"
#include "fuzz/secret_model.h"
#include "fuzz/world.h"

/* --- Inside ---------------------------------------------------------------------------------- */

void op_look(const size_t *a) { check(a[0] % SECRETS); }

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
void op_with_bytes(const size_t *a) {
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

void op_give_back(const size_t *a) {
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

void op_borrow(const size_t *a) {
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

void op_equal(const size_t *a) {
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

void op_equal_to(const size_t *a) {
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

/* --- Readers --------------------------------------------------------------------------------- */

void op_reader_end(const size_t *a) {
  reader *it = &readers[a[0] % READERS];
  securememory_reader_destroy(it->handle);
  if (it->of != NULL) it->of->references--;
  *it = (reader){NULL, NULL, 0};
}

void op_reader(const size_t *a) {
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

void op_reader_read(const size_t *a) {
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
