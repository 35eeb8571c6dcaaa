/* action_posix.h: what the files on POSIX signals share. */
#ifndef MEMCALL_HOST_ACTION_POSIX_H
#define MEMCALL_HOST_ACTION_POSIX_H

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static inline bool memcall_action_is(const struct sigaction *action, void (*handler)(int)) {
  return (action->sa_flags & SA_SIGINFO) == 0 && action->sa_handler == handler;
}

/* No flags, and nothing blocked meanwhile. */
static inline struct sigaction memcall_action_of(void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  (void)sigemptyset(&action.sa_mask);
  return action;
}

/* Sends a signal to the thread that asks, of the process whose handlers these are. In a child it goes to the child: some
   C libraries (musl) keep a thread's number in its memory, and after vfork(2) raise(3) would mean the parent's thread. */
static inline void memcall_action_send(int signal, pid_t process) {
  if (getpid() == process)
    (void)raise(signal);
  else
    (void)kill(getpid(), signal);
}

#endif
