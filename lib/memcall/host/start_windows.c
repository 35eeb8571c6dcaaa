/* start_windows.c: a thread of the library's own, by Windows. */
#define WIN32_LEAN_AND_MEAN 1

#include <windows.h>

#include "lib/memcall/host/host.h"

#define STACK ((size_t)256 << 10) /* room for a callback of the program's */

static DWORD WINAPI begin(void *given) {
  const memcall_host_task *task = given;
  task->run(task->argument);
  return 0;
}

memcall_answer memcall_host_start_thread(const memcall_host_task *task) {
  HANDLE thread = CreateThread(NULL, STACK, begin, (void *)(uintptr_t)task,
                               STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
  if (thread == NULL) return (memcall_answer){MEMCALL_ERR_SYSTEM, GetLastError(), "CreateThread"};
  (void)CloseHandle(thread);
  return (memcall_answer){MEMCALL_OK, 0, "CreateThread"};
}

void memcall_host_wait_for_good(void) {
  for (;;) Sleep(INFINITE);
}
