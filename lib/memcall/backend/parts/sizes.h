/* sizes.h: what GetSystemInfo says of pages. */
#ifndef MEMCALL_BACKEND_PARTS_SIZES_H
#define MEMCALL_BACKEND_PARTS_SIZES_H

static inline size_t memcall_part_page_size(void) {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  return info.dwPageSize;
}

static inline size_t memcall_part_granularity(void) {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  return info.dwAllocationGranularity;
}

#endif
