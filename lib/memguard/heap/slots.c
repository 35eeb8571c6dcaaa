/* slots.c: handing out the slots of one page, and what is checked and wiped on the way. */
#include "lib/memguard/heap/slots.h"

#include <string.h>

#include "lib/memguard/heap/bits.h"
#include "lib/memguard/heap/bytes.h"

static const memguard_size_class *class_of(const memguard_heap *heap, const memguard_span *span) {
  return &heap->classes.of[span->which];
}

static unsigned char *slot_start(const memguard_size_class *which, const memguard_span *span,
                                 uint32_t slot) {
  return span->data + MEMGUARD_EDGE + (size_t)slot * which->slot;
}

/* --- The page as a whole ------------------------------------------------------------------ */

static void set_all_available(const memguard_heap *heap, memguard_span *span) {
  uint32_t left = class_of(heap, span)->slots;
  for (uint32_t word = 0; word < heap->layout.words; word++) {
    span->available[word] = left >= 64 ? UINT64_MAX : (UINT64_C(1) << left) - 1;
    left -= left >= 64 ? 64 : left;
  }
}

void memguard_slots_open(memguard_heap *heap, memguard_span *span, uint32_t shard, uint32_t which) {
  span->which = which;
  span->wipes = heap->shards[shard].wipes;
  span->used = span->cursor = 0;
  span->listed = false;
  set_all_available(heap, span);
  memguard_canary_write(heap->part.context, span->data, span->data + MEMGUARD_EDGE);
  atomic_store_explicit(&span->tag, MEMGUARD_PAGE_SLOTS | shard << 8, memory_order_release);
}

void memguard_slots_close(memguard_heap *heap, memguard_span *span) {
  const memguard_size_class *which = class_of(heap, span);
  unsigned char *rest = slot_start(which, span, which->slots);
  memguard_bytes_clear(span->data, MEMGUARD_EDGE);
  memguard_bytes_clear(rest, (size_t)(span->data + heap->layout.page - rest));
}

/* --- Taking ------------------------------------------------------------------------------- */

/* The next free slot from the cursor on, round the page. */
static uint32_t next_available(const memguard_heap *heap, const memguard_span *span) {
  uint32_t word = span->cursor / 64;
  uint64_t bits = span->available[word] & (UINT64_MAX << (span->cursor % 64));
  while (bits == 0) {
    word = word + 1 == heap->layout.words ? 0 : word + 1;
    bits = span->available[word];
  }
  return word * 64 + memguard_lowest_bit(bits);
}

static uint32_t occupy(const memguard_heap *heap, memguard_span *span) {
  uint32_t slot = next_available(heap, span), slots = class_of(heap, span)->slots;
  span->available[slot / 64] &= ~(UINT64_C(1) << (slot % 64));
  span->cursor = (uint16_t)(slot + 1 == slots ? 0 : slot + 1);
  span->used++;
  return slot;
}

unsigned char *memguard_slots_take(memguard_heap *heap, memguard_span *span, size_t size) {
  const memguard_size_class *which = class_of(heap, span);
  uint32_t slot = occupy(heap, span);
  unsigned char *start = slot_start(which, span, slot);
  if (!memguard_bytes_are_zero(start, which->slot)) return NULL;
  memguard_span_sizes(&heap->layout, span)[slot] = (uint16_t)size;
  memguard_canary_write(heap->part.context, start + size, start + which->slot);
  return start;
}

/* --- Checking ----------------------------------------------------------------------------- */

/* The bytes before an object: its left neighbour's last canary, or zeros where that slot is free,
   or the page's first. Those of a corrupt neighbour may be anything. */
static bool left_is_intact(const memguard_heap *heap, memguard_span *span, uint32_t slot,
                           const unsigned char *start) {
  const unsigned char *edge = start - MEMGUARD_EDGE;
  bool canary = slot == 0 || memguard_span_sizes(&heap->layout, span)[slot - 1] != 0;
  if (canary) return memguard_canary_check(heap->part.context, edge, start);
  bool available = (span->available[(slot - 1) / 64] >> ((slot - 1) % 64) & 1) != 0;
  return !available || memguard_bytes_are_zero(edge, MEMGUARD_EDGE);
}

/* Who broke the bytes before an object? A write past the end of the left neighbour starts where its
 * canary does. */
static memguard_finding blame(const memguard_heap *heap, memguard_span *span, uint32_t slot,
                              const unsigned char *start) {
  const uint16_t *sizes = memguard_span_sizes(&heap->layout, span);
  if (slot != 0 && sizes[slot - 1] != 0) {
    const unsigned char *end = start - class_of(heap, span)->slot + sizes[slot - 1];
    if (!memguard_canary_check(heap->part.context, end, end + 1))
      return (memguard_finding){MEMGUARD_VIOLATION_OVERFLOW, sizes[slot - 1]};
  }
  return (memguard_finding){MEMGUARD_VIOLATION_UNDERFLOW, sizes[slot]};
}

memguard_finding memguard_slots_check(const memguard_heap *heap, memguard_span *span,
                                      uint32_t slot) {
  const memguard_size_class *which = class_of(heap, span);
  const unsigned char *start = slot_start(which, span, slot);
  size_t size = memguard_span_sizes(&heap->layout, span)[slot];
  if (!memguard_canary_check(heap->part.context, start + size, start + which->slot))
    return (memguard_finding){MEMGUARD_VIOLATION_OVERFLOW, size};
  if (!left_is_intact(heap, span, slot, start)) return blame(heap, span, slot, start);
  return (memguard_finding){0};
}

/* --- Giving back -------------------------------------------------------------------------- */

void memguard_slots_give(memguard_heap *heap, memguard_span *span, uint32_t slot) {
  const memguard_size_class *which = class_of(heap, span);
  memguard_bytes_clear(slot_start(which, span, slot), which->slot);
  memguard_span_sizes(&heap->layout, span)[slot] = 0;
  span->available[slot / 64] |= UINT64_C(1) << (slot % 64);
  span->used--;
}

void memguard_slots_abandon(memguard_heap *heap, memguard_span *span, uint32_t slot) {
  memguard_span_sizes(&heap->layout, span)[slot] = 0;
}

bool memguard_slots_resize(memguard_heap *heap, memguard_span *span, uint32_t slot, size_t size) {
  const memguard_size_class *which = class_of(heap, span);
  uint16_t *old = &memguard_span_sizes(&heap->layout, span)[slot];
  unsigned char *start = slot_start(which, span, slot);
  if (size > which->slot - MEMGUARD_EDGE) return false;
  if (size > *old) memguard_bytes_clear(start + *old, size - *old);
  *old = (uint16_t)size;
  memguard_canary_write(heap->part.context, start + size, start + which->slot);
  return true;
}
