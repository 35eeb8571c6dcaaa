/* protect_and_clear.h: empties pages whatever their protection, and leaves it as it was.
   VirtualProtect tells what that is. */
#ifndef MEMCALL_BACKEND_PARTS_PROTECT_AND_CLEAR_H
#define MEMCALL_BACKEND_PARTS_PROTECT_AND_CLEAR_H

#include "lib/memcall/backend/backend.h"

/* All pages of the range have one protection. Giving them up (MEM_DECOMMIT, MEM_RESET) instead
   would leave the bytes in the page frames, and lose the lock. */
static inline BOOL memcall_part_protect_and_clear(void *address, size_t size) {
  DWORD before = 0;
  if (!VirtualProtect(address, size, PAGE_READWRITE, &before)) {
    return FALSE;
  }
  memcall_backend_clear(address, size);
  return VirtualProtect(address, size, before, &before);
}

#endif
