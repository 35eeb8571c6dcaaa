/* buffer_model.c: see buffer_model.h. */
#include "fuzz/buffer_model.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz/context.h"
#include "fuzz/model.h"
#include "fuzz/ops.h"
#include "fuzz/world.h"
#include "tests/fake_os/fake_os.h"

void fuzz_buffer_adopt(fuzz_buffer *it, memguard_buffer *handle, size_t size, size_t seed,
                       memguard_protection protection) {
  *it = (fuzz_buffer){handle, calloc(1, size), size, MEMGUARD_OK, protection};
  FUZZ_CHECK(it->content != NULL);
  if (seed == FUZZ_UNKNOWN)
    memcpy(it->content, memguard_buffer_data(handle), size);
  else if (seed != 0)
    fuzz_secret_fill(it->content, size, seed);
  fuzz_buffer_check(it);
}

static void check_data(const fuzz_buffer *it) {
  const unsigned char *data = memguard_buffer_data(it->handle);
  bool readable = it->status == MEMGUARD_OK && it->protection != MEMGUARD_NO_ACCESS;
  bool writable = it->status == MEMGUARD_OK && it->protection == MEMGUARD_READ_WRITE;
  FUZZ_CHECK((data != NULL) == readable);
  FUZZ_CHECK((memguard_buffer_mutable_data(it->handle) != NULL) == writable);
  if (!readable) return;
  FUZZ_CHECK(memcmp(data, it->content, it->size) == 0);
  FUZZ_CHECK(fake_os_accessible(data, it->size, false));
  FUZZ_CHECK(fake_os_accessible(data, it->size, true) == writable);
}

void fuzz_buffer_check(const fuzz_buffer *it) {
  if (it->handle == NULL) return;
  bool alive = it->status == MEMGUARD_OK;
  FUZZ_CHECK(memguard_buffer_status(it->handle) == it->status);
  FUZZ_CHECK(memguard_buffer_size(it->handle) == (alive ? it->size : 0));
  FUZZ_CHECK(memguard_buffer_protection(it->handle) ==
             (alive ? it->protection : MEMGUARD_NO_ACCESS));
  check_data(it);
}

void fuzz_buffer_destroy(fuzz_buffer *it) {
  memguard_violation_kind kind;
  memguard_buffer_destroy(it->handle);
  FUZZ_CHECK(fuzz_violations(&kind) == 0);
  free(it->content);
  *it = (fuzz_buffer){NULL, NULL, 0, MEMGUARD_OK, MEMGUARD_NO_ACCESS};
}

/* Where access cannot be taken back, content is given up. */
bool fuzz_buffer_ok(fuzz_buffer *it, memguard_status status, memguard_status expected,
                    size_t wanted) {
  if (it->handle == NULL) expected = MEMGUARD_ERR_INVALID;
  if (it->handle != NULL && it->status != MEMGUARD_OK) expected = it->status;
  if (fuzz_disturbed() && it->status == MEMGUARD_OK && status == MEMGUARD_ERR_EXPIRED &&
      memguard_buffer_status(it->handle) == MEMGUARD_ERR_EXPIRED)
    expected = it->status = MEMGUARD_ERR_EXPIRED;
  return fuzz_ok(status, expected, wanted);
}

void fuzz_buffer_forked(fuzz_buffer *it, bool inherits) {
  if (it->handle == NULL) return;
  memguard_status now = memguard_buffer_status(it->handle);
  bool lost_lock = inherits && now == MEMGUARD_ERR_FORKED && (fuzz_limited() || fuzz_disturbed());
  if (!inherits || lost_lock)
    FUZZ_CHECK(now == MEMGUARD_ERR_FORKED || it->status != MEMGUARD_OK);
  else
    FUZZ_CHECK(now == it->status || it->status == MEMGUARD_ERR_FORKED || fuzz_disturbed());
  it->status = now;
}
