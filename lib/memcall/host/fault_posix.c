/* fault_posix.c: faults, by POSIX. */
#define _XOPEN_SOURCE 700

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "lib/memcall/host/action_posix.h"
#include "lib/memcall/host/fault.h"

static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
enum { FAULTS = sizeof faults / sizeof *faults };

static struct sigaction earlier[FAULTS]; /* written before ours is installed */
static _Atomic(memcall_host_fault_fn) teller;
static _Atomic pid_t catcher; /* the process that asked for them */

static int place_of(int signal) {
  int place = 0;
  while (faults[place] != signal) place++;
  return place;
}

/* --- Passing on ------------------------------------------------------------------------------ */

/* By a call, and not by the kernel for what an instruction did. */
static bool is_sent(int signal, const siginfo_t *info) {
  if (info->si_code <= 0 || signal == SIGABRT) return true;
#ifdef SI_LWP
  if (info->si_code == SI_LWP) return true;
#endif
  return info->si_code == SI_USER || info->si_code == SI_QUEUE;
}

/* What the kernel does for its own faults when the handler returns, happens again; what was sent
   (abort, kill) is sent again, and arrives then. */
static void do_default(int signal, const siginfo_t *info) {
  const struct sigaction plain = memcall_action_of(SIG_DFL);
  (void)sigaction(signal, &plain, NULL);
  if (is_sent(signal, info))
    memcall_action_send(signal, atomic_load_explicit(&catcher, memory_order_relaxed));
}

/* Called as the kernel would have, with ours still in place: it may mend the fault and go on. */
static void call_handler(const struct sigaction *handler, int signal, siginfo_t *info,
                         void *context) {
  sigset_t before;
  (void)pthread_sigmask(SIG_BLOCK, &handler->sa_mask, &before);
  if ((handler->sa_flags & SA_SIGINFO) != 0) {
    handler->sa_sigaction(signal, info, context);
  } else {
    handler->sa_handler(signal);
  }
  (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void pass_on(int signal, siginfo_t *info, void *context) {
  const struct sigaction handler = earlier[place_of(signal)];
  if (memcall_action_is(&handler, SIG_DFL) || memcall_action_is(&handler, SIG_IGN)) {
    do_default(signal, info);
  } else {
    if ((handler.sa_flags & (int)SA_RESETHAND) != 0)
      earlier[place_of(signal)] = memcall_action_of(SIG_DFL);
    call_handler(&handler, signal, info, context);
  }
}

/* --- Catching -------------------------------------------------------------------------------- */

/* Only the kernel knows an address, and not for every fault. */
static memcall_host_fault fault_of(int signal, const siginfo_t *info, const void *context) {
  memcall_host_fault fault = {NULL, MEMCALL_HOST_ACCESS};
  if (is_sent(signal, info) || (signal != SIGSEGV && signal != SIGBUS)) return fault;
  fault.address = info->si_addr;
  fault.access = memcall_host_fault_access(context);
  return fault;
}

/* A signal that somebody sent and that was ignored before is still ignored; the kernel's own cannot
   be. */
static void deliver(int signal, siginfo_t *info, void *context) {
  int kept = errno;
  if (is_sent(signal, info) && memcall_action_is(&earlier[place_of(signal)], SIG_IGN)) return;
  memcall_host_fault fault = fault_of(signal, info, context);
  memcall_host_fault_fn tell = atomic_load_explicit(&teller, memory_order_acquire);
  tell(&fault);
  errno = kept;
  pass_on(signal, info, context);
}

static bool is_ours(const struct sigaction *action) {
  return (action->sa_flags & SA_SIGINFO) != 0 && action->sa_sigaction == deliver;
}

/* A fault inside the handler ends the process at once, since faults are blocked there. */
static int install_ours(int place) {
  struct sigaction ours = memcall_action_of(SIG_DFL);
  ours.sa_sigaction = deliver;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int i = 0; i < FAULTS; i++) (void)sigaddset(&ours.sa_mask, faults[i]);
  return sigaction(faults[place], &ours, NULL);
}

static int install(int place, bool *fresh) {
  struct sigaction now;
  if (sigaction(faults[place], NULL, &now) != 0) return -1;
  *fresh = !is_ours(&now);
  if (!*fresh) return 0;
  earlier[place] = now;
  return install_ours(place);
}

static void put_back(int place) {
  struct sigaction now;
  if (sigaction(faults[place], NULL, &now) == 0 && is_ours(&now))
    (void)sigaction(faults[place], &earlier[place], NULL);
}

memcall_answer memcall_host_catch_faults(memcall_host_fault_fn tell) {
  bool fresh[FAULTS] = {false};
  atomic_store_explicit(&catcher, getpid(), memory_order_relaxed);
  atomic_store_explicit(&teller, tell, memory_order_release);
  for (int place = 0; place < FAULTS; place++) {
    if (install(place, &fresh[place]) == 0) continue;
    memcall_answer failed = {MEMCALL_ERR_SYSTEM, errno, "sigaction"};
    while (place-- > 0)
      if (fresh[place]) put_back(place);
    return failed;
  }
  return (memcall_answer){MEMCALL_OK, 0, "sigaction"};
}

void memcall_host_release_faults(void) {
  for (int place = 0; place < FAULTS; place++) put_back(place);
}
