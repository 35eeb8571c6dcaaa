/* wait_windows.c: sleeping until another thread lets something happen, by Windows. */
#define WIN32_LEAN_AND_MEAN 1

#include <windows.h>

#include "lib/memcall/host/host.h"

_Static_assert(MEMCALL_HOST_FOREVER == INFINITE, "one number for no timeout");

/* A HANDLE is a pointer to nothing that C knows. */
static HANDLE handle_of(memcall_host_event *event) { return (HANDLE)event; }

memcall_answer memcall_host_event_new(memcall_host_event **out) {
  HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
  *out = (memcall_host_event *)event;
  if (event != NULL) return (memcall_answer){MEMCALL_OK, 0, "CreateEvent"};
  return (memcall_answer){MEMCALL_ERR_SYSTEM, GetLastError(), "CreateEvent"};
}

bool memcall_host_event_wait(memcall_host_event *event, uint32_t timeout_ms) {
  return WaitForSingleObject(handle_of(event), timeout_ms) == WAIT_OBJECT_0;
}

void memcall_host_event_set(memcall_host_event *event) { (void)SetEvent(handle_of(event)); }

void memcall_host_event_destroy(memcall_host_event *event) { (void)CloseHandle(handle_of(event)); }
