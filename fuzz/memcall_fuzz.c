/* memcall_fuzz.c: regions and ranges of pages, against what the system says of each page.
   Operations: memcall.inc. The configuration: which traits the system wears. */
#include <string.h>

#include "fuzz/memcall_state.h"
#include "fuzz/model.h"
#include "fuzz/table.h"
#include "fuzz/world.h"
#include "lib/memcall/backend/backend.h"
#include "tests/fake_os/fake_os.h"

const char *const fuzz_opening = "wear_traits($0);";

memcall_region regions[REGIONS];
size_t seeds[REGIONS], next_seed; /* 0: what is in it is not known */

memcall_region *region_at(const size_t *a) { return &regions[a[0] % REGIONS]; }

bool is_empty(const memcall_region *it) { return it->data == NULL; }

/* --- What the model says --------------------------------------------------------------------- */

static bool page_has(const fake_os_page *page, memcall_safeguards one) {
  if (one == MEMCALL_LOCKED) return page->locks != 0;
  if (one == MEMCALL_NO_DUMP) return page->no_dump;
  return one == MEMCALL_NO_MERGE ? page->no_merge : true;
}

static void check_page(const memcall_region *it, const unsigned char *at) {
  fake_os_page page;
  FUZZ_CHECK(fake_os_page_at(at, &page));
  for (memcall_safeguards one = 1; one <= EVERY_SAFEGUARD; one <<= 1)
    if ((it->in_force & one) != 0) FUZZ_CHECK(page_has(&page, one));
  if ((it->in_force & MEMCALL_SECRET) != 0) FUZZ_CHECK(page.secret);
  if ((it->in_force & MEMCALL_LARGE) != 0) FUZZ_CHECK(page.large);
}

/* A region as an allocation left it: every page has what in_force says, and guards stand around. */
static void check_new(const memcall_region *it, const memcall_request *request) {
  fake_os_page page;
  FUZZ_CHECK(it->size >= request->size && it->size % PAGE == 0 && (uintptr_t)it->data % PAGE == 0);
  FUZZ_CHECK(request->alignment == 0 || (uintptr_t)it->data % request->alignment == 0);
  FUZZ_CHECK((request->require & ~it->in_force) == 0);
  FUZZ_CHECK(fuzz_zero(it->data, it->size));
  for (size_t at = 0; at < it->size; at += PAGE) {
    check_page(it, it->data + at);
    FUZZ_CHECK(fake_os_page_at(it->data + at, &page) && page.access == request->protection);
    if ((it->in_force & MEMCALL_FORK_HANDLED) != 0)
      FUZZ_CHECK(page.fork_action == request->fork_action);
  }
  if ((it->in_force & MEMCALL_GUARDED) == 0) return;
  if (request->guard_pages_before != 0) FUZZ_CHECK(!fake_os_accessible(it->data - 1, 1, false));
  if (request->guard_pages_after != 0)
    FUZZ_CHECK(!fake_os_accessible(it->data + it->size, 1, false));
}

static bool is_writable(const memcall_region *it) {
  return !is_empty(it) && fake_os_accessible(it->data, it->size, true);
}

/* --- Making and ending ----------------------------------------------------------------------- */

static void end(size_t at) {
  FUZZ_CHECK(seeds[at] == 0 || fuzz_secret_is(regions[at].data, regions[at].size, seeds[at], 0));
  memcall_region before = regions[at];
  if (fuzz_ok(memcall_free(&regions[at]), MEMCALL_OK, 0)) {
    FUZZ_CHECK(is_empty(&regions[at]) && regions[at].mapping.base == NULL);
  } else {
    FUZZ_CHECK(memcmp(&before, &regions[at], sizeof before) == 0);
  }
  seeds[at] = 0;
}

