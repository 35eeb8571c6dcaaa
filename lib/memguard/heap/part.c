/* part.c: a heap comes to life, is wiped, finds itself in a child, and ends. */
#include "lib/memguard/heap/part.h"

#include <stdlib.h>

#include "lib/memguard/heap/bits.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

static memguard_heap *heap_of(memguard_part *part) { return (memguard_heap *)part; }

/* --- Wipes ----------------------------------------------------------------------------------- */

/* The count moves before the first byte does and again after the last, so that what is taken
 * meanwhile is of before. */
static void emergency(memguard_part *part) {
  memguard_heap *heap = heap_of(part);
  if (memguard_is_absent(part->context->fork_action)) return;
  atomic_fetch_add_explicit(&heap->wipes, (UINT64_C(1) << 16) + 1, memory_order_seq_cst);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    if (!heap->regions[i]->stale) memguard_region_wipe(heap, heap->regions[i]);
  memguard_large_wipe(heap);
  atomic_fetch_add_explicit(&heap->wipes, (UINT64_C(1) << 16) - 1, memory_order_seq_cst);
}

/* --- The rest -------------------------------------------------------------------------------- */

/* Each shard counts its own: a number that all threads changed would cost more than the rest of a
   call. */
static uint64_t live(memguard_part *part) {
  memguard_heap *heap = heap_of(part);
  uint64_t objects = atomic_load_explicit(&heap->apart, memory_order_relaxed);
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++) {
    memguard_shard *shard = &heap->shards[number];
    memguard_shard_lock(heap, shard);
    objects += shard->live;
    memguard_lock_release(&shard->lock);
  }
  return objects;
}

static void survey(memguard_part *part, memcall_safeguards *in_force) {
  memguard_heap *heap = heap_of(part);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    if (!heap->regions[i]->stale)
      *in_force &= atomic_load_explicit(&heap->regions[i]->in_force, memory_order_relaxed);
  memguard_large_survey(heap, in_force);
}

static void destroy(memguard_part *part) {
  memguard_heap *heap = heap_of(part);
  memguard_large_release(heap);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    memguard_region_release(heap, heap->regions[i]);
  free(heap);
}

static const memguard_part_calls kCalls = {
    .emergency = emergency,
    .fork = memguard_heap_fork,
    .forked = memguard_heap_forked,
    .survey = survey,
    .live = live,
    .destroy = destroy,
    .locate = memguard_heap_locate,
};

static void lay_out(memguard_layout *layout) {
  size_t page = memcall_page_size(), slots = (page - MEMGUARD_EDGE) / (2 * MEMGUARD_EDGE);
  layout->page = page;
  layout->page_shift = memguard_lowest_bit(page);
  layout->unit_shift = layout->page_shift + memguard_lowest_bit(MEMGUARD_UNIT_PAGES);
  layout->words = (uint32_t)(slots + 63) / 64;
  size_t entry =
      sizeof(memguard_span) + layout->words * sizeof(uint64_t) + (slots + 1) * sizeof(uint16_t);
  if (entry < sizeof(memguard_unit)) entry = sizeof(memguard_unit);
  layout->stride = (entry + 63) & ~(size_t)63;
}

static memguard_part *make(memguard_context *context, memguard_status *status) {
  memguard_heap *heap = calloc(1, sizeof *heap);
  if (heap == NULL) {
    *status = memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "calloc", NULL);
    return NULL;
  }
  heap->part = (memguard_part){&kCalls, context};
  heap->pool.want = 1;
  lay_out(&heap->layout);
  memguard_size_classes_make(heap->layout.page, &heap->classes);
  return &heap->part;
}

memguard_heap *memguard_heap_make(memguard_context *context) {
  memguard_part *part = NULL;
  return memguard_part_of(context, MEMGUARD_PART_HEAP, make, &part) == MEMGUARD_OK ? heap_of(part)
                                                                                   : NULL;
}
