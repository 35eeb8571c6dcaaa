/* core_limit.h: core files off, and as before. setrlimit(2), core(5). */
#ifndef MEMCALL_BACKEND_PARTS_CORE_LIMIT_H
#define MEMCALL_BACKEND_PARTS_CORE_LIMIT_H

#include <errno.h>
#include <stdatomic.h>
#include <sys/resource.h>

/* The soft limit that the first call found. Never forgotten: then no order of threads that switch it
   off and back can leave a limit that nobody remembers. No process has this limit. */
#define MEMCALL_PART_NOTHING_CHANGED ((rlim_t)(RLIM_INFINITY - 1))
static _Atomic rlim_t memcall_part_core_before = MEMCALL_PART_NOTHING_CHANGED;

static inline int memcall_part_core_limit(int hard) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CORE, &limit) != 0) {
    return errno;
  }
  rlim_t nothing = MEMCALL_PART_NOTHING_CHANGED;
  (void)atomic_compare_exchange_strong(&memcall_part_core_before, &nothing, limit.rlim_cur);
  limit.rlim_cur = 0;
  if (hard) {
    limit.rlim_max = 0;
  }
  return setrlimit(RLIMIT_CORE, &limit) == 0 ? 0 : errno;
}

/* The kernel's EINVAL says that the hard limit has become lower than what was remembered. */
static inline int memcall_part_core_limit_restore(void) {
  const rlim_t before = atomic_load(&memcall_part_core_before);
  struct rlimit limit;
  if (before == MEMCALL_PART_NOTHING_CHANGED) {
    return 0;
  }
  if (getrlimit(RLIMIT_CORE, &limit) != 0) {
    return errno;
  }
  limit.rlim_cur = before;
  return setrlimit(RLIMIT_CORE, &limit) == 0 ? 0 : errno;
}

#endif
