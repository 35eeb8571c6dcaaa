/* preferred_page_size.h: large pages by advice, and only if the advice was taken. memcntl(2)
   MC_HAT_ADVISE, meminfo(2), getpagesizes(3C). */
#ifndef MEMCALL_BACKEND_PARTS_PREFERRED_PAGE_SIZE_H
#define MEMCALL_BACKEND_PARTS_PREFERRED_PAGE_SIZE_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/memcall/backend/backend.h"

/* The smallest that is larger than a plain page; 0: the processor has none. The first of the sizes
   is the plain page's. */
static inline size_t memcall_part_large_page_size(void) {
  size_t sizes[2] = {0, 0};
  return getpagesizes(sizes, 2) == 2 ? sizes[1] : 0;
}

/* Of the page that holds the address, which must have been touched. */
static inline bool memcall_part_is_large(const void *address, size_t page) {
  const uint64_t at = (uint64_t)(uintptr_t)address;
  const uint_t question = MEMINFO_VPAGESIZE;
  uint64_t size = 0;
  uint_t valid = 0;
  return meminfo(&at, 1, &question, 1, &size, &valid) == 0 && valid == 3 && size >= page;
}

/* Advice is followed when there is contiguous memory: each page is touched and looked at. */
static inline bool memcall_part_are_large(void *address, size_t size, size_t page) {
  volatile unsigned char *bytes = address;
  for (size_t offset = 0; offset < size; offset += page) {
    bytes[offset] = 0;
    if (!memcall_part_is_large((const unsigned char *)address + offset, page)) {
      return false;
    }
  }
  return true;
}

static inline int memcall_part_make_large(void *address, size_t size, size_t page, int protection) {
  struct memcntl_mha advice = {MHA_MAPSIZE_VA, 0, page};
  if (memcntl(address, size, MC_HAT_ADVISE, (caddr_t)&advice, 0, 0) != 0) {
    return errno;
  }
  if (!memcall_part_are_large(address, size, page)) {
    return ENOMEM;
  }
  return mprotect(address, size, protection) == 0 ? 0 : errno;
}

/* With MAP_ALIGN the address argument is the alignment. */
static inline void *memcall_part_large_pages(size_t size, int protection) {
  const size_t page = memcall_part_large_page_size();
  void *found =
      mmap((caddr_t)page, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON | MAP_ALIGN, -1, 0);
  if (found == MAP_FAILED) {
    return MAP_FAILED;
  }
  const int code = memcall_part_make_large(found, size, page, protection);
  if (code != 0) {
    (void)munmap(found, size);
    errno = code;
    return MAP_FAILED;
  }
  return found;
}

#endif
