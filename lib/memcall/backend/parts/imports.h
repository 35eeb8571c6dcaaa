/* imports.h: calls that not every Windows has, looked for when they are first wanted. A static
   import of one that is absent would keep the program from starting. GetProcAddress. */
#ifndef MEMCALL_BACKEND_PARTS_IMPORTS_H
#define MEMCALL_BACKEND_PARTS_IMPORTS_H

#include <stdatomic.h>

typedef void (*memcall_part_call)(void);

/* An import is such a call by its name. found: NULL until it was looked for. */
typedef struct memcall_part_import {
  const char *name;
  _Atomic(memcall_part_call) found;
} memcall_part_import;

/* Stands for a call that is not there. */
static void memcall_part_nothing(void) {}

static inline memcall_part_call memcall_part_look_for(memcall_part_import *import) {
  const HMODULE kernel = GetModuleHandleW(L"kernel32.dll"); /* is loaded in every process */
  memcall_part_call found =
      kernel == NULL ? NULL : (memcall_part_call)GetProcAddress(kernel, import->name);
  if (found == NULL) {
    found = memcall_part_nothing;
  }
  atomic_store_explicit(&import->found, found, memory_order_release);
  return found;
}

/* NULL: this Windows has no such call. To be cast to the call's own type. */
static inline memcall_part_call memcall_part_import_of(memcall_part_import *import) {
  memcall_part_call found = atomic_load_explicit(&import->found, memory_order_acquire);
  if (found == NULL) {
    found = memcall_part_look_for(import);
  }
  return found == memcall_part_nothing ? NULL : found;
}

#endif
