/* memcall_ranges.c: the operations of memcall_fuzz.c on pages of a region. */
#include "fuzz/memcall_state.h"
#include "fuzz/model.h"
#include "fuzz/world.h"
#include "tests/fake_os/fake_os.h"

/* --- Ranges ---------------------------------------------------------------------------------- */

typedef struct range {
  unsigned char *start;
  size_t length, pages;
  memcall_status expected;
} range;

/* In the region, or past its end: guards are part of the mapping, what is behind them is not. */
static range range_at(const size_t *a) {
  const memcall_region *it = region_at(a);
  range of = {NULL, a[2], (a[2] + PAGE - 1) / PAGE, MEMCALL_OK};
  if (is_empty(it)) return of;
  size_t first = a[1] % (it->size / PAGE);
  of.start = it->data + first * PAGE;
  if (a[2] > FUZZ_ROOM)
    of.expected = MEMCALL_ERR_OVERFLOW;
  else if (a[2] == 0)
    of.expected = MEMCALL_ERR_INVALID;
  else if (of.pages > it->size / PAGE - first)
    of.start = NULL;
  return of;
}

/* The fake system refuses what a kernel may or may not; what it was asked stands on every page. */
static bool changed(const range *of, memcall_status status, fake_os_page *last) {
  bool refused =
      of->expected == MEMCALL_OK && (status == MEMCALL_ERR_DENIED || status == MEMCALL_ERR_INVALID);
  /* No system locks what nobody may read; mlock(2) calls that a lack of memory. */
  if (of->expected == MEMCALL_OK && !fake_os_accessible(of->start, of->length, false))
    refused |= status == MEMCALL_ERR_LOCK_LIMIT || status == MEMCALL_ERR_NO_MEMORY;
  bool ok = fuzz_ok(status, refused ? status : of->expected, of->length);
  if (ok) FUZZ_CHECK(fake_os_page_at(of->start + (of->pages - 1) * PAGE, last));
  return ok;
}

void op_protect(const size_t *a) {
  range of = range_at(a);
  fake_os_page page;
  if (of.start == NULL) return;
  memcall_protection protection = (memcall_protection)(a[3] % 8);
  if (a[3] % 8 == 0 || a[3] % 8 == 7) of.expected = MEMCALL_ERR_INVALID;
  memcall_status status = memcall_protect(of.start, a[2], protection);
  if (a[2] > FUZZ_ROOM && status != MEMCALL_OK) of.expected = status;
  if (changed(&of, status, &page)) FUZZ_CHECK(page.access == protection);
}

void op_lock(const size_t *a) {
  range of = range_at(a);
  fake_os_page page;
  if (of.start == NULL) return;
  memcall_status status = memcall_lock(of.start, a[2]);
  if (changed(&of, status, &page)) FUZZ_CHECK(page.locks != 0);
}

void op_unlock(const size_t *a) {
  range of = range_at(a);
  fake_os_page page;
  if (of.start == NULL) return;
  memcall_status status = memcall_unlock(of.start, a[2]);
  if (changed(&of, status, &page)) FUZZ_CHECK(page.locks == 0 || page.secret);
}

void op_dumps(const size_t *a) {
  range of = range_at(a);
  fake_os_page page;
  if (of.start != NULL && changed(&of, memcall_exclude_from_dumps(of.start, a[2]), &page))
    FUZZ_CHECK(page.no_dump);
}

void op_merging(const size_t *a) {
  range of = range_at(a);
  fake_os_page page;
  if (of.start != NULL && changed(&of, memcall_exclude_from_merging(of.start, a[2]), &page))
    FUZZ_CHECK(page.no_merge);
}

void op_fork_action(const size_t *a) {
  range of = range_at(a);
  fake_os_page page;
  memcall_fork_action action = (memcall_fork_action)(a[3] % 5);
  if (of.start == NULL) return;
  if (a[3] % 5 == 0 || a[3] % 5 == 4) of.expected = MEMCALL_ERR_INVALID;
  memcall_status status = memcall_set_fork_action(of.start, a[2], action);
  if (a[2] > FUZZ_ROOM && status != MEMCALL_OK) of.expected = status;
  if (changed(&of, status, &page)) FUZZ_CHECK(page.fork_action == action);
}

void op_unaligned(const size_t *a) {
  const memcall_region *it = region_at(a);
  if (is_empty(it) || a[1] == 0) return;
  FUZZ_CHECK(memcall_protect(it->data + a[1], 1, MEMCALL_READ_ONLY) == MEMCALL_ERR_INVALID);
}
