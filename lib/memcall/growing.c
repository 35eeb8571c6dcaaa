/* growing.c: a reservation whose usable prefix grows; see growing.h for the layout. Callers
   serialise the calls on one region. */
#include "lib/memcall/growing.h"

#include <string.h>

#include "lib/memcall/internal.h"

#define SAFEGUARDS_OF_GROWING \
  (MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE)

/* --- Arithmetic ----------------------------------------------------------------------------------
 */

/* The size is whole units and one page. Taken from there, and not asked for, so that a signal
 * handler may do it. */
static size_t page_of(const memcall_growing *growing) {
  return growing->size & (growing->unit - 1);
}

static bool wants(const memcall_growing *growing, memcall_safeguards one) {
  return ((growing->require | growing->prefer) & one) != 0;
}

static bool at_unit_start(const memcall_growing *growing) {
  return (growing->prefix & (growing->unit - 1)) == 0;
}

size_t memcall_growing_room(const memcall_growing *growing) {
  if (growing->size == 0 || growing->prefix >= growing->size - page_of(growing)) return 0;
  if (at_unit_start(growing)) return growing->unit - page_of(growing);
  return growing->unit - (growing->prefix & (growing->unit - 1));
}

/* A guard between two locked runs is locked with them, where that keeps all in one mapping. The
 * first has none before. */
static bool locks_guard_too(const memcall_growing *growing) {
  return at_unit_start(growing) && growing->prefix != 0 && wants(growing, MEMCALL_GUARDED) &&
         (memcall_backend_traits() & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) != 0;
}

size_t memcall_growing_charge(const memcall_growing *growing, size_t bytes) {
  if (!wants(growing, MEMCALL_LOCKED)) return 0;
  return bytes + (locks_guard_too(growing) ? page_of(growing) : 0);
}

/* --- Reserving
 * -------------------------------------------------------------------------------------- */

/* Pages that are reserved only fault as they are: no guard is needed, and opening them commits
 * them. */
static bool is_guarded_by_nature(void) {
  return (memcall_backend_traits() & MEMCALL_TRAIT_RESERVE_THEN_COMMIT) != 0;
}

static memcall_answer guard_page(const memcall_growing *growing, size_t offset) {
  if (is_guarded_by_nature()) return memcall_yes();
  return memcall_backend_guard(growing->base + offset, page_of(growing));
}

/* Takes note of a safeguard that was tried: a failure counts only where the safeguard is required.
 */
static memcall_answer settle(memcall_growing *growing, memcall_safeguards one,
                             memcall_answer answer) {
  answer = memcall_lacking(answer);
  if (answer.status == MEMCALL_OK) {
    growing->in_force |= one;
    return answer;
  }
  growing->in_force &= ~one;
  return (growing->require & one) != 0 ? answer : memcall_yes();
}

static memcall_answer set_fork_action(memcall_growing *growing, memcall_fork_action action) {
  if (!wants(growing, MEMCALL_FORK_HANDLED)) return memcall_yes();
  memcall_answer answer = memcall_yes();
  if (action != MEMCALL_FORK_INHERIT)
    answer = memcall_apply_fork_action(growing->base, growing->size, action);
  return settle(growing, MEMCALL_FORK_HANDLED, answer);
}

static memcall_answer set_flags(memcall_growing *growing, memcall_fork_action action) {
  memcall_answer answer = set_fork_action(growing, action);
  if (answer.status == MEMCALL_OK && wants(growing, MEMCALL_NO_DUMP))
    answer = settle(growing, MEMCALL_NO_DUMP,
                    memcall_backend_exclude_from_dumps(growing->base, growing->size));
  if (answer.status == MEMCALL_OK && wants(growing, MEMCALL_NO_MERGE))
    answer = settle(growing, MEMCALL_NO_MERGE,
                    memcall_backend_exclude_from_merging(growing->base, growing->size));
  if (answer.status == MEMCALL_OK && wants(growing, MEMCALL_LOCKED))
    answer = memcall_forbid_large_pages(growing->base, growing->size);
  if (answer.status == MEMCALL_OK && wants(growing, MEMCALL_GUARDED))
    answer = settle(growing, MEMCALL_GUARDED, guard_page(growing, 0));
  return answer;
}

static memcall_answer reserve(memcall_growing *growing, memcall_fork_action action) {
  void *base = NULL;
  memcall_answer answer = memcall_backend_map_sparse(
      growing->size, memcall_backend_protection(MEMCALL_READ_WRITE), &base);
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
  if (!memcall_add(&size, memcall_page_size()))
    return (memcall_status)memcall_report(MEMCALL_ERR_OVERFLOW, call, 0, NULL);
  memcall_growing growing = {
      .size = size, .unit = unit, .require = require, .prefer = prefer & ~require};
  /* As in a request: an action is a wish of its own. */
  if (action != MEMCALL_FORK_INHERIT && !wants(&growing, MEMCALL_FORK_HANDLED))
    growing.require |= MEMCALL_FORK_HANDLED;
  memcall_answer answer = reserve(&growing, action);
  if (answer.status == MEMCALL_OK) *out = growing;
  return memcall_report_answer(answer);
}

/* --- Extending
 * ---------------------------------------------------------------------------------------- */

/* One extension, worked out: offsets and sizes in bytes. */
typedef struct extension {
  size_t data, bytes;       /* the pages that become usable */
  size_t locked, lock_size; /* what is locked for it */
  memcall_safeguards in_force;
} extension;

