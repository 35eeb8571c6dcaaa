/* thread_windows.c: threads, the process's number and the clock, by Windows. */
#define WIN32_LEAN_AND_MEAN 1

#include <windows.h>

#include "lib/memcall/host/host.h"

void memcall_host_yield(void) { (void)SwitchToThread(); }

/* 0 is no thread's number. */
uint64_t memcall_host_thread(void) { return GetCurrentThreadId(); }

uint64_t memcall_host_process(void) { return GetCurrentProcessId(); }

uint64_t memcall_host_clock_ms(void) { return GetTickCount64(); }
