/* slots.c: what happens to a page of slots seldom. */
#include "lib/memguard/heap/slots.h"

static void set_all_available(const memguard_heap *heap, memguard_span *span) {
  uint32_t left = span->cut.slots;
  for (uint32_t word = 0; word < heap->layout.words; word++) {
    span->available[word] = left >= 64 ? UINT64_MAX : (UINT64_C(1) << left) - 1;
    left -= left >= 64 ? 64 : left;
  }
}

void memguard_slots_open(memguard_heap *heap, memguard_span *span, uint32_t shard, uint32_t which) {
  span->which = (uint8_t)which;
  span->cut = heap->classes.of[which];
  span->wipes = heap->shards[shard].wipes;
  span->used = span->cursor = 0;
  span->listed = false;
  set_all_available(heap, span);
  memguard_span_sizes(&heap->layout, span)[-1] = MEMGUARD_EDGE;
  memguard_edge_write(heap->part.context, span->data, span->data + MEMGUARD_EDGE);
  atomic_store_explicit(&span->tag, MEMGUARD_PAGE_SLOTS | shard << 8, memory_order_release);
}

uint32_t memguard_slots_next_aligned(const memguard_span *span, size_t alignment) {
  for (uint32_t slot = 0; slot < span->cut.slots; slot++) {
    bool aligned = ((uintptr_t)memguard_slot_start(span, slot) & (alignment - 1)) == 0;
    if (aligned && memguard_slot_is_available(span, slot)) return slot;
  }
  return MEMGUARD_NO_SLOT;
}

void memguard_slots_close(memguard_heap *heap, memguard_span *span) {
  unsigned char *rest = memguard_slot_start(span, span->cut.slots);
  memguard_unpoison(span->data, heap->layout.page);
  memguard_bytes_clear(span->data, MEMGUARD_EDGE);
  memguard_bytes_clear(rest, (size_t)(span->data + heap->layout.page - rest));
}

bool memguard_slots_excused(const memguard_heap *heap, memguard_span *span, uint32_t slot) {
  return (memguard_span_sizes(&heap->layout, span) + slot)[-1] == 0 &&
         !memguard_slot_is_available(span, slot - 1);
}

/* Who broke the bytes before an object? A write past the end of the left neighbour starts where
   that one's canary does. */
static memguard_finding blame(const memguard_heap *heap, memguard_span *span, uint32_t slot) {
  const uint16_t *sizes = memguard_span_sizes(&heap->layout, span);
  if (slot != 0 && sizes[slot - 1] != 0) {
    const unsigned char *left = memguard_slot_start(span, slot - 1);
    if (!memguard_edge_begins(heap->part.context, left + sizes[slot - 1]))
      return (memguard_finding){MEMGUARD_VIOLATION_OVERFLOW, sizes[slot - 1]};
  }
  return (memguard_finding){MEMGUARD_VIOLATION_UNDERFLOW, sizes[slot]};
}

memguard_finding memguard_slots_explain(const memguard_heap *heap, memguard_span *span,
                                        uint32_t slot) {
  size_t size = memguard_span_sizes(&heap->layout, span)[slot];
  const unsigned char *start = memguard_slot_start(span, slot);
  if (!memguard_edge_check(heap->part.context, start + size, start + span->cut.slot))
    return (memguard_finding){MEMGUARD_VIOLATION_OVERFLOW, size};
  return blame(heap, span, slot);
}

bool memguard_slots_resize(memguard_heap *heap, memguard_span *span, uint32_t slot, size_t size) {
  uint16_t *old = &memguard_span_sizes(&heap->layout, span)[slot];
  unsigned char *start = memguard_slot_start(span, slot);
  if (size > span->cut.slot - MEMGUARD_EDGE) return false;
  if (size > *old) memguard_bytes_clear(start + *old, size - *old);
  *old = (uint16_t)size;
  memguard_edge_write(heap->part.context, start + size, start + span->cut.slot);
  return true;
}
