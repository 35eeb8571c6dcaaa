/* acts_memory.c: memory that comes and goes, and changes its access. */
#include <stdlib.h>

#include "tools/secmem/bench/act.h"

bool bench_plain_pair(bench_stage *stage, size_t times) {
  (void)stage;
  for (; times != 0; times--) {
    void *bytes = malloc(BENCH_SMALL);
    if (bytes == NULL) return false;
    memguard_wipe(bytes, BENCH_SMALL);
    free(bytes);
  }
  return true;
}

bool bench_heap_pair(bench_stage *stage, size_t times) {
  for (; times != 0; times--) {
    void *bytes = memguard_malloc(stage->context, BENCH_SMALL);
    if (bytes == NULL) return false;
    memguard_free(stage->context, bytes);
  }
  return true;
}

bool bench_buffer_pair(bench_stage *stage, size_t times) {
  for (; times != 0; times--) {
    memguard_buffer *buffer = NULL;
    if (memguard_buffer_new(stage->context, BENCH_SMALL, &buffer) != MEMGUARD_OK) return false;
    memguard_buffer_destroy(buffer);
  }
  return true;
}

bool bench_set_buffer(bench_stage *stage) {
  return bench_set_context(stage) &&
         memguard_buffer_new(stage->context, BENCH_SMALL, &stage->buffer) == MEMGUARD_OK;
}

bool bench_freeze_melt(bench_stage *stage, size_t times) {
  for (; times != 0; times--)
    if (memguard_buffer_freeze(stage->buffer) != MEMGUARD_OK ||
        memguard_buffer_melt(stage->buffer) != MEMGUARD_OK)
      return false;
  return true;
}

/* Between two guards, as a buffer is: a page whose neighbours are alike would be joined with them at
   each change. */
bool bench_set_region(bench_stage *stage) {
  memcall_request request = memcall_request_of(memcall_page_size(), MEMCALL_REGULAR);
  request.guard_pages_before = request.guard_pages_after = 1;
  request.prefer = MEMCALL_LOCKED | MEMCALL_NO_DUMP;
  return memcall_alloc_request(&request, &stage->region) == MEMCALL_OK;
}

bool bench_protect_pair(bench_stage *stage, size_t times) {
  const memcall_region *it = &stage->region;
  for (; times != 0; times--)
    if (memcall_protect(it->data, it->size, MEMCALL_READ_ONLY) != MEMCALL_OK ||
        memcall_protect(it->data, it->size, MEMCALL_READ_WRITE) != MEMCALL_OK)
      return false;
  return true;
}
