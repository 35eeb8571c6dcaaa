/* gen_random.h: the system's generator. BCryptGenRandom. */
#ifndef MEMCALL_BACKEND_PARTS_GEN_RANDOM_H
#define MEMCALL_BACKEND_PARTS_GEN_RANDOM_H

#include "lib/memcall/backend/backend.h"

#define MEMCALL_PART_RANDOM_AT_ONCE ((size_t)1 << 20) /* the call takes 32 bits of size */

/* Answers an NTSTATUS: no half-filled key is ever used. */
static inline int64_t memcall_part_random(void *bytes, size_t size) {
  unsigned char *next = bytes;
  for (size_t left = size; left > 0;) {
    const size_t part = left < MEMCALL_PART_RANDOM_AT_ONCE ? left : MEMCALL_PART_RANDOM_AT_ONCE;
    const NTSTATUS status =
        BCryptGenRandom(NULL, next, (ULONG)part, BCRYPT_USE_SYSTEM_PREFERRED_RNG);
    if (status != 0) {
      memcall_backend_clear(bytes, size);
      return status;
    }
    next += part;
    left -= part;
  }
  return 0;
}

#endif
