/* secret_model.c: see secret_model.h. */
#include "fuzz/secret_model.h"

#include "fuzz/model.h"
#include "fuzz/world.h"

memguard_context *context;
size_t config, seeds, keys;
securememory_factory *factories[KINDS];
content contents[SLOTS];
securememory_secret *secrets[SECRETS];
content *of_secret[SECRETS], *of_loan[LOANS];
securememory_loan loans[LOANS];
reader readers[READERS];

securememory_status status_of(const content *it) {
  if (it == NULL) return SECUREMEMORY_ERR_INVALID;
  if (it->forked) return SECUREMEMORY_ERR_FORKED;
  if (it->closed) return SECUREMEMORY_ERR_CLOSED;
  return it->expired ? SECUREMEMORY_ERR_EXPIRED : SECUREMEMORY_OK;
}

securememory_status entering(const content *it) {
  if (it == NULL || it->loans == 0 || it->forked) return status_of(it);
  return it->expired ? SECUREMEMORY_ERR_EXPIRED : SECUREMEMORY_OK;
}

bool holds(const content *it, const void *bytes, size_t from, size_t size) {
  return it->seed == 0 || fuzz_secret_is(bytes, size, it->seed, from);
}

void check(size_t at) {
  const content *it = of_secret[at];
  FUZZ_CHECK(securememory_secret_status(secrets[at]) == status_of(it));
  FUZZ_CHECK(securememory_secret_size(secrets[at]) == (it != NULL ? it->size : 0));
}

bool answered(content *it, securememory_status status, securememory_status expected,
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

size_t release(const size_t *a) {
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

bool is_full(unsigned status) { return status == MEMGUARD_ERR_BUSY && keys >= 7; }

bool adopt(size_t at, const content *like, securememory_secret *made, securememory_status status,
           securememory_status expected) {
  bool ok = !is_full(status) && fuzz_ok(status, expected, 2 * like->size);
  FUZZ_CHECK((made != NULL) == ok);
  secrets[at] = made;
  if (ok) of_secret[at] = new_content(like->kind, like->size, like->seed);
  check(at);
  return ok;
}

securememory_status answer_to(size_t size) {
  if (size == 0) return SECUREMEMORY_ERR_INVALID;
  return size > FUZZ_ROOM ? SECUREMEMORY_ERR_OVERFLOW : SECUREMEMORY_OK;
}
