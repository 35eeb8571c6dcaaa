/* poison.h: what is free is forbidden ground for address sanitizer, which then tells of a use after
   free where it happens. Nothing without that sanitizer. */
#ifndef MEMGUARD_HEAP_POISON_H
#define MEMGUARD_HEAP_POISON_H

#include <stddef.h>

#include "memcall/memcall.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEMGUARD_HAS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define MEMGUARD_HAS_ASAN 1
#endif

#if defined(MEMGUARD_HAS_ASAN)
#include <sanitizer/asan_interface.h>
static inline void memguard_poison(const void *bytes, size_t size) {
  __asan_poison_memory_region(bytes, size);
}
static inline void memguard_unpoison(const void *bytes, size_t size) {
  __asan_unpoison_memory_region(bytes, size);
}
/* A wipe goes over forbidden ground as well, while other threads forbid and allow some. */
__attribute__((no_sanitize_address)) static inline void memguard_wipe_ground(unsigned char *bytes,
                                                                             size_t size) {
  volatile unsigned char *at = bytes;
  for (size_t i = 0; i < size; i++) at[i] = 0;
}
#else
static inline void memguard_wipe_ground(unsigned char *bytes, size_t size) {
  memcall_secure_clear(bytes, size);
}
static inline void memguard_poison(const void *bytes, size_t size) { (void)bytes, (void)size; }
static inline void memguard_unpoison(const void *bytes, size_t size) { (void)bytes, (void)size; }
#endif

#endif
