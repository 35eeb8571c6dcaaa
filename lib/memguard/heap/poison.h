/* poison.h: what is free is forbidden ground for address sanitizer, which then tells of a use after
   free where it happens. Nothing without that sanitizer. */
#ifndef MEMGUARD_HEAP_POISON_H
#define MEMGUARD_HEAP_POISON_H

#include <stddef.h>

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
#else
static inline void memguard_poison(const void *bytes, size_t size) { (void)bytes, (void)size; }
static inline void memguard_unpoison(const void *bytes, size_t size) { (void)bytes, (void)size; }
#endif

#endif
