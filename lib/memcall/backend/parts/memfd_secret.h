/* memfd_secret.h: pages that are not in the kernel's own map. memfd_secret(2).

   They are locked and out of core files from birth: mlock(2) refuses them, and the lock limit is
   charged by mmap(2). A child shares them unless fork_exclude follows. */
#ifndef MEMCALL_BACKEND_PARTS_MEMFD_SECRET_H
#define MEMCALL_BACKEND_PARTS_MEMFD_SECRET_H

#ifdef SYS_memfd_secret

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>

#include "lib/memcall/backend/backend.h"

static inline int memcall_part_memfd_secret_exists(void) {
  const long descriptor = syscall(SYS_memfd_secret, O_CLOEXEC);
  return descriptor < 0 ? errno : close((int)descriptor);
}

/* One file for each mapping: a file's pages live until its last mapping is gone. The descriptor is
   closed at once, because whoever gets hold of it (pidfd_getfd(2)) can map the pages. */
static inline void *memcall_part_memfd_secret(size_t size, int protection) {
  const int descriptor = (int)syscall(SYS_memfd_secret, O_CLOEXEC);
  if (descriptor < 0) {
    return MAP_FAILED;
  }
  void *found = MAP_FAILED;
  if (ftruncate(descriptor, (off_t)size) == 0) {
    found = mmap(NULL, size, protection, MAP_SHARED, descriptor, 0);
  }
  const int code = errno;
  (void)close(descriptor);
  errno = code;
  return found;
}

#endif

#endif
