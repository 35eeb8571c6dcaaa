/* touch.h: makes fresh writable pages resident by writing to them, where MADV_POPULATE_WRITE
   (Linux 5.14) is not known. */
#ifndef MEMCALL_BACKEND_PARTS_TOUCH_H
#define MEMCALL_BACKEND_PARTS_TOUCH_H

#include "lib/memcall/backend/backend.h"

/* Each page gets back the byte that it has. */
static inline int memcall_part_touch(void *address, size_t size) {
  volatile unsigned char *byte = address;
  const size_t page = memcall_backend_page_size();
  for (size_t offset = 0; offset < size; offset += page) {
    byte[offset] = byte[offset];
  }
  return 0;
}

#endif
