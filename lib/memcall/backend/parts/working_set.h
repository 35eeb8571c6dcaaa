/* working_set.h: room for locks. A process may lock about as many pages as its minimum working set
   has, which is 50 at first and grows on demand. VirtualLock, SetProcessWorkingSetSizeEx. */
#ifndef MEMCALL_BACKEND_PARTS_WORKING_SET_H
#define MEMCALL_BACKEND_PARTS_WORKING_SET_H

#include "lib/memcall/backend/backend.h"

/* Bytes beyond what is needed: the system keeps a few pages of the minimum to itself, and another
   thread that locks without growing may come in between. */
#define MEMCALL_PART_WORKING_SET_SLACK ((size_t)256 * 1024)

/* Reading and growing are two calls, and all threads share the sizes. */
static SRWLOCK memcall_part_working_set_lock = SRWLOCK_INIT;

/* Whether the limits are hard stays as it was: that is the application's, or its job's. */
static inline BOOL memcall_part_grow_working_set(size_t size) {
  const HANDLE self = GetCurrentProcess();
  const size_t more = size + MEMCALL_PART_WORKING_SET_SLACK;
  SIZE_T least = 0, most = 0;
  DWORD flags = 0;
  if (!GetProcessWorkingSetSizeEx(self, &least, &most, &flags)) {
    return FALSE;
  }
  if (more < size || most > SIZE_MAX - more) {
    SetLastError(ERROR_WORKING_SET_QUOTA);
    return FALSE;
  }
  most = (most < least ? least : most) + more;
  return SetProcessWorkingSetSizeEx(self, least + more, most, flags);
}

/* A size that the system has not is refused as a wrong parameter: what it means is that the limit
   cannot be raised so far. */
static inline BOOL memcall_part_lock_with_growth(void *address, size_t size) {
  AcquireSRWLockExclusive(&memcall_part_working_set_lock);
  BOOL locked = memcall_part_grow_working_set(size);
  if (!locked && GetLastError() == ERROR_INVALID_PARAMETER) {
    SetLastError(ERROR_WORKING_SET_QUOTA);
  }
  locked = locked && VirtualLock(address, size);
  const DWORD code = GetLastError(); /* unlocking may change it */
  ReleaseSRWLockExclusive(&memcall_part_working_set_lock);
  SetLastError(code);
  return locked;
}

/* VirtualUnlock answers ERROR_NOT_LOCKED for a range when one page of it is not locked, and does
   not say what became of the others. */
static inline int64_t memcall_part_unlock_pages(void *address, size_t size) {
  unsigned char *next = address;
  const size_t page = memcall_backend_page_size();
  for (size_t done = 0; done < size; done += page) {
    if (!VirtualUnlock(next + done, page) && GetLastError() != ERROR_NOT_LOCKED) {
      return GetLastError();
    }
  }
  return 0;
}

/* Nothing says how far the minimum can be raised, nor how much of it is taken. */
static inline int memcall_part_lock_limit(size_t *limit, size_t *used) {
  *limit = *used = MEMCALL_UNKNOWN;
  return 0;
}

#endif
