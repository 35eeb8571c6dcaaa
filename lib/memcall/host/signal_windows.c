/* signal_windows.c: what ends a console program, by Windows. The system calls handlers, newest
   first, in a thread that it makes for each event, until one claims the event. */
#define WIN32_LEAN_AND_MEAN 1

#include <signal.h>
#include <stdatomic.h>
#include <windows.h>

#include "lib/memcall/host/host.h"

#define STATUS_BY_CONTROL_C 0xC000013Au /* what the system's own handler ends a program with */

static _Atomic(memcall_host_signal_fn) teller;
static _Atomic unsigned caught;    /* bits by signal number */
static _Atomic unsigned passed_on; /* events for which the handlers before ours are wanted now */

static unsigned bit_of(int signal) { return 1u << signal; }

const int *memcall_host_usual_signals(size_t *count) {
  static const int usual[] = {SIGINT, SIGBREAK, SIGTERM};
  *count = sizeof usual / sizeof *usual;
  return usual;
}

bool memcall_host_may_catch(int signal) {
  return signal == SIGINT || signal == SIGBREAK || signal == SIGTERM;
}

/* --- Catching -------------------------------------------------------------------------------- */

static int signal_of(DWORD event) {
  if (event == CTRL_C_EVENT) return SIGINT;
  return event == CTRL_BREAK_EVENT ? SIGBREAK : SIGTERM;
}

/* Returning would let the system end the program while the callback is still running, so this
   thread waits until the event is passed on, and then lets the earlier handlers have it. */
static BOOL WINAPI deliver(DWORD event) {
  int signal = signal_of(event);
  if ((atomic_load(&caught) & bit_of(signal)) == 0) return FALSE;
  memcall_host_signal_fn tell = atomic_load(&teller);
  tell(signal);
  while ((atomic_load(&passed_on) & bit_of(signal)) == 0) Sleep(1);
  return FALSE;
}

/* Events that the process was told to ignore never come to a handler. */
memcall_answer memcall_host_catch(int signal, memcall_host_signal_fn tell, bool *ignored) {
  *ignored = false;
  atomic_store(&teller, tell);
  if (atomic_load(&caught) == 0 && !SetConsoleCtrlHandler(deliver, TRUE))
    return (memcall_answer){MEMCALL_ERR_SYSTEM, GetLastError(), "SetConsoleCtrlHandler"};
  atomic_fetch_or(&caught, bit_of(signal));
  return (memcall_answer){MEMCALL_OK, 0, "SetConsoleCtrlHandler"};
}

void memcall_host_release(int signal) {
  unsigned before = atomic_fetch_and(&caught, ~bit_of(signal));
  if (before == bit_of(signal)) (void)SetConsoleCtrlHandler(deliver, FALSE);
}

/* --- The end --------------------------------------------------------------------------------- */

void memcall_host_end_as_by(int signal) {
  (void)signal;
  (void)TerminateProcess(GetCurrentProcess(), STATUS_BY_CONTROL_C);
  memcall_host_wait_for_good();
}

/* The event's own thread goes on to the earlier handlers; the system's is the last of them. */
void memcall_host_pass_on(int signal) {
  atomic_fetch_or(&passed_on, bit_of(signal));
  memcall_host_wait_for_good();
}
