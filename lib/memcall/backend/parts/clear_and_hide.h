/* clear_and_hide.h: empties pages whatever their protection, where no call drops locked pages or
   promises zeros (MADV_FREE may keep what was there). */
#ifndef MEMCALL_BACKEND_PARTS_CLEAR_AND_HIDE_H
#define MEMCALL_BACKEND_PARTS_CLEAR_AND_HIDE_H

#include <errno.h>

#include "lib/memcall/backend/backend.h"

/* Nobody can tell which protection was there. Without access afterwards: what was emptied must not
   be taken for content by whoever still reads it. */
static inline int memcall_part_clear_and_hide(void *address, size_t size) {
  if (mprotect(address, size, PROT_READ | PROT_WRITE) != 0) {
    return errno;
  }
  memcall_backend_clear(address, size);
  return mprotect(address, size, PROT_NONE) == 0 ? 0 : errno;
}

#endif
