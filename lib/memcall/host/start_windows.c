/* start_windows.c: a thread of the library's own, by Windows. */
#define WIN32_LEAN_AND_MEAN 1

#include <stdlib.h>
#include <windows.h>

#include "lib/memcall/host/host.h"

#define STACK ((size_t)256 << 10) /* room for a callback of the program's */

typedef struct start {
  memcall_host_thread_fn run;
  intptr_t argument;
} start;

static DWORD WINAPI begin(void *given) {
  const start it = *(start *)given;
  free(given);
  it.run(it.argument);
  return 0;
}

memcall_answer memcall_host_start_thread(memcall_host_thread_fn run, intptr_t argument) {
  start *it = malloc(sizeof *it);
  if (it == NULL) return (memcall_answer){MEMCALL_ERR_NO_MEMORY, 0, "malloc"};
  *it = (start){run, argument};
  HANDLE thread = CreateThread(NULL, STACK, begin, it, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
  if (thread == NULL) {
    memcall_answer failed = {MEMCALL_ERR_SYSTEM, GetLastError(), "CreateThread"};
    free(it);
    return failed;
  }
  (void)CloseHandle(thread);
  return (memcall_answer){MEMCALL_OK, 0, "CreateThread"};
}

void memcall_host_wait_for_good(void) {
  for (;;) Sleep(INFINITE);
}
