/* lock_zeroed.h: locked pages that the kernel zeroes when they are unmapped or the process ends.
   mlock(2), madvise(2) MADV_ZERO_WIRED_PAGES. */
#ifndef MEMCALL_BACKEND_PARTS_LOCK_ZEROED_H
#define MEMCALL_BACKEND_PARTS_LOCK_ZEROED_H

#include <errno.h>

/* The advice is for pages that are wired, and goes with their last unlocking: hence no munlock
   before unmapping. A kernel that refuses it has locked them all the same. */
static inline int memcall_part_lock_zeroed(void *address, size_t size) {
  if (mlock(address, size) != 0) {
    return errno;
  }
  (void)madvise(address, size, MADV_ZERO_WIRED_PAGES);
  return 0;
}

#endif
