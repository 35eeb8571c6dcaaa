// By signals.
#include <signal.h>
#include <sys/wait.h>

#include "tests/death/death.h"

bool DiedOfFault(int status) {
  return WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);
}

bool DiedOfAbort(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT; }

void LetFaultsKill() {
  signal(SIGSEGV, SIG_DFL);
  signal(SIGBUS, SIG_DFL);
}
