/* memlock_limit.h: how much this process may lock. getrlimit(2). */
#ifndef MEMCALL_BACKEND_PARTS_MEMLOCK_LIMIT_H
#define MEMCALL_BACKEND_PARTS_MEMLOCK_LIMIT_H

#include <errno.h>
#include <sys/resource.h>

#include "lib/memcall/backend/backend.h"

/* How much of it is taken is not told without reading the kernel's tables. The system's own limit
   on wired pages, which all processes share, may be lower. */
static inline int memcall_part_memlock_limit(size_t *limit, size_t *used) {
  struct rlimit found;
  if (getrlimit(RLIMIT_MEMLOCK, &found) != 0) {
    return errno;
  }
  *limit = found.rlim_cur == RLIM_INFINITY ? MEMCALL_UNLIMITED : (size_t)found.rlim_cur;
  *used = MEMCALL_UNKNOWN;
  return 0;
}

#endif
