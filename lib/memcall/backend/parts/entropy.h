/* entropy.h: the kernel's generator, which gives 256 bytes a call. getentropy(2). The
   sheet names the header that declares it. */
#ifndef MEMCALL_BACKEND_PARTS_ENTROPY_H
#define MEMCALL_BACKEND_PARTS_ENTROPY_H

#include <errno.h>

#include "lib/memcall/backend/backend.h"

#define MEMCALL_PART_ENTROPY_AT_ONCE ((size_t)256)

static inline int memcall_part_entropy(void *bytes, size_t size) {
  unsigned char *next = bytes;
  for (size_t left = size; left > 0;) {
    const size_t part = left < MEMCALL_PART_ENTROPY_AT_ONCE ? left : MEMCALL_PART_ENTROPY_AT_ONCE;
    if (getentropy(next, part) != 0) {
      const int code = errno;
      memcall_backend_clear(bytes, size); /* no half-filled key is ever used */
      return code;
    }
    next += part;
    left -= part;
  }
  return 0;
}

#endif
