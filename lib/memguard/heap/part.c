/* part.c: a heap comes to life and ends. */
#include "lib/memguard/heap/part.h"

#include <stdlib.h>

#include "lib/memguard/heap/bits.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/region.h"

static memguard_heap *heap_of(memguard_part *part) { return (memguard_heap *)part; }

/* Callers have pointers to what is here, so no key was to close it. */
static void survey(memguard_part *part, memcall_safeguards *in_force) {
  memguard_heap *heap = heap_of(part);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    if (!heap->regions[i]->stale)
      *in_force &=
          atomic_load_explicit(&heap->regions[i]->in_force, memory_order_relaxed) | MEMCALL_KEYED;
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
    .purge = memguard_heap_purge,
    .emergency = memguard_heap_wipe,
    .fork = memguard_heap_fork,
    .forked = memguard_heap_forked,
    .survey = survey,
    .live = memguard_heap_live,
    .verify = memguard_heap_verify,
    .count = memguard_heap_count,
    .trim = memguard_heap_trim,
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
  if (context->secret) heap->classes.largest = 0; /* see memguard_run_fits */
  return &heap->part;
}

memguard_heap *memguard_heap_make(memguard_context *context) {
  memguard_part *part = NULL;
  return memguard_part_of(context, MEMGUARD_PART_HEAP, make, &part) == MEMGUARD_OK ? heap_of(part)
                                                                                   : NULL;
}
