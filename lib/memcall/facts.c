/* facts.c: what this machine has: sizes, limits, and which safeguards can be had. */
#include <stdatomic.h>
#include <string.h>

#include "lib/memcall/internal.h"

/* --- Sizes ----------------------------------------------------------------------------------- */

/* Asked once: 0 stands for "not asked yet". Two threads that ask at once get the same answer. */
static size_t asked_once(_Atomic size_t *answer, size_t (*ask)(void)) {
  size_t known = atomic_load_explicit(answer, memory_order_relaxed);
  if (known != 0) return known;
  known = ask();
  atomic_store_explicit(answer, known, memory_order_relaxed);
  return known;
}

size_t memcall_page_size(void) {
  static _Atomic size_t answer;
  return asked_once(&answer, memcall_backend_page_size);
}

size_t memcall_allocation_granularity(void) {
  static _Atomic size_t answer;
  return asked_once(&answer, memcall_backend_granularity);
}

size_t memcall_large_page_size(void) {
  static _Atomic size_t answer;
  return asked_once(&answer, memcall_backend_large_page_size);
}

/* --- Limits ---------------------------------------------------------------------------------- */

memcall_status memcall_lock_limit(size_t *limit, size_t *used) {
  if (limit != NULL) *limit = 0;
  if (used != NULL) *used = 0;
  if (limit == NULL || used == NULL)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_lock_limit", 0,
                                          "an out-parameter is NULL");
  memcall_answer answer = memcall_backend_lock_limit(limit, used);
  if (answer.status == MEMCALL_OK) return MEMCALL_OK;
  *limit = *used = 0;
  answer.status = MEMCALL_ERR_SYSTEM;
  return memcall_report_answer(answer);
}

/* --- Capabilities ---------------------------------------------------------------------------- */

/* How a safeguard is tried. Several rows of one safeguard are tried in order. */
static const struct row {
  memcall_safeguards one;
  const char *operation; /* by its fact sheet name */
  memcall_fork_action action;
  const char *yes;
} rows[] = {
    {MEMCALL_LOCKED, "lock", MEMCALL_FORK_INHERIT, "pages can be locked"},
    {MEMCALL_NO_DUMP, "exclude_from_dumps", MEMCALL_FORK_INHERIT,
     "pages can be kept out of core files"},
    {MEMCALL_FORK_HANDLED, "fork_wipe", MEMCALL_FORK_WIPE, "a child can be left zeros"},
    {MEMCALL_FORK_HANDLED, "fork_exclude", MEMCALL_FORK_EXCLUDE,
     "a child can be left nothing, but no zeros"},
    {MEMCALL_GUARDED, "guard", MEMCALL_FORK_INHERIT, "guard pages fault on any access"},
    {MEMCALL_NO_MERGE, "exclude_from_merging", MEMCALL_FORK_INHERIT,
     "pages are not merged with equal ones"},
    {MEMCALL_SECRET, "map_secret", MEMCALL_FORK_EXCLUDE,
     "pages can be kept out of the kernel's own map"},
    {MEMCALL_LARGE, "map_large", MEMCALL_FORK_INHERIT, "large pages are there"},
    {MEMCALL_KEYED, "key_protect", MEMCALL_FORK_INHERIT,
     "a protection key can close pages to threads"},
};
#define ROWS (sizeof rows / sizeof rows[0])

static const char *no_sentence(memcall_status status) {
  switch (status) {
    case MEMCALL_ERR_LOCK_LIMIT:
      return "the lock limit of this process does not leave room for one page";
    case MEMCALL_ERR_DENIED:
      return "a missing privilege or a seccomp filter forbids it";
    case MEMCALL_ERR_UNSUPPORTED:
      return "this kernel or build has no such thing";
    case MEMCALL_ERR_NO_MEMORY:
      return "the memory for it is used up, or its pool is empty";
    default:
      return "the system refused when it was tried";
  }
}

/* A region of one byte that requires this safeguard and nothing else is the honest test. */
static memcall_answer try_safeguard(memcall_safeguards one, memcall_fork_action action) {
  memcall_region region;
  memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
  request.require = one;
  request.fork_action = action;
  memcall_answer answer = memcall_carry_out(&request, &region);
  if (answer.status == MEMCALL_OK) (void)memcall_give_back(&region);
  return answer;
}

static bool plain_pages_fail_too(void) {
  return try_safeguard(0, MEMCALL_FORK_INHERIT).status != MEMCALL_OK;
}

static const char *yes_sentence(const struct row *row) {
  bool has_fork = (memcall_backend_traits() & MEMCALL_TRAIT_HAS_FORK) != 0;
  return row->one == MEMCALL_FORK_HANDLED && !has_fork ? "no process is ever forked here"
                                                       : row->yes;
}

static void fill(const struct row *row, memcall_answer answer, memcall_capability *out) {
  const char *missing = memcall_backend_missing(row->operation);
  out->available = answer.status == MEMCALL_OK;
  out->os_code = answer.os_code;
  if (out->available) {
    out->reason = yes_sentence(row);
  } else if (plain_pages_fail_too()) {
    out->available = -1;
    out->reason = "there is no memory left to try it with";
  } else {
    out->reason = answer.status == MEMCALL_ERR_UNSUPPORTED && missing != NULL
                      ? missing
                      : no_sentence(answer.status);
  }
}

/* Returns false when no row has the safeguard. */
static bool try_rows(memcall_safeguards one, memcall_capability *out) {
  bool found = false;
  for (size_t i = 0; i < ROWS && out->available != 1; i++) {
    if (rows[i].one != one) continue;
    fill(&rows[i], try_safeguard(one, rows[i].action), out);
    found = true;
  }
  return found;
}

memcall_status memcall_capability_of(memcall_safeguards one, memcall_capability *out) {
  static const char call[] = "memcall_capability_of";
  if (out == NULL || out->struct_size < sizeof *out)
    return (memcall_status)memcall_report(
        MEMCALL_ERR_INVALID, call, 0,
        "out is NULL, or its struct_size is not sizeof(memcall_capability)");
  *out =
      (memcall_capability){.struct_size = out->struct_size, .available = -1, .reason = "not asked"};
  if (try_rows(one, out)) return MEMCALL_OK;
  return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0,
                                        "that is not exactly one of the safeguards");
}
