/* thread_posix.c: threads, the process's number and the clock, by POSIX. */
#define _POSIX_C_SOURCE 200809L

#include <sched.h>
#include <time.h>
#include <unistd.h>

#include "lib/memcall/host/host.h"

void memcall_host_yield(void) { (void)sched_yield(); }

/* Two threads that live at the same time never share the address of a thread-local byte. */
uint64_t memcall_host_thread(void) {
  static _Thread_local char mine;
  return (uint64_t)(uintptr_t)&mine;
}

uint64_t memcall_host_process(void) { return (uint64_t)getpid(); }

/* A clock that is a few milliseconds late, where there is one, is asked in a quarter of the time. */
#ifdef CLOCK_MONOTONIC_COARSE
#define CLOCK CLOCK_MONOTONIC_COARSE
#elif defined CLOCK_MONOTONIC_FAST
#define CLOCK CLOCK_MONOTONIC_FAST
#else
#define CLOCK CLOCK_MONOTONIC
#endif

uint64_t memcall_host_clock_ms(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK, &now);
  return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}
