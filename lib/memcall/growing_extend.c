/* growing_extend.c: one more run of pages becomes usable, or all is as it was.

   The order is: a guard behind the new end, the run opened, locked, made resident. Each step is
   undone by the function beside it, newest first, and the first failure is the one that is told. */
#include "lib/memcall/growing_parts.h"

/* One extension, worked out: offsets and sizes in bytes. */
typedef struct extension {
  size_t data, bytes;       /* the pages that become usable */
  size_t locked, lock_size; /* what is locked for it */
  memcall_safeguards in_force;
} extension;

static extension work_out(const memcall_growing *growing, size_t bytes) {
  size_t page = memcall_growing_page(growing), charge = memcall_growing_charge(growing, bytes);
  size_t data = growing->prefix + (memcall_growing_at_unit_start(growing) ? page : 0);
  return (extension){
      .data = data,
      .bytes = bytes,
      .locked = charge > bytes ? growing->prefix : data,
      .lock_size = charge,
      .in_force = growing->in_force & ~MEMCALL_LOCKED,
  };
}

/* --- The guard behind ------------------------------------------------------------------------ */

/* What an earlier failure could not put back is opened with the run, so a guard behind it is all
   that it takes. */
static memcall_answer guard_behind(const memcall_growing *growing, extension *new) {
  if (!memcall_growing_wants(growing, MEMCALL_GUARDED)) return memcall_yes();
  memcall_answer answer = memcall_growing_guard(growing, new->data + new->bytes);
  return memcall_growing_settle(growing, MEMCALL_GUARDED, answer, &new->in_force);
}

static void unguard_behind(const memcall_growing *growing, const extension *new) {
  if (!memcall_growing_wants(growing, MEMCALL_GUARDED) || memcall_growing_guarded_by_nature())
    return;
  (void)memcall_backend_unguard(growing->base + new->data + new->bytes,
                                memcall_growing_page(growing));
}

/* --- Opening --------------------------------------------------------------------------------- */

/* Opens all of the run, not only the guard that stood behind the prefix: a guard that an earlier
   failure could not take away again would fault under the caller. */
static memcall_answer open_run(const memcall_growing *growing, const extension *new) {
  if (!memcall_growing_wants(growing, MEMCALL_GUARDED) && !memcall_growing_guarded_by_nature())
    return memcall_yes();
  return memcall_backend_unguard(growing->base + new->data, new->bytes);
}

static void close_run(memcall_growing *growing, const extension *new) {
  memcall_answer closed = memcall_yes();
  if (memcall_growing_guarded_by_nature())
    closed = memcall_backend_guard(growing->base + new->data, new->bytes);
  else if (memcall_growing_wants(growing, MEMCALL_GUARDED) &&
           !memcall_growing_at_unit_start(growing))
    closed = memcall_growing_guard(growing, growing->prefix);
  if (closed.status != MEMCALL_OK) growing->in_force &= ~MEMCALL_GUARDED;
}

/* --- Locking and filling --------------------------------------------------------------------- */

/* A guard that is locked with the run costs no mapping. Where it cannot be (the last page of the
   limit, a system that locks no guards), the run alone is locked. */
static memcall_answer lock_with_or_without_guard(const memcall_growing *growing, extension *new) {
  memcall_answer answer = memcall_lock_once(growing->base + new->locked, new->lock_size);
  if (answer.status == MEMCALL_OK || new->locked == new->data) return answer;
  new->locked = new->data;
  new->lock_size = new->bytes;
  return memcall_lock_once(growing->base + new->locked, new->lock_size);
}

static memcall_answer lock_run(const memcall_growing *growing, extension *new) {
  if (!memcall_growing_wants(growing, MEMCALL_LOCKED)) return memcall_yes();
  memcall_answer answer = lock_with_or_without_guard(growing, new);
  return memcall_growing_settle(growing, MEMCALL_LOCKED, answer, &new->in_force);
}

static void unlock_run(const memcall_growing *growing, const extension *new) {
  if ((new->in_force &MEMCALL_LOCKED) == 0) return;
  (void)memcall_backend_unlock(growing->base + new->locked, new->lock_size);
}

static memcall_answer lock_and_fill(const memcall_growing *growing, extension *new) {
  memcall_answer answer = lock_run(growing, new);
  if (answer.status != MEMCALL_OK) return answer;
  answer = memcall_make_resident(growing->base + new->data, new->bytes);
  if (answer.status != MEMCALL_OK) unlock_run(growing, new);
  return answer;
}

/* --- All together ---------------------------------------------------------------------------- */

static memcall_answer open_and_fill(memcall_growing *growing, extension *new) {
  memcall_answer answer = open_run(growing, new);
  if (answer.status == MEMCALL_OK) answer = lock_and_fill(growing, new);
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
  if (growing->prefix == 0)
    growing->in_force |= MEMCALL_LOCKED; /* if it has it, so has every one so far */
  growing->in_force = (growing->in_force | growing->require) & new->in_force;
  growing->locked += (new->in_force &MEMCALL_LOCKED) != 0 ? new->lock_size : 0;
  growing->prefix = new->data + new->bytes;
}

static memcall_status check(const memcall_growing *growing, size_t bytes) {
  static const char call[] = "memcall_growing_extend";
  size_t room = memcall_growing_room(growing);
  if (growing->size == 0 || bytes == 0 || (bytes & (memcall_growing_page(growing) - 1)) != 0)
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
  memcall_status status = check(growing, bytes);
  if (status != MEMCALL_OK) return status;
  extension new = work_out(growing, bytes);
  memcall_answer answer = extend(growing, &new);
  if (answer.status != MEMCALL_OK) return memcall_report_answer(answer);
  take_note(growing, &new);
  *offset = new.data;
  *in_force = new.in_force;
  return MEMCALL_OK;
}
