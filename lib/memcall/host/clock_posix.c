/* clock_posix.c: a clock to measure with, by POSIX. */
#define _POSIX_C_SOURCE 200809L

#include <time.h>

#include "lib/memcall/host/host.h"

uint64_t memcall_host_clock_ns(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
