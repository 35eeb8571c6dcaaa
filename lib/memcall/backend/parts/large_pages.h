/* large_pages.h: pages from the administrator's pool of the default size. mmap(2) MAP_HUGETLB, and
   admin-guide/mm/hugetlbpage.rst of the kernel's documentation. */
#ifndef MEMCALL_BACKEND_PARTS_LARGE_PAGES_H
#define MEMCALL_BACKEND_PARTS_LARGE_PAGES_H

#include <errno.h>
#include <stdint.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/parts/proc_field.h"

/* 0: the kernel has none. */
static inline size_t memcall_part_large_page_size(void) {
  uint64_t kilobytes = 0;
  (void)memcall_part_proc_number("/proc/meminfo", "Hugepagesize:", 10, &kilobytes);
  return (size_t)kilobytes * 1024;
}

static inline uint64_t memcall_part_pool(const char *field) {
  uint64_t pages = 0;
  (void)memcall_part_proc_number("/proc/meminfo", field, 10, &pages);
  return pages;
}

/* Whether the pool has, or may grow by, so much that nobody has reserved. Asked first, because an
   emulator that ignores MAP_HUGETLB would map small pages and say that all is well. */
static inline bool memcall_part_pool_has(size_t size) {
  uint64_t growth = 0;
  (void)memcall_part_proc_number("/proc/sys/vm/nr_overcommit_hugepages", "", 10, &growth);
  const uint64_t there = memcall_part_pool("HugePages_Free:") + growth;
  const uint64_t taken =
      memcall_part_pool("HugePages_Rsvd:") + memcall_part_pool("HugePages_Surp:");
  const size_t page = memcall_part_large_page_size();
  return page != 0 && there >= taken && (size - 1) / page < there - taken;
}

/* The reservation that mmap makes is the machine's, while a control group or a memory policy may
   refuse the page when it is touched, with SIGBUS: so the pages are made resident here, where that
   is an error. EINVAL: a kernel that does not know how (before Linux 5.14). */
static inline int memcall_part_large_pages_fill(void *address, size_t size, int protection) {
  if (madvise(address, size, MADV_POPULATE_WRITE) != 0 && errno != EINVAL) {
    return errno == EFAULT ? ENOMEM : errno;
  }
  return mprotect(address, size, protection) == 0 ? 0 : errno;
}

static inline void *memcall_part_large_pages(size_t size, int protection) {
  if (!memcall_part_pool_has(size)) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  void *found =
      mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);
  if (found == MAP_FAILED) {
    return MAP_FAILED;
  }
  const int code = memcall_part_large_pages_fill(found, size, protection);
  if (code != 0) {
    (void)munmap(found, size);
    errno = code;
    return MAP_FAILED;
  }
  return found;
}

#endif
