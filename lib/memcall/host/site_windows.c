/* site_windows.c: names for code addresses, by Windows: the module and an offset in it, which a
   debugger or addr2line turns into a line. */
#define WIN32_LEAN_AND_MEAN 1

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#include "lib/memcall/host/host.h"

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '\\');
  return slash != NULL ? slash + 1 : path;
}

void memcall_host_site(const void *code, char *text, size_t capacity) {
  HMODULE module = NULL;
  char path[MAX_PATH] = "";
  const DWORD how =
      GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
  if (code == NULL || !GetModuleHandleExA(how, (LPCSTR)code, &module) ||
      GetModuleFileNameA(module, path, MAX_PATH) == 0) {
    (void)snprintf(text, capacity, "unknown");
    return;
  }
  uintptr_t offset = (uintptr_t)code - (uintptr_t)module;
  (void)snprintf(text, capacity, "%s+0x%" PRIxPTR, last_part(path), offset);
}
