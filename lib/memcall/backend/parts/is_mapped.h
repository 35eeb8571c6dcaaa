/* is_mapped.h: whether all pages of a range have memory behind them. VirtualQuery. */
#ifndef MEMCALL_BACKEND_PARTS_IS_MAPPED_H
#define MEMCALL_BACKEND_PARTS_IS_MAPPED_H

#include <stdbool.h>

/* Each answer is about a run of pages that are alike. */
static inline int memcall_part_is_mapped(const void *address, size_t size) {
  const unsigned char *next = address, *const end = next + size;
  while (next < end) {
    MEMORY_BASIC_INFORMATION run;
    const bool known = VirtualQuery(next, &run, sizeof run) != 0;
    if (!known || run.State != MEM_COMMIT) {
      return ERROR_INVALID_ADDRESS;
    }
    next = (const unsigned char *)run.BaseAddress + run.RegionSize;
  }
  return 0;
}

#endif
