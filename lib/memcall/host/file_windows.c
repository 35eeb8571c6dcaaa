/* file_windows.c: handles, standard error and the end of the process, by Windows. No stdio: its
   buffers keep copies. */
#define WIN32_LEAN_AND_MEAN 1

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "lib/memcall/host/host.h"

#define MOST_AT_ONCE ((size_t)1 << 30) /* the calls take 32 bits of size */

static memcall_answer failed(const char *operation, DWORD code) {
  memcall_status status = MEMCALL_ERR_SYSTEM;
  if (code == ERROR_INVALID_HANDLE || code == ERROR_NOACCESS) status = MEMCALL_ERR_INVALID;
  if (code == ERROR_ACCESS_DENIED) status = MEMCALL_ERR_DENIED;
  return (memcall_answer){status, code, operation};
}

static DWORD at_once(size_t size) { return (DWORD)(size < MOST_AT_ONCE ? size : MOST_AT_ONCE); }

/* A pipe whose writer is gone is at its end. */
memcall_answer memcall_host_read(intptr_t descriptor, void *bytes, size_t size, size_t *got) {
  DWORD taken = 0;
  *got = 0;
  if (!ReadFile((HANDLE)descriptor, bytes, at_once(size), &taken, NULL)) {
    DWORD code = GetLastError();
    if (code != ERROR_BROKEN_PIPE && code != ERROR_HANDLE_EOF) return failed("ReadFile", code);
  }
  *got = taken;
  return (memcall_answer){MEMCALL_OK, 0, "ReadFile"};
}

memcall_answer memcall_host_write(intptr_t descriptor, const void *bytes, size_t size) {
  const unsigned char *next = bytes;
  while (size > 0) {
    DWORD taken = 0;
    if (!WriteFile((HANDLE)descriptor, next, at_once(size), &taken, NULL))
      return failed("WriteFile", GetLastError());
    next += taken;
    size -= taken;
  }
  return (memcall_answer){MEMCALL_OK, 0, "WriteFile"};
}

/* A program without a console has no standard error: then there is nobody to complain to. */
void memcall_host_complain(const char *text) {
  DWORD kept = GetLastError();
  HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
  if (out != NULL && out != INVALID_HANDLE_VALUE)
    (void)memcall_host_write((intptr_t)out, text, strlen(text));
  SetLastError(kept);
}

/* A handler of the application's must not keep the process alive, and no report may carry its
   memory away. */
void memcall_host_abort(void) {
  (void)signal(SIGABRT, SIG_DFL);
  (void)_set_abort_behavior(0, _WRITE_ABORT_MSG | _CALL_REPORTFAULT);
  abort();
}

void memcall_host_end(int code) { _Exit(code); }
