/* clock_windows.c: a clock to measure with, by Windows. */
#define WIN32_LEAN_AND_MEAN 1

#include <windows.h>

#include "lib/memcall/host/host.h"

uint64_t memcall_host_clock_ns(void) {
  LARGE_INTEGER now, each_second;
  (void)QueryPerformanceCounter(&now);
  (void)QueryPerformanceFrequency(&each_second);
  uint64_t ticks = (uint64_t)now.QuadPart, frequency = (uint64_t)each_second.QuadPart;
  return ticks / frequency * 1000000000u + ticks % frequency * 1000000000u / frequency;
}
