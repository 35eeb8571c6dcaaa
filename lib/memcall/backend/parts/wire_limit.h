/* wire_limit.h: how much this process may wire: the smaller of its own limit and the system's for a
   user. getrlimit(2), sysctl(3) vm.user_wire_limit. */
#ifndef MEMCALL_BACKEND_PARTS_WIRE_LIMIT_H
#define MEMCALL_BACKEND_PARTS_WIRE_LIMIT_H

#include <errno.h>
#include <sys/resource.h>
#include <sys/sysctl.h>

#include "lib/memcall/backend/backend.h"

/* How much of it is taken, by this process or the user's others, is not told. */
static inline int memcall_part_wire_limit(size_t *limit, size_t *used) {
  struct rlimit own;
  uint64_t of_user = 0;
  size_t size = sizeof of_user;
  if (getrlimit(RLIMIT_MEMLOCK, &own) != 0) {
    return errno;
  }
  *limit = own.rlim_cur == RLIM_INFINITY ? MEMCALL_UNLIMITED : (size_t)own.rlim_cur;
  *used = MEMCALL_UNKNOWN;
  if (sysctlbyname("vm.user_wire_limit", &of_user, &size, NULL, 0) == 0 && of_user < *limit) {
    *limit = (size_t)of_user;
  }
  return 0;
}

#endif
