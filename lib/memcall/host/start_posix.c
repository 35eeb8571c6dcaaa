/* start_posix.c: a thread of the library's own, by POSIX. */
#define _XOPEN_SOURCE 700 /* SIGTRAP, too */

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "lib/memcall/host/host.h"

/* Room for a callback of the program's. Pages of it that nobody touches cost nothing. */
#define STACK ((size_t)256 << 10)

static void *begin(void *given) {
  const memcall_host_task *task = given;
  task->run(task->argument);
  return NULL;
}

/* A fault that is blocked would end the process without a handler. */
static void all_but_faults(sigset_t *signals) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
  (void)sigfillset(signals);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) (void)sigdelset(signals, faults[i]);
}

static int start_detached(const memcall_host_task *task) {
  pthread_attr_t attributes;
  pthread_t thread;
  int code = pthread_attr_init(&attributes);
  if (code != 0) return code;
  (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  (void)pthread_attr_setstacksize(&attributes, STACK);
  code = pthread_create(&thread, &attributes, begin, (void *)(uintptr_t)task);
  (void)pthread_attr_destroy(&attributes);
  return code;
}

/* It begins with its creator's mask, so there is no moment in which a signal could come to it. */
memcall_answer memcall_host_start_thread(const memcall_host_task *task) {
  sigset_t blocked, before;
  all_but_faults(&blocked);
  (void)pthread_sigmask(SIG_SETMASK, &blocked, &before);
  int code = start_detached(task);
  (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (code == 0) return (memcall_answer){MEMCALL_OK, 0, "pthread_create"};
  return (memcall_answer){MEMCALL_ERR_SYSTEM, code, "pthread_create"};
}

void memcall_host_wait_for_good(void) {
  for (;;) (void)pause();
}
