/* wipe.c: zeros over all content, beside whatever others do, also in a signal handler. Pages without
   access are left alone: a wipe counts itself before it looks, and what takes access away waits for
   it. */
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/region.h"

static bool is_here(const memguard_heap *heap, bool stale, const memcall_safeguards *in_force) {
  return !stale && !memguard_is_absent(heap->part.context->fork_action, in_force);
}

void memguard_heap_wipe_region(memguard_heap *heap, const memguard_heap_region *region) {
  memguard_heap_begin(&heap->wipers);
  if (is_here(heap, region->stale, &region->ground.in_force)) memguard_region_wipe(heap, region);
  memguard_heap_end(&heap->wipers);
}

void memguard_heap_wipe_large(memguard_heap *heap, const memguard_large *large) {
  memguard_heap_begin(&heap->wipers);
  if (is_here(heap, large->stale, &large->region.in_force) &&
      !atomic_load_explicit(&large->hidden, memory_order_seq_cst))
    memcall_secure_clear(large->region.data, large->region.size);
  memguard_heap_end(&heap->wipers);
}

/* The count moves before the first byte does and again after the last, so that what is taken
   meanwhile is of before. */
void memguard_heap_wipe(memguard_part *part) {
  memguard_heap *heap = (memguard_heap *)part;
  atomic_fetch_add_explicit(&heap->wipes, (UINT64_C(1) << 16) + 1, memory_order_seq_cst);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    memguard_heap_wipe_region(heap, heap->regions[i]);
  memguard_large_wipe(heap);
  atomic_fetch_add_explicit(&heap->wipes, (UINT64_C(1) << 16) - 1, memory_order_seq_cst);
}
