/* enclave_open.c: the operations of enclave_fuzz.c that open, with and without changes before. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/enclave_state.h"
#include "fuzz/model.h"
#include "fuzz/world.h"
#include "tests/memguard/enclave/inside.h"

/* --- Opening --------------------------------------------------------------------------------- */

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

void op_open(const size_t *a) { open_buffer(enclave_at(a), expected_of(enclave_at(a))); }
void op_open_into(const size_t *a) { open_bytes(enclave_at(a), a[1], expected_of(enclave_at(a))); }
void op_with_bytes(const size_t *a) {
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

void op_tamper(const size_t *a) {
  enclave *it = enclave_at(a);
  size_t size = 0;
  if (!is_whole(it) || a[2] == 0) return;
  unsigned char *bytes = enclave_sealed(it->handle, &size), *byte = bytes + a[1] % size;
  *byte = (unsigned char)(*byte ^ a[2]);
  expect_refused(it);
  *byte = (unsigned char)(*byte ^ a[2]);
}

void op_tamper_nonce(const size_t *a) {
  enclave *it = enclave_at(a);
  size_t size = (config & FUZZ_SNAPSHOT_SAFE) != 0 ? 24 : 12;
  if (!is_whole(it) || a[2] == 0) return;
  unsigned char *byte = enclave_nonce(it->handle) + a[1] % size;
  *byte = (unsigned char)(*byte ^ a[2]);
  expect_refused(it);
  *byte = (unsigned char)(*byte ^ a[2]);
}

void op_tamper_id(const size_t *a) {
  enclave *it = enclave_at(a);
  if (!is_whole(it) || a[1] == 0) return;
  *enclave_id(it->handle) ^= a[1];
  expect_refused(it);
  *enclave_id(it->handle) ^= a[1];
}

/* Shorter only: what is longer than the memory that holds it is no ciphertext. */
void op_tamper_length(const size_t *a) {
  enclave *it = enclave_at(a);
  if (!is_whole(it) || it->size < 2) return;
  *enclave_length(it->handle) = 1 + a[1] % (it->size - 1);
  expect_refused(it);
  *enclave_length(it->handle) = it->size;
}

/* Nonce and ciphertext of another one, whole, for as long as it is looked at. */
void op_graft(const size_t *a) {
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
