/* random.h: the kernel's generator, whatever interrupts it. getrandom(2). */
#ifndef MEMCALL_BACKEND_PARTS_RANDOM_H
#define MEMCALL_BACKEND_PARTS_RANDOM_H

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

#include "lib/memcall/backend/backend.h"

/* A signal may end a long request early, with fewer bytes or with EINTR. libc's call and not the raw
   one: memory sanitizer knows that it writes. */
static inline int memcall_part_random(void *bytes, size_t size) {
  unsigned char *next = bytes;
  size_t left = size;
  while (left > 0) {
    const ssize_t got = getrandom(next, left, 0);
    if (got > 0) {
      next += got;
      left -= (size_t)got;
    } else if (got == 0 || errno != EINTR) {
      const int code = got == 0 ? EIO : errno;
      memcall_backend_clear(bytes, size); /* no half-filled key is ever used */
      return code;
    }
  }
  return 0;
}

#endif
