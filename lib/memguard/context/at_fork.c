/* at_fork.c: a child that goes on with the parent's content finds it at rest.

   Before a fork the locks of such contexts are taken, so that no other thread is in the middle of a
   change; the parent gives them back, and a child opens them when it first enters the library
   (fork.c), so a child that only executes another program does nothing here. Other contexts are
   left alone: their children start anew.

   Nothing here can hang. The forking thread passes its own locks. A holder that does not come round
   in time (it may be this very thread, interrupted by the signal whose handler forks, or one that
   waits for something which this thread holds) is not waited for: what it was changing is put right
   in the child, as after a raw clone(2), which runs no handlers at all. */
#include "lib/memguard/context/at_fork.h"

#include "lib/memcall/report.h"
#include "lib/memguard/context/process.h"

#define PATIENCE_MS 200 /* holders need microseconds; under the heaviest load, a few time slices */
#define SPINS 64

static struct {
  memguard_lock lock;
  bool watched;
  _Atomic uint64_t thread; /* that forks; 0: none */
  uint64_t deadline;       /* that thread's */
} state;

/* --- Waiting, but not for ever --------------------------------------------------------------- */

static bool swap(_Atomic uint64_t *word, uint64_t from, uint64_t to) {
  return atomic_compare_exchange_strong_explicit(word, &from, to, memory_order_acquire,
                                                 memory_order_relaxed);
}

static bool take(memguard_lock *lock) {
  uint32_t open = 0;
  return atomic_compare_exchange_strong_explicit(&lock->held, &open, MEMGUARD_LOCK_FORK,
                                                 memory_order_acquire, memory_order_relaxed);
}

/* Counts a try that failed; false: the time is over. */
static bool may_try_again(unsigned *tries, uint64_t deadline) {
  if (++*tries < SPINS) return true;
  memcall_host_yield();
  return memcall_host_clock_ms() < deadline;
}

void memguard_fork_hold(memguard_lock *lock) {
  for (unsigned tries = 0; !take(lock);)
    if (!may_try_again(&tries, state.deadline)) return;
}

void memguard_fork_let_go(memguard_lock *lock) {
  uint32_t held = MEMGUARD_LOCK_FORK;
  (void)atomic_compare_exchange_strong_explicit(&lock->held, &held, 0, memory_order_release,
                                                memory_order_relaxed);
}

/* --- Contexts -------------------------------------------------------------------------------- */

static void for_parts(memguard_context *context, bool hold) {
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->fork != NULL) part->calls->fork(part, hold);
}

static void hold_one(void *object, void *user) {
  memguard_context *context = object;
  (void)user;
  if (!context->inherits) return;
  memguard_fork_hold(&context->lock);
  for_parts(context, true);
}

static void let_go_of_one(void *object, void *user) {
  memguard_context *context = object;
  (void)user;
  if (!context->inherits) return;
  for_parts(context, false);
  memguard_fork_let_go(&context->lock);
}

/* --- The fork -------------------------------------------------------------------------------- */

bool memguard_forks_here(void) {
  return atomic_load_explicit(&state.thread, memory_order_relaxed) == memcall_host_thread();
}

/* One fork at a time; a second one that has no time left goes on without. In a child that did not
   enter the library yet, all is held already. */
static void prepare(void) {
  if (memguard_forks_here()) return;
  uint64_t deadline = memcall_host_clock_ms() + PATIENCE_MS;
  for (unsigned tries = 0; !swap(&state.thread, 0, memcall_host_thread());)
    if (!may_try_again(&tries, deadline)) return;
  state.deadline = deadline;
  memguard_registry_each(memguard_contexts(), true, hold_one, NULL);
}

static void parent(void) {
  if (!memguard_forks_here()) return;
  memguard_registry_each(memguard_contexts(), true, let_go_of_one, NULL);
  atomic_store_explicit(&state.thread, 0, memory_order_release);
}

void memguard_at_fork_revive(void) {
  memguard_lock_open(&state.lock);
  atomic_store_explicit(&state.thread, 0, memory_order_release);
}

memcall_status memguard_at_fork_watch(void) {
  memcall_status status = MEMCALL_OK;
  memguard_lock_acquire(&state.lock);
  if (!state.watched) status = memcall_report_answer(memcall_host_at_fork(prepare, parent));
  if (status == MEMCALL_OK) state.watched = true;
  memguard_lock_release(&state.lock);
  return status;
}
