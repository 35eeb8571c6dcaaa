/* discard_locked.h: empties locked pages where MADV_DONTNEED_LOCKED (Linux 5.18) is not known. */
#ifndef MEMCALL_BACKEND_PARTS_DISCARD_LOCKED_H
#define MEMCALL_BACKEND_PARTS_DISCARD_LOCKED_H

#include <errno.h>

#include "lib/memcall/backend/backend.h"

/* Writing zeros would need access, and nobody knows which protection to put back: the pages are
   dropped instead, which needs them unlocked for a moment. They hold nothing when they are locked
   again, so should that fail, it is the lock alone that is lost. */
static inline int memcall_part_discard_locked(void *address, size_t size) {
  (void)memcall_backend_unlock(address, size);
  const int code = madvise(address, size, MADV_DONTNEED) == 0 ? 0 : errno;
  const memcall_answer locked = memcall_backend_lock(address, size);
  return code != 0 ? code : (int)locked.os_code;
}

#endif
