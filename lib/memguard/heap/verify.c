/* verify.c: looking at every canary, while others work. What a wipe or a fork ended has none. */
#include "lib/memguard/heap/large.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/run.h"
#include "lib/memguard/heap/shard.h"

static bool are_sound(memguard_heap *heap, memguard_span *span) {
  const uint16_t *sizes = memguard_span_sizes(&heap->layout, span);
  const memguard_context *context = heap->part.context;
  uint64_t differing = memguard_edge_difference(context, span->data, span->data + MEMGUARD_EDGE);
  for (uint32_t slot = 0; slot < span->cut.slots; slot++) {
    const unsigned char *start = memguard_slot_start(span, slot);
    if (sizes[slot] != 0)
      differing |= memguard_edge_difference(context, start + sizes[slot], start + span->cut.slot);
  }
  return differing == 0;
}

static bool verify_slots(memguard_heap *heap, memguard_span *span) {
  memguard_shard *shard = memguard_shard_lock_of(heap, span);
  if (shard == NULL) return true;
  uint32_t wipes = shard->wipes;
  bool sound = span->wipes != wipes || are_sound(heap, span) || !memguard_heap_unwiped(heap, wipes);
  memguard_lock_release(&shard->lock);
  return sound;
}

static bool verify_run(memguard_heap *heap, const memguard_unit *unit, memguard_span *span) {
  bool sound = true;
  memguard_heap_begin(&heap->writers);
  if (!memguard_unit_is_purged(unit) && memguard_run_hold(span, MEMGUARD_PAGE_HELD)) {
    sound = memguard_run_inspect(heap, span) == 0;
    memguard_run_let_go(span);
  }
  memguard_heap_end(&heap->writers);
  return sound;
}

static bool verify_page(memguard_heap *heap, const memguard_unit *unit, memguard_span *span) {
  switch (memguard_span_kind(atomic_load_explicit(&span->tag, memory_order_acquire))) {
    case MEMGUARD_PAGE_SLOTS:
      return verify_slots(heap, span);
    case MEMGUARD_PAGE_RUN:
    case MEMGUARD_PAGE_HELD:
      return verify_run(heap, unit, span);
    default:
      return true;
  }
}

static bool verify_region(memguard_heap *heap, const memguard_heap_region *region) {
  bool sound = true;
  if (region->stale) return true;
  for (size_t i = 0; i < region->size >> heap->layout.unit_shift; i++) {
    memguard_unit *unit = atomic_load_explicit(&region->units[i], memory_order_acquire);
    for (size_t page = 1; unit != NULL && page < MEMGUARD_UNIT_PAGES; page++)
      sound &= verify_page(heap, unit, memguard_unit_span(&heap->layout, unit, page));
    if (unit == NULL) break;
  }
  return sound;
}

static bool verify_large(memguard_heap *heap) {
  bool sound = true;
  memguard_lock_acquire(&heap->large_lock);
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (const memguard_large *large = heap->large[i]; large != NULL; large = large->next)
      sound &= large->size == 0 || memguard_large_check(heap, large) == 0;
  memguard_lock_release(&heap->large_lock);
  return sound;
}

memguard_status memguard_heap_verify(memguard_part *part) {
  memguard_heap *heap = (memguard_heap *)part;
  bool sound = verify_large(heap);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    sound &= verify_region(heap, heap->regions[i]);
  return sound ? MEMGUARD_OK : MEMGUARD_ERR_CORRUPT;
}
