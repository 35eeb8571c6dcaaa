/* pipe_windows.c: a byte from the thread of a console event to ours, by Windows. */
#define WIN32_LEAN_AND_MEAN 1

#include <windows.h>

#include "lib/memcall/host/host.h"

/* Handles are not inherited unless that is asked for. */
memcall_answer memcall_host_pipe_open(memcall_host_pipe *out) {
  HANDLE read, write;
  *out = (memcall_host_pipe){-1, -1, {0, 0}};
  if (!CreatePipe(&read, &write, NULL, 0))
    return (memcall_answer){MEMCALL_ERR_SYSTEM, GetLastError(), "CreatePipe"};
  *out = (memcall_host_pipe){(intptr_t)read, (intptr_t)write, {0, 0}};
  return (memcall_answer){MEMCALL_OK, 0, "CreatePipe"};
}

/* One byte at a time is read, and few are written, so there is room. */
bool memcall_host_pipe_put(const memcall_host_pipe *pipe, unsigned char byte) {
  DWORD written = 0;
  return WriteFile((HANDLE)pipe->write, &byte, 1, &written, NULL) && written == 1;
}

int memcall_host_pipe_get(intptr_t descriptor) {
  unsigned char byte = 0;
  DWORD got = 0;
  return ReadFile((HANDLE)descriptor, &byte, 1, &got, NULL) && got == 1 ? byte : -1;
}

void memcall_host_close(intptr_t descriptor) { (void)CloseHandle((HANDLE)descriptor); }
