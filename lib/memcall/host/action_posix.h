/* action_posix.h: what the two files on POSIX signals share. */
#ifndef MEMCALL_HOST_ACTION_POSIX_H
#define MEMCALL_HOST_ACTION_POSIX_H

#include <signal.h>
#include <stdbool.h>
#include <string.h>

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

#endif
