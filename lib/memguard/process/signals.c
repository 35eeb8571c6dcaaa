/* signals.c: signals that end the process, after a callback and a purge.

   A handler only wakes the watching thread, which calls back, purges, and lets the signal do what
   it did before. A second signal finds that thread busy, or hung, and ends the process from the
   handler, after an emergency wipe. */
#include <stdatomic.h>

#include "lib/memcall/report.h"
#include "lib/memguard/process/handlers.h"

enum { WAITING, WOKEN, ENDING };

static struct {
  memguard_signal_fn callback; /* under the lock of the handlers, as is user */
  void *user;
  _Atomic bool caught[MEMCALL_HOST_SIGNALS];
  _Atomic uint32_t phase;
} state;

/* --- The end --------------------------------------------------------------------------------- */

/* In the watching thread. Setting a callback up may be under way: that is waited for. */
static void end_process(int signal) {
  atomic_store(&state.phase, ENDING);
  memguard_handlers_lock();
  memguard_signal_fn callback = state.callback;
  void *user = state.user;
  memguard_handlers_unlock();
  if (callback != NULL) callback(signal, user);
  memguard_purge_all();
  memcall_host_pass_on(signal);
}

static MEMCALL_NORETURN void end_at_once(int signal) {
  memguard_wipe_own();
  memcall_host_end_as_by(signal);
}

/* --- In a handler ---------------------------------------------------------------------------- */

/* True: the thread sees to it, or saw to another signal a moment ago. */
static bool hand_over(int signal) {
  uint32_t phase = WAITING;
  if (!atomic_compare_exchange_strong(&state.phase, &phase, WOKEN)) return phase == WOKEN;
  if (memguard_watcher_wake(signal)) return true;
  atomic_store(&state.phase, WAITING);
  return false;
}

/* Not caught: it was released while it was on its way, or another handler passes it on to us. */
static void on_signal(int signal) {
  if (atomic_load(&state.caught[signal]) && memguard_watcher_is_here()) {
    if (hand_over(signal)) return;
    if (atomic_load(&state.caught[signal])) end_at_once(signal);
  }
  if (!atomic_load(&state.caught[signal])) memcall_host_pass_on(signal);
  end_at_once(signal);
}

/* --- Sets of signals ------------------------------------------------------------------------- */

typedef struct set {
  bool has[MEMCALL_HOST_SIGNALS];
} set;

static memguard_status refuse(const char *text) {
  return memguard_report_error(MEMGUARD_ERR_INVALID, "memguard_catch_signals", text);
}

static memguard_status read_set(const int *signals, size_t count, set *wanted) {
  if ((signals == NULL) != (count == 0)) return refuse("signals is NULL, or count is 0, alone");
  if (signals == NULL) signals = memcall_host_usual_signals(&count);
  *wanted = (set){{false}};
  for (size_t i = 0; i < count; i++) {
    if (!memcall_host_may_catch(signals[i]))
      return refuse("a signal is a fault, cannot be caught, or does not end a process");
    wanted->has[signals[i]] = true;
  }
  return MEMGUARD_OK;
}

static void release(int signal) {
  if (!atomic_load(&state.caught[signal])) return;
  memcall_host_release(signal);
  atomic_store(&state.caught[signal], false);
}

static memguard_status catch_one(int signal) {
  bool ignored = false;
  atomic_store(&state.caught[signal], true); /* before the handler can be called */
  memcall_answer answer = memcall_host_catch(signal, on_signal, &ignored);
  if (answer.status != MEMCALL_OK || ignored) atomic_store(&state.caught[signal], false);
  return (memguard_status)memcall_report_answer(answer);
}

/* What is not caught yet, all or nothing. *fresh: what was added. */
static memguard_status add(const set *wanted, set *fresh) {
  memguard_status status = MEMGUARD_OK;
  for (int signal = 1; signal < MEMCALL_HOST_SIGNALS && status == MEMGUARD_OK; signal++) {
    if (!wanted->has[signal] || atomic_load(&state.caught[signal])) continue;
    status = catch_one(signal);
    fresh->has[signal] = status == MEMGUARD_OK;
  }
  for (int signal = 1; signal < MEMCALL_HOST_SIGNALS && status != MEMGUARD_OK; signal++)
    if (fresh->has[signal]) release(signal);
  return status;
}

static void release_others(const set *wanted) {
  for (int signal = 1; signal < MEMCALL_HOST_SIGNALS; signal++)
    if (!wanted->has[signal]) release(signal);
}

static bool any_caught(void) {
  for (int signal = 1; signal < MEMCALL_HOST_SIGNALS; signal++)
    if (atomic_load(&state.caught[signal])) return true;
  return false;
}

/* --- Public calls ---------------------------------------------------------------------------- */

void memguard_signals_forked(void) { atomic_store(&state.phase, WAITING); }

static memguard_status change(const set *wanted, memguard_signal_fn callback, void *user) {
  set fresh = {{false}};
  memguard_status status = memguard_watcher_start(end_process);
  if (status == MEMGUARD_OK) status = add(wanted, &fresh);
  if (status == MEMGUARD_OK) {
    state.callback = callback;
    state.user = user;
    release_others(wanted);
  }
  if (!any_caught()) memguard_watcher_stop();
  return status;
}

memguard_status memguard_catch_signals(const int *signals, size_t count,
                                       memguard_signal_fn callback, void *user) {
  set wanted;
  memguard_status status = read_set(signals, count, &wanted);
  if (status == MEMGUARD_OK) status = memguard_handlers_prepare();
  if (status != MEMGUARD_OK) return status;
  memguard_handlers_lock();
  status = change(&wanted, callback, user);
  memguard_handlers_unlock();
  return status;
}

void memguard_release_signals(void) {
  static const set none = {{false}};
  memguard_handlers_lock();
  release_others(&none);
  memguard_watcher_stop();
  memcall_host_release_faults();
  memguard_handlers_unlock();
}
