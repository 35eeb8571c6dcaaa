/* lock_limit.h: how much this process may lock, and how much it has. getrlimit(2), proc(5), capabilities(7). */
#ifndef MEMCALL_BACKEND_PARTS_LOCK_LIMIT_H
#define MEMCALL_BACKEND_PARTS_LOCK_LIMIT_H

#include <sys/resource.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/parts/proc_field.h"

#define MEMCALL_PART_CAP_IPC_LOCK 14

/* Of the calling thread: capabilities are a thread's own, and the process's file goes empty when its
   first thread has ended. */
#define MEMCALL_PART_STATUS "/proc/thread-self/status"

/* Only the first user namespace maps every identity to itself; the root of another one has the
   capability, and is bound by the limit all the same. */
static inline bool memcall_part_in_first_user_namespace(void) {
  const int descriptor = open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return false;
  }
  memcall_part_line line = {.length = 0};
  const bool found = memcall_part_find_line(descriptor, "", &line);
  (void)close(descriptor);
  if (!found) {
    return false;
  }
  char *next = line.text;
  const bool from_zero = strtoull(next, &next, 10) == 0;
  const bool to_zero = strtoull(next, &next, 10) == 0;
  return from_zero && to_zero && strtoull(next, &next, 10) == UINT32_MAX;
}

static inline bool memcall_part_lock_is_unlimited(void) {
  uint64_t effective = 0;
  return memcall_part_proc_number(MEMCALL_PART_STATUS, "CapEff:", 16, &effective) &&
         (effective >> MEMCALL_PART_CAP_IPC_LOCK & 1) != 0 &&
         memcall_part_in_first_user_namespace();
}

static inline int memcall_part_lock_limit(size_t *limit, size_t *used) {
  struct rlimit found;
  if (getrlimit(RLIMIT_MEMLOCK, &found) != 0) {
    return errno;
  }
  const bool unlimited = found.rlim_cur == RLIM_INFINITY || memcall_part_lock_is_unlimited();
  *limit = unlimited ? MEMCALL_UNLIMITED : (size_t)found.rlim_cur;
  uint64_t kilobytes = 0;
  const bool known = memcall_part_proc_number(MEMCALL_PART_STATUS, "VmLck:", 10, &kilobytes);
  *used = known ? (size_t)kilobytes * 1024 : MEMCALL_UNKNOWN;
  return 0;
}

#endif