static memcall_status flaw_of(const memcall_request *it) {
  bool power = (it->alignment & (it->alignment - 1)) == 0;
  bool secret =
      it->kind == MEMCALL_SECRET_MEMORY || ((it->require | it->prefer) & MEMCALL_SECRET) != 0;
  if (it->size == 0 || !power || it->kind < 1 || it->kind > 4 || it->protection < 1 ||
      it->protection > 6 || it->fork_action < 1 || it->fork_action > 3)
    return MEMCALL_ERR_INVALID;
  if (((it->require | it->prefer) & ~(memcall_safeguards)EVERY_SAFEGUARD) != 0)
    return MEMCALL_ERR_INVALID;
  if (secret && it->fork_action != MEMCALL_FORK_EXCLUDE) return MEMCALL_ERR_INVALID;
  return it->size > FUZZ_ROOM ? MEMCALL_ERR_OVERFLOW : MEMCALL_OK;
}

/* What a system has not, or forbids, is a plain answer; large pages and locks run out. */
static bool is_refusal(memcall_status status, const memcall_request *request) {
  bool large = request->kind == MEMCALL_LARGE_PAGE || (request->require & MEMCALL_LARGE) != 0;
  bool executes = request->protection >= MEMCALL_EXECUTE;
  if (status == MEMCALL_ERR_NO_MEMORY) return large;
  if (status == MEMCALL_ERR_DENIED) return executes || request->protection != MEMCALL_READ_WRITE;
  return status == MEMCALL_ERR_UNSUPPORTED;
}

static void make(size_t at, const memcall_request *request) {
  fake_os_usage before = fake_os_used();
  memcall_region *it = &regions[at];
  memset(it, 0xaa, sizeof *it);
  memcall_status status = memcall_alloc_request(request, it), expected = flaw_of(request);
  if (expected == MEMCALL_ERR_OVERFLOW && status == MEMCALL_ERR_UNSUPPORTED) expected = status;
  if (expected == MEMCALL_OK && is_refusal(status, request)) expected = status;
  if (fuzz_ok(status, expected, request->size + request->alignment)) {
    check_new(it, request);
    return;
  }
  fake_os_usage after = fake_os_used();
  FUZZ_CHECK(is_empty(it) && it->size == 0 && it->mapping.base == NULL && it->in_force == 0);
  FUZZ_CHECK(fuzz_disturbed() || memcmp(&before, &after, sizeof before) == 0);
}

void op_request(const size_t *a) {
  size_t at = a[0] % REGIONS;
  end(at);
  if (!is_empty(&regions[at])) return;
  memcall_request request = memcall_request_of(a[1], (memcall_kind)(a[2] % 6));
  if (a[3] != 0) request.protection = (memcall_protection)(a[3] % 8);
  if (a[4] != 0) request.fork_action = (memcall_fork_action)(a[4] % 5);
  request.alignment = a[5] % 8 == 7 ? a[5] : a[5] == 0 ? 0 : (size_t)1 << a[5] % 18;
  request.guard_pages_before = a[6] % 4;
  request.guard_pages_after = a[6] / 4 % 4;
  if (a[6] >= 128) request.prefer |= MEMCALL_GUARDED;
  if (a[7] < 128) request.prefer |= (memcall_safeguards)a[7];
  if (a[7] >= 128) request.require |= (memcall_safeguards)(a[7] & 0x7f);
  make(at, &request);
}

void op_alloc(const size_t *a) {
  size_t at = a[0] % REGIONS;
  end(at);
  if (!is_empty(&regions[at])) return;
  memcall_request request = memcall_request_of(a[1], (memcall_kind)(a[3] % 6));
  request.protection = (memcall_protection)(a[2] % 8);
  make(at, &request);
}

void op_free(const size_t *a) { end(a[0] % REGIONS); }

/* Every field but in_force, which an owner may change, counts. */
void op_free_changed(const size_t *a) {
  memcall_region *it = region_at(a);
  size_t at = a[1] % sizeof *it;
  bool counts = (at < offsetof(memcall_region, in_force)) ||
                (at >= offsetof(memcall_region, mapping.base) &&
                 at < offsetof(memcall_region, mapping.check) + sizeof it->mapping.check);
  if (is_empty(it) || !counts) return;
  ((unsigned char *)it)[at] ^= 1;
  FUZZ_CHECK(memcall_free(it) == MEMCALL_ERR_INVALID);
  ((unsigned char *)it)[at] ^= 1;
}

