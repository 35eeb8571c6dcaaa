/* guard_pages.h: guards by protection, where the kernel has no guard markers (before Linux 6.13). */
#ifndef MEMCALL_BACKEND_PARTS_GUARD_PAGES_H
#define MEMCALL_BACKEND_PARTS_GUARD_PAGES_H

#include <errno.h>

#include "lib/memcall/backend/backend.h"

/* Emptied first, as a marker would: pages without access still reach core files and /proc/pid/mem,
   and whoever takes the guard away again finds zeros. */
static inline int memcall_part_guard_pages(void *address, size_t size) {
  if (memcall_backend_discard(address, size).status != MEMCALL_OK) {
    if (mprotect(address, size, PROT_READ | PROT_WRITE) != 0) {
      return errno;
    }
    memcall_backend_clear(address, size);
  }
  return mprotect(address, size, PROT_NONE) == 0 ? 0 : errno;
}

#endif
