// By signals.
#include <signal.h>
#include <sys/wait.h>

#include <initializer_list>

#include "tests/death/death.h"

bool DiedOfFault(int status) {
  return WIFSIGNALED(status) && (WTERMSIG(status) == SIGSEGV || WTERMSIG(status) == SIGBUS);
}

bool DiedOfAbort(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT; }

void LetFaultsKill() {
  for (int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) signal(number, SIG_DFL);
}
