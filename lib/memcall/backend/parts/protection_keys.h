/* protection_keys.h: keys by which each thread closes pages to itself. pkeys(7).

   On x86-64 alone, whose register of rights memcall's host writes. */
#ifndef MEMCALL_BACKEND_PARTS_PROTECTION_KEYS_H
#define MEMCALL_BACKEND_PARTS_PROTECTION_KEYS_H

#ifdef SYS_pkey_alloc

#include <errno.h>

static inline int memcall_part_key_alloc(int *key) {
#if defined(__x86_64__)
  const long found = syscall(SYS_pkey_alloc, 0UL, (unsigned long)PKEY_DISABLE_ACCESS);
  if (found < 0) {
    return errno;
  }
  *key = (int)found;
  return 0;
#else
  (void)key;
  return ENOSYS;
#endif
}

/* Nothing else tells: a kernel has the calls without a processor that has the keys. */
static inline int memcall_part_protection_keys_exist(void) {
  int key = 0;
  const int code = memcall_part_key_alloc(&key);
  return code != 0 ? code : (int)syscall(SYS_pkey_free, key);
}

#endif

#endif
