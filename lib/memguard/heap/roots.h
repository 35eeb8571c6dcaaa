/* roots.h: where leak sanitizer, which comes with address sanitizer, has to look. It searches no pages
   but malloc(3)'s and the program's own, so what only an object of ours points to would seem lost.
   Nothing without that sanitizer. */
#ifndef MEMGUARD_HEAP_ROOTS_H
#define MEMGUARD_HEAP_ROOTS_H

#include "lib/memguard/heap/poison.h"

/* All that hold data, and no guard: a page of guard markers looks readable and is not. They are told
   page by page, because one can be taken back only as it was told. */
#if defined(MEMGUARD_HAS_ASAN)
#include <sanitizer/lsan_interface.h>
static inline void memguard_roots_add(const unsigned char *bytes, size_t size, size_t page) {
  for (size_t at = 0; at < size; at += page) __lsan_register_root_region(bytes + at, page);
}
static inline void memguard_roots_remove(const unsigned char *bytes, size_t size, size_t page) {
  for (size_t at = 0; at < size; at += page) __lsan_unregister_root_region(bytes + at, page);
}
#else
static inline void memguard_roots_add(const unsigned char *bytes, size_t size, size_t page) {
  (void)bytes, (void)size, (void)page;
}
static inline void memguard_roots_remove(const unsigned char *bytes, size_t size, size_t page) {
  (void)bytes, (void)size, (void)page;
}
#endif

#endif