/* --- Content --------------------------------------------------------------------------------- */

void op_fill(const size_t *a) {
  size_t at = a[0] % REGIONS;
  if (!is_writable(&regions[at])) return;
  seeds[at] = ++next_seed;
  fuzz_secret_fill(regions[at].data, regions[at].size, seeds[at]);
}

void op_look(const size_t *a) {
  size_t at = a[0] % REGIONS;
  FUZZ_CHECK(seeds[at] == 0 || fuzz_secret_is(regions[at].data, regions[at].size, seeds[at], 0));
}

void op_clear(const size_t *a) {
  size_t at = a[0] % REGIONS, size = a[1];
  if (!is_writable(&regions[at]) || size > regions[at].size) return;
  memcall_secure_clear(regions[at].data, size);
  FUZZ_CHECK(fuzz_zero(regions[at].data, size));
  if (size != 0) seeds[at] = 0;
}

void op_random(const size_t *a) {
  size_t at = a[0] % REGIONS, size = a[1];
  if (!is_writable(&regions[at]) || size > regions[at].size) return;
  if (!fuzz_ok(memcall_random(regions[at].data, size), MEMCALL_OK, 0))
    FUZZ_CHECK(fuzz_zero(regions[at].data, size));
  if (size != 0) seeds[at] = 0;
}

/* --- The process ----------------------------------------------------------------------------- */

void op_limit(const size_t *a) {
  (void)a;
  size_t limit = 1, used = 1;
  if (fuzz_ok(memcall_lock_limit(&limit, &used), MEMCALL_OK, 0))
    FUZZ_CHECK(limit == MEMCALL_UNLIMITED || limit == fake_os_get_limits().locked_bytes);
}

void op_capability(const size_t *a) {
  memcall_capability out = {.struct_size = sizeof out};
  memcall_safeguards one = (memcall_safeguards)a[0];
  bool known = one != 0 && (one & (one - 1)) == 0 && (one & EVERY_SAFEGUARD) != 0;
  if (fuzz_ok(memcall_capability_of(one, &out), known ? MEMCALL_OK : MEMCALL_ERR_INVALID, 0))
    FUZZ_CHECK(out.reason != NULL && out.available >= -1 && out.available <= 1);
}

void op_harden(const size_t *a) {
  memcall_hardening report = {.struct_size = sizeof report};
  bool known = (a[0] & ~(size_t)0x3f) == 0;
  memcall_status status = memcall_harden((uint32_t)a[0], &report);
  if (fuzz_ok(status, known ? MEMCALL_OK : MEMCALL_ERR_INVALID, 0))
    FUZZ_CHECK((report.in_force | report.unsupported) == a[0]);
}

void op_dumps_off(const size_t *a) {
  memcall_status expected = a[0] >= 1 && a[0] <= 3 ? MEMCALL_OK : MEMCALL_ERR_INVALID;
  memcall_status status = memcall_set_core_dumps((memcall_core_dumps)a[0]);
  if (status == MEMCALL_ERR_DENIED && a[0] == MEMCALL_CORE_DUMPS_AS_BEFORE) return;
  (void)fuzz_ok(status, expected, 0);
}

void fuzz_begin(size_t config) {
  static const uint32_t kTraits[] = {0, MEMCALL_TRAIT_NO_ACCESS_UNLOCKS,
                                     MEMCALL_TRAIT_UNLOCK_BEFORE_FREE | MEMCALL_TRAIT_HAS_FORK};
  if (config % 4 != 0) fake_os_wear(kTraits[config % 4 - 1]);
}

void fuzz_end(void) {
  for (size_t i = 0; i < REGIONS; i++) end(i);
}
