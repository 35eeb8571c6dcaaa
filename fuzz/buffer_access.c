/* buffer_access.c: the operations of buffer_fuzz.c on a buffer that exists. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/buffer_state.h"
#include "fuzz/model.h"
#include "fuzz/world.h"
#include "tests/memguard/buffer/inside.h"

/* --- Access ---------------------------------------------------------------------------------- */

void op_destroy(const size_t *a) { (void)make_room(a); }
void op_look(const size_t *a) { fuzz_buffer_check(buffer_at(a)); }

void op_protect(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_protection protection = (memguard_protection)(1 + a[1] % 3);
  if (fuzz_buffer_ok(it, memguard_buffer_protect(it->handle, protection), MEMGUARD_OK, 0))
    it->protection = protection;
  fuzz_buffer_check(it);
}

void op_protect_odd(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status status = memguard_buffer_protect(it->handle, (memguard_protection)(4 + a[1]));
  FUZZ_CHECK(status == MEMGUARD_ERR_INVALID || status == it->status);
  FUZZ_CHECK(status != MEMGUARD_OK);
}

static memguard_status access_to(const fuzz_buffer *it, bool writes) {
  bool allowed =
      it->protection == MEMGUARD_READ_WRITE || (!writes && it->protection == MEMGUARD_READ_ONLY);
  return allowed ? MEMGUARD_OK : MEMGUARD_ERR_ACCESS;
}

/* Bounds come first; no byte is always allowed. */
static memguard_status copying(const fuzz_buffer *it, size_t offset, size_t length, bool writes) {
  if (offset > it->size || length > it->size - offset) return MEMGUARD_ERR_OVERFLOW;
  return length == 0 ? MEMGUARD_OK : access_to(it, writes);
}

void op_write(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  void *secret = new_secret(a[2]);
  memguard_status expected = copying(it, a[1], a[2], true);
  memguard_status status = memguard_buffer_write(it->handle, a[1], secret, a[2]);
  bool ok = fuzz_buffer_ok(it, status, expected, 0);
  if (a[2] > FUZZ_ROOM) return;
  FUZZ_CHECK(ok ? fuzz_zero(secret, a[2]) : fuzz_secret_is(secret, a[2], seeds, 0));
  if (ok && a[2] != 0) fuzz_secret_fill(it->content + a[1], a[2], seeds);
  fuzz_buffer_check(it);
}

void op_write_copy(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  const void *secret = new_secret(a[2]);
  memguard_status expected = copying(it, a[1], a[2], true);
  memguard_status status = memguard_buffer_write_copy(it->handle, a[1], secret, a[2]);
  if (fuzz_buffer_ok(it, status, expected, 0) && a[2] != 0)
    fuzz_secret_fill(it->content + a[1], a[2], seeds);
  fuzz_buffer_check(it);
}

void op_read(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status expected = copying(it, a[1], a[2], false);
  memguard_status status = memguard_buffer_read(it->handle, a[1], fuzz_room, a[2]);
  if (fuzz_buffer_ok(it, status, expected, 0) && a[2] != 0)
    FUZZ_CHECK(memcmp(fuzz_room, it->content + a[1], a[2]) == 0);
}

/* --- Content --------------------------------------------------------------------------------- */

void op_scramble(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status expected = access_to(it, true);
  memguard_status status = memguard_buffer_scramble(it->handle);
  if (fuzz_buffer_ok(it, status, expected, 0))
    memcpy(it->content, memguard_buffer_data(it->handle), it->size);
  else if (status == MEMGUARD_ERR_RANDOM)
    memset(it->content, 0, it->size);
  fuzz_buffer_check(it);
}

void op_wipe(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  if (fuzz_buffer_ok(it, memguard_buffer_wipe(it->handle), access_to(it, true), 0))
    memset(it->content, 0, it->size);
  fuzz_buffer_check(it);
}

void op_resize(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  memguard_status expected = access_to(it, true);
  if (expected == MEMGUARD_OK) expected = answer_to(a[1]);
  memguard_status status = memguard_buffer_resize(it->handle, a[1]);
  if (fuzz_buffer_ok(it, status, expected, a[1])) {
    fuzz_buffer old = *it;
    size_t kept = old.size < a[1] ? old.size : a[1];
    FUZZ_CHECK(memcmp(memguard_buffer_data(it->handle), old.content, kept) == 0);
    FUZZ_CHECK(fuzz_zero(memguard_buffer_data(it->handle) + kept, a[1] - kept));
    fuzz_buffer_adopt(it, old.handle, a[1], FUZZ_UNKNOWN, MEMGUARD_READ_WRITE);
    free(old.content);
  }
  fuzz_buffer_check(it);
}

void op_equal(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  bool equal = false, same = a[1] >= 128 || it->size == 0;
  if (it->size != 0) memcpy(fuzz_room, it->content, it->size);
  if (!same) fuzz_room[a[1] % it->size] ^= 1;
  memguard_status status = memguard_buffer_equal(it->handle, fuzz_room, it->size, &equal);
  if (fuzz_buffer_ok(it, status, access_to(it, false), 0)) FUZZ_CHECK(equal == same);
}

/* --- What a program must not do -------------------------------------------------------------- */

/* Where there is canary before the data, and it can be written. */
static unsigned char *stray_of(const fuzz_buffer *it, size_t which) {
  size_t pages = 0;
  if (it->handle == NULL || it->status != MEMGUARD_OK) return NULL;
  unsigned char *start = inside_pages(it->handle, &pages);
  unsigned char *data = memguard_buffer_mutable_data(it->handle);
  return data != NULL && (size_t)(data - start) > which % 16 ? data - 1 - which % 16 : NULL;
}

void op_stray(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  unsigned char *at = stray_of(it, a[1]);
  memguard_violation_kind kind;
  if (at == NULL) return;
  *at ^= 0x21;
  memguard_buffer_destroy(it->handle);
  FUZZ_CHECK(fuzz_violations(&kind) == 1 && kind == MEMGUARD_VIOLATION_UNDERFLOW);
  free(it->content);
  *it = (fuzz_buffer){.handle = NULL};
  for (size_t i = 0; i < BUFFERS; i++)
    if (buffers[i].status == MEMGUARD_OK) buffers[i].status = MEMGUARD_ERR_EXPIRED;
}

void op_stray_seen(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  unsigned char *at = stray_of(it, a[1]);
  if (at == NULL) return;
  *at ^= 0x21;
  FUZZ_CHECK(memguard_buffer_verify(it->handle) == MEMGUARD_ERR_CORRUPT);
  FUZZ_CHECK(memguard_verify(context) == MEMGUARD_ERR_CORRUPT || fuzz_disturbed());
  *at ^= 0x21;
  /* Hidden ones were readable for a moment, and are given up where they cannot be hidden again. */
  for (size_t i = 0; i < BUFFERS; i++)
    if (fuzz_disturbed() && memguard_buffer_status(buffers[i].handle) == MEMGUARD_ERR_EXPIRED)
      buffers[i].status = MEMGUARD_ERR_EXPIRED;
}

void op_verify(const size_t *a) {
  fuzz_buffer *it = buffer_at(a);
  (void)fuzz_buffer_ok(it, memguard_buffer_verify(it->handle), access_to(it, false), 0);
}