static extension work_out(const memcall_growing *growing, size_t bytes) {
  size_t data = growing->prefix + (at_unit_start(growing) ? page_of(growing) : 0);
  bool from_guard = locks_guard_too(growing);
  return (extension){
      .data = data,
      .bytes = bytes,
      .locked = from_guard ? growing->prefix : data,
      .lock_size = memcall_growing_charge(growing, bytes),
      .in_force = growing->in_force & ~MEMCALL_LOCKED,
  };
}

static memcall_answer guard_behind(memcall_growing *growing, extension *new) {
  if (!wants(growing, MEMCALL_GUARDED)) return memcall_yes();
  memcall_answer answer =
      settle(growing, MEMCALL_GUARDED, guard_page(growing, new->data + new->bytes));
  new->in_force = growing->in_force & ~MEMCALL_LOCKED;
  return answer;
}

static void unguard_behind(const memcall_growing *growing, const extension *new) {
  if (wants(growing, MEMCALL_GUARDED) && !is_guarded_by_nature())
    (void)memcall_backend_unguard(growing->base + new->data + new->bytes, page_of(growing));
}

/* Opens all of the run, not only the guard that stood behind the prefix: a guard that an earlier
   failure could not take away again would fault under the caller. */
static memcall_answer open_run(const memcall_growing *growing, const extension *new) {
  if (!wants(growing, MEMCALL_GUARDED) && !is_guarded_by_nature()) return memcall_yes();
  return memcall_backend_unguard(growing->base + new->data, new->bytes);
}

static void close_run(memcall_growing *growing, const extension *new) {
  if (is_guarded_by_nature())
    (void)memcall_backend_guard(growing->base + new->data, new->bytes);
  else if (wants(growing, MEMCALL_GUARDED) && !at_unit_start(growing))
    (void)settle(growing, MEMCALL_GUARDED, guard_page(growing, growing->prefix));
}

static memcall_answer lock_run(const memcall_growing *growing, extension *new) {
  if (!wants(growing, MEMCALL_LOCKED)) return memcall_yes();
  memcall_answer answer =
      memcall_lacking(memcall_lock_once(growing->base + new->locked, new->lock_size));
  if (answer.status == MEMCALL_OK) new->in_force |= MEMCALL_LOCKED;
  return (growing->require & MEMCALL_LOCKED) != 0 ? answer : memcall_yes();
}

static void unlock_run(const memcall_growing *growing, const extension *new) {
  if ((new->in_force &MEMCALL_LOCKED) != 0)
    (void)memcall_backend_unlock(growing->base + new->locked, new->lock_size);
}

/* Each step is undone by the one that it stands beside, newest first; the first failure is the one
 * that is told. */
static memcall_answer fill_run(const memcall_growing *growing, extension *new) {
  memcall_answer answer = lock_run(growing, new);
  if (answer.status != MEMCALL_OK) return answer;
  answer = memcall_make_resident(growing->base + new->data, new->bytes);
  if (answer.status != MEMCALL_OK) unlock_run(growing, new);
  return answer;
}

static memcall_answer open_and_fill(memcall_growing *growing, extension *new) {
  memcall_answer answer = open_run(growing, new);
  if (answer.status == MEMCALL_OK) answer = fill_run(growing, new);
  if (answer.status != MEMCALL_OK) close_run(growing, new);
  return answer;
}

static memcall_answer extend(memcall_growing *growing, extension *new) {
  memcall_answer answer = guard_behind(growing, new);
  if (answer.status != MEMCALL_OK) return answer;
  answer = open_and_fill(growing, new);
  if (answer.status != MEMCALL_OK) unguard_behind(growing, new);
  memcall_barrier();
  return answer;
}

static void take_note(memcall_growing *growing, const extension *new) {
  bool locked = (new->in_force &MEMCALL_LOCKED) != 0;
  bool all_locked = locked && (growing->prefix == 0 || (growing->in_force & MEMCALL_LOCKED) != 0);
  growing->in_force = (growing->in_force & ~MEMCALL_LOCKED) | (all_locked ? MEMCALL_LOCKED : 0);
  growing->locked += locked ? new->lock_size : 0;
  growing->prefix = new->data + new->bytes;
}

static memcall_status check_extension(const memcall_growing *growing, size_t bytes) {
  static const char call[] = "memcall_growing_extend";
  size_t room = memcall_growing_room(growing);
  if (growing->size == 0 || bytes == 0 || (bytes & (page_of(growing) - 1)) != 0)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0,
                                          "bytes is not a number of whole pages");
  if (room == 0)
    return (memcall_status)memcall_report(MEMCALL_ERR_NO_MEMORY, call, 0,
                                          "the growing region is full; reserve another");
  if (bytes > room)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0,
                                          "bytes does not fit the unit");
  return MEMCALL_OK;
}

memcall_status memcall_growing_extend(memcall_growing *growing, size_t bytes, size_t *offset,
                                      memcall_safeguards *in_force) {
  *offset = 0;
  *in_force = 0;
  memcall_status status = check_extension(growing, bytes);
  if (status != MEMCALL_OK) return status;
  extension new = work_out(growing, bytes);
  memcall_answer answer = extend(growing, &new);
  if (answer.status != MEMCALL_OK) return memcall_report_answer(answer);
  take_note(growing, &new);
  *offset = new.data;
  *in_force = new.in_force;
  return MEMCALL_OK;
}

/* --- Ending
 * --------------------------------------------------------------------------------------------- */

/* Calls do_run for the usable bytes of each unit in the prefix. */
static void for_each_run(const memcall_growing *growing,
                         void (*do_run)(void *address, size_t size)) {
  size_t page = growing->size == 0 ? 0 : page_of(growing);
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
