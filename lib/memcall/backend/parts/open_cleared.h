/* open_cleared.h: takes a guard away. */
#ifndef MEMCALL_BACKEND_PARTS_OPEN_CLEARED_H
#define MEMCALL_BACKEND_PARTS_OPEN_CLEARED_H

#include <errno.h>

#include "lib/memcall/backend/backend.h"

/* A guard by protection alone keeps what the page had; whoever opens it finds zeros. Clearing it
   when the guard is made would touch two fresh pages for each buffer. */
static inline int memcall_part_open_cleared(void *address, size_t size) {
  if (mprotect(address, size, PROT_READ | PROT_WRITE) != 0) {
    return errno;
  }
  memcall_backend_clear(address, size);
  return 0;
}

#endif
