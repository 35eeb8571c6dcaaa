/* growing.c: a reservation whose usable prefix grows: its arithmetic, its beginning and its end.
   growing.h has the layout, growing_extend.c the growing. */
#include "lib/memcall/growing.h"

#include <string.h>

#include "lib/memcall/growing_parts.h"

#define SAFEGUARDS_OF_GROWING \
  (MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE)

/* --- Arithmetic ------------------------------------------------------------------------------ */

size_t memcall_growing_room(const memcall_growing *growing) {
  size_t page = growing->size == 0 ? 0 : memcall_growing_page(growing);
  if (growing->prefix >= growing->size - page) return 0;
  if (memcall_growing_at_unit_start(growing)) return growing->unit - page;
  return growing->unit - (growing->prefix & (growing->unit - 1));
}

/* A guard between two locked runs is locked with them where that keeps all in one mapping. The
   first unit's guard stands before all that is locked. */
static bool locks_guard_too(const memcall_growing *growing) {
  return memcall_growing_at_unit_start(growing) && growing->prefix != 0 &&
         memcall_growing_wants(growing, MEMCALL_GUARDED) &&
         (memcall_backend_traits() & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) != 0;
}

size_t memcall_growing_charge(const memcall_growing *growing, size_t bytes) {
  if (!memcall_growing_wants(growing, MEMCALL_LOCKED)) return 0;
  return bytes + (locks_guard_too(growing) ? memcall_growing_page(growing) : 0);
}

/* --- Reserving ------------------------------------------------------------------------------- */

static memcall_answer set_flag(memcall_growing *growing, memcall_safeguards one,
                               memcall_operation set) {
  if (!memcall_growing_wants(growing, one)) return memcall_yes();
  return memcall_growing_settle(growing, one, set(growing->base, growing->size),
                                &growing->in_force);
}

static memcall_answer set_fork_action(memcall_growing *growing, memcall_fork_action action) {
  if (!memcall_growing_wants(growing, MEMCALL_FORK_HANDLED)) return memcall_yes();
  memcall_answer answer = memcall_fork_fresh(growing->base, growing->size, action);
  return memcall_growing_settle(growing, MEMCALL_FORK_HANDLED, answer, &growing->in_force);
}

static memcall_answer set_first_guard(memcall_growing *growing) {
  memcall_answer answer = memcall_yes();
  if (!memcall_growing_wants(growing, MEMCALL_GUARDED)) return answer;
  if (!memcall_growing_guarded_by_nature()) answer = memcall_growing_guard(growing, 0);
  return memcall_growing_settle(growing, MEMCALL_GUARDED, answer, &growing->in_force);
}

static memcall_answer set_flags(memcall_growing *growing, memcall_fork_action action) {
  memcall_answer answer = set_fork_action(growing, action);
  if (answer.status == MEMCALL_OK)
    answer = set_flag(growing, MEMCALL_NO_DUMP, memcall_backend_exclude_from_dumps);
  if (answer.status == MEMCALL_OK)
    answer = set_flag(growing, MEMCALL_NO_MERGE, memcall_backend_exclude_from_merging);
  if (answer.status == MEMCALL_OK && memcall_growing_wants(growing, MEMCALL_LOCKED))
    answer = memcall_forbid_large_pages(growing->base, growing->size);
  if (answer.status == MEMCALL_OK) answer = set_first_guard(growing);
  return answer;
}

static memcall_answer reserve(memcall_growing *growing, memcall_fork_action action) {
  void *base = NULL;
  int writable = memcall_backend_protection(MEMCALL_READ_WRITE);
  memcall_answer answer =
      memcall_too_large(memcall_backend_map_sparse(growing->size, writable, &base));
  if (answer.status != MEMCALL_OK) return answer;
  growing->base = base;
  answer = set_flags(growing, action);
  if (answer.status != MEMCALL_OK) (void)memcall_backend_unmap(base, growing->size);
  return answer;
}

static const char *flaw_of(size_t size, size_t unit, memcall_fork_action action,
                           memcall_safeguards wanted) {
  if (!memcall_is_power_of_two(unit) || unit <= memcall_page_size())
    return "the unit is no power of two above the page size";
  if (size == 0 || (size & (unit - 1)) != 0) return "the size is not a number of whole units";
  if (action < MEMCALL_FORK_INHERIT || action > MEMCALL_FORK_EXCLUDE)
    return "the action is none of memcall_fork_action";
  return (wanted & ~SAFEGUARDS_OF_GROWING) != 0
             ? "a growing region cannot have one of these safeguards"
             : NULL;
}

memcall_status memcall_growing_reserve(size_t size, size_t unit, memcall_fork_action action,
                                       memcall_safeguards require, memcall_safeguards prefer,
                                       memcall_growing *out) {
  static const char call[] = "memcall_growing_reserve";
  if (out == NULL)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0, "out is NULL");
  memset(out, 0, sizeof *out);
  const char *flaw = flaw_of(size, unit, action, require | prefer);
  if (flaw != NULL) return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0, flaw);
  /* Whole units, each of several pages, leave room for one page more below the last address. */
  memcall_growing growing = {.size = size + memcall_page_size(),
                             .unit = unit,
                             .require = require,
                             .prefer = prefer & ~require};
  /* As in a request: an action is a wish of its own. */
  if (action != MEMCALL_FORK_INHERIT && !memcall_growing_wants(&growing, MEMCALL_FORK_HANDLED))
    growing.require |= MEMCALL_FORK_HANDLED;
  memcall_answer answer = reserve(&growing, action);
  if (answer.status == MEMCALL_OK) *out = growing;
  return memcall_report_answer(answer);
}

/* --- Ending ---------------------------------------------------------------------------------- */

/* Calls do_run for the usable bytes of each unit in the prefix. */
static void for_each_run(const memcall_growing *growing,
                         void (*do_run)(void *address, size_t size)) {
  size_t page = growing->size == 0 ? 0 : memcall_growing_page(growing);
  for (size_t start = 0; start < growing->prefix; start += growing->unit) {
    size_t end = growing->prefix - start < growing->unit ? growing->prefix : start + growing->unit;
    if (end - start > page) do_run(growing->base + start + page, end - start - page);
  }
}

void memcall_growing_wipe(const memcall_growing *growing) {
  memcall_barrier();
  for_each_run(growing, memcall_backend_clear);
  memcall_barrier();
}

static void wipe_run(void *address, size_t size) {
  (void)memcall_wipe_pages(address, size, MEMCALL_REGULAR);
}

void memcall_growing_release(memcall_growing *growing) {
  if (growing->base == NULL) return;
  for_each_run(growing, wipe_run);
  if (growing->locked != 0 && (memcall_backend_traits() & MEMCALL_TRAIT_UNLOCK_BEFORE_FREE) != 0)
    (void)memcall_backend_unlock(growing->base, growing->prefix);
  (void)memcall_backend_unmap(growing->base, growing->size);
  memset(growing, 0, sizeof *growing);
}
