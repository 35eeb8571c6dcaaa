/* watcher.c: an ordinary thread that sleeps on a pipe until a handler puts a signal's number into
   it. What must be done at the end of a process (a callback, purging with locks of the C library
   around) cannot be done in a handler. */
#include <stdatomic.h>

#include "lib/memcall/report.h"
#include "lib/memguard/process/handlers.h"

#define STOP 0 /* no signal's number */

static struct {
  memcall_host_pipe pipe;
  _Atomic uint64_t process; /* that has the thread; 0: none */
  _Atomic uint32_t users;   /* handlers that may be using the pipe */
  _Atomic bool begun;       /* the thread knows its pipe */
  _Atomic(memguard_watch_fn) watch;
} watcher;

static void run(void *nothing) {
  (void)nothing;
  const intptr_t pipe = watcher.pipe.read;
  atomic_store(&watcher.begun, true);
  int signal = memcall_host_pipe_get(pipe);
  memguard_watch_fn watch = atomic_load(&watcher.watch);
  if (signal > STOP) watch(signal);
  if (signal == STOP) memcall_host_close(pipe);
}

/* In another namespace of processes a child may have its parent's number. */
bool memguard_watcher_is_here(void) {
  return atomic_load(&watcher.process) == memcall_host_process() && !memguard_fork_is_news();
}

memguard_status memguard_watcher_start(memguard_watch_fn watch) {
  static const memcall_host_task task = {run, NULL};
  if (memguard_watcher_is_here()) return MEMGUARD_OK;
  memcall_answer answer = memcall_host_pipe_open(&watcher.pipe);
  if (answer.status != MEMCALL_OK) return (memguard_status)memcall_report_answer(answer);
  atomic_store(&watcher.watch, watch);
  atomic_store(&watcher.begun, false);
  answer = memcall_host_start_thread(&task);
  if (answer.status == MEMCALL_OK) {
    atomic_store(&watcher.process, memcall_host_process());
    return MEMGUARD_OK;
  }
  memcall_host_close(watcher.pipe.read);
  memcall_host_close(watcher.pipe.write);
  return (memguard_status)memcall_report_answer(answer);
}

/* Those that the pipe's place must still wait for. They stay with the parent when this thread is
   forked here, by a signal's handler. */
static bool is_in_use(void) {
  return (atomic_load(&watcher.users) != 0 || !atomic_load(&watcher.begun)) &&
         !memguard_fork_is_news();
}

/* Who comes after `process` is cleared keeps away from the pipe; who came before is waited for. In
   a child both ends are the parent's as well, so its thread is left in peace. */
void memguard_watcher_stop(void) {
  if (!memguard_watcher_is_here()) return;
  atomic_store(&watcher.process, 0);
  while (is_in_use()) memcall_host_yield();
  if (memcall_host_pipe_put(&watcher.pipe, STOP)) memcall_host_close(watcher.pipe.write);
}

void memguard_watcher_forked(void) {
  atomic_store(&watcher.process, 0);
  atomic_store(&watcher.users, 0);
}

bool memguard_watcher_wake(int signal) {
  atomic_fetch_add(&watcher.users, 1);
  bool woken =
      memguard_watcher_is_here() && memcall_host_pipe_put(&watcher.pipe, (unsigned char)signal);
  atomic_fetch_sub(&watcher.users, 1);
  return woken;
}
