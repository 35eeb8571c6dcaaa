/* clear.h: explicit_bzero(3), in memory sanitizer's eyes too. */
#ifndef MEMCALL_BACKEND_PARTS_CLEAR_H
#define MEMCALL_BACKEND_PARTS_CLEAR_H

#include <stddef.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define MEMCALL_PART_WRITTEN(bytes, size) __msan_unpoison(bytes, size)
#endif
#endif
#ifndef MEMCALL_PART_WRITTEN
#define MEMCALL_PART_WRITTEN(bytes, size) ((void)0)
#endif

/* The sanitizer does not watch explicit_bzero, and would take what it wrote for never written. The
   C library refuses NULL whatever the size. Signals: safe. */
static inline void memcall_part_clear(void *bytes, size_t size) {
  if (size != 0) {
    explicit_bzero(bytes, size);
    MEMCALL_PART_WRITTEN(bytes, size);
  }
}

#endif
