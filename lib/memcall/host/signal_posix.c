/* signal_posix.c: signals that end a process, by POSIX. */
#define _XOPEN_SOURCE 700

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "lib/memcall/host/action_posix.h"
#include "lib/memcall/host/host.h"

static struct sigaction earlier[MEMCALL_HOST_SIGNALS]; /* written before ours is installed */
static _Atomic(memcall_host_signal_fn) teller;
static _Atomic pid_t catcher; /* the process that asked for them */

/* --- Which ----------------------------------------------------------------------------------- */

const int *memcall_host_usual_signals(size_t *count) {
  static const int usual[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  *count = sizeof usual / sizeof *usual;
  return usual;
}

/* The first row cannot be caught, the second are faults, the third ends no process. */
bool memcall_host_may_catch(int signal) {
  static const int others[] = {
      SIGKILL,  SIGSTOP,                                             //
      SIGSEGV,  SIGBUS,  SIGILL, SIGFPE,  SIGABRT, SIGTRAP, SIGSYS,  //
      SIGCHLD,  SIGCONT, SIGURG, SIGTSTP, SIGTTIN, SIGTTOU,
#ifdef SIGWINCH
      SIGWINCH,
#endif
  };
  if (signal <= 0 || signal >= MEMCALL_HOST_SIGNALS) return false;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (others[i] == signal) return false;
  return true;
}

/* --- Catching -------------------------------------------------------------------------------- */

static void deliver(int signal) {
  int kept = errno;
  memcall_host_signal_fn tell = atomic_load_explicit(&teller, memory_order_acquire);
  tell(signal);
  errno = kept;
}

static memcall_answer answer_of(int result) {
  memcall_status status = errno == EINVAL ? MEMCALL_ERR_INVALID : MEMCALL_ERR_SYSTEM;
  return (memcall_answer){result == 0 ? MEMCALL_OK : status, result == 0 ? 0 : errno, "sigaction"};
}

/* Restarting, so that calls of other threads go on; on a thread's alternate stack, which some
   runtimes insist on. */
static memcall_answer install(int signal) {
  struct sigaction ours = memcall_action_of(deliver);
  ours.sa_flags = SA_RESTART | SA_ONSTACK;
  return answer_of(sigaction(signal, &ours, NULL));
}

memcall_answer memcall_host_catch(int signal, memcall_host_signal_fn tell, bool *ignored) {
  struct sigaction now;
  *ignored = false;
  atomic_store_explicit(&catcher, getpid(), memory_order_relaxed);
  memcall_answer answer = answer_of(sigaction(signal, NULL, &now));
  if (answer.status != MEMCALL_OK || memcall_action_is(&now, deliver)) return answer;
  *ignored = memcall_action_is(&now, SIG_IGN);
  if (*ignored) return answer;
  atomic_store_explicit(&teller, tell, memory_order_release);
  earlier[signal] = now;
  return install(signal);
}

void memcall_host_release(int signal) {
  struct sigaction now;
  if (sigaction(signal, NULL, &now) == 0 && memcall_action_is(&now, deliver))
    (void)sigaction(signal, &earlier[signal], NULL);
}

/* --- The end --------------------------------------------------------------------------------- */

/* Raised in this very thread. */
static void raise_with(int signal, const struct sigaction *action) {
  sigset_t only;
  (void)sigaction(signal, action, NULL);
  (void)sigemptyset(&only);
  (void)sigaddset(&only, signal);
  (void)pthread_sigmask(SIG_UNBLOCK, &only, NULL);
  memcall_action_send(signal, atomic_load_explicit(&catcher, memory_order_relaxed));
}

void memcall_host_end_as_by(int signal) {
  const struct sigaction plain = memcall_action_of(SIG_DFL);
  raise_with(signal, &plain);
  _exit(128 + signal);
}

void memcall_host_pass_on(int signal) {
  if (!memcall_action_is(&earlier[signal], SIG_DFL)) raise_with(signal, &earlier[signal]);
  memcall_host_end_as_by(signal);
}
