/* slots.h: a page that is cut into slots of one class.

   | canary | object, canary | object, canary | … | rest |
   The shard's lock is held by the caller. What every call of the heap does once is inline. */
#ifndef MEMGUARD_HEAP_SLOTS_H
#define MEMGUARD_HEAP_SLOTS_H

#include "lib/memguard/heap/bits.h"
#include "lib/memguard/heap/bytes.h"
#include "lib/memguard/heap/edge.h"
#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/state.h"

#define MEMGUARD_NO_SLOT UINT32_MAX

/* What is wrong; kind 0: nothing. */
typedef struct memguard_finding {
  memguard_violation_kind kind;
  size_t size; /* of the object */
} memguard_finding;

/* Makes a page of zeros one of slots. */
void memguard_slots_open(memguard_heap *heap, memguard_span *span, uint32_t shard, uint32_t which);

/* A free slot that starts at a multiple of alignment; MEMGUARD_NO_SLOT: there is none. */
uint32_t memguard_slots_next_aligned(const memguard_span *span, size_t alignment);

/* Makes the page zero again. No slot is in use. */
void memguard_slots_close(memguard_heap *heap, memguard_span *span);

/* What is wrong with an object of which a side is not intact. */
memguard_finding memguard_slots_explain(const memguard_heap *heap, memguard_span *span,
                                        uint32_t slot);

/* Gives an object another size in the same slot; false: it is too large for that. */
bool memguard_slots_resize(memguard_heap *heap, memguard_span *span, uint32_t slot, size_t size);

/* Whether the bytes before an object need not be looked at: those of a corrupt neighbour may be
   anything. */
bool memguard_slots_excused(const memguard_heap *heap, memguard_span *span, uint32_t slot);

/* --- Slots ----------------------------------------------------------------------------------- */

static inline unsigned char *memguard_slot_start(const memguard_span *span, uint32_t slot) {
  return span->data + MEMGUARD_EDGE + (size_t)slot * span->cut.slot;
}

/* The slot of an object that starts so far into the page; MEMGUARD_NO_SLOT: none starts there. */
static inline uint32_t memguard_slot_at(const memguard_span *span, size_t offset) {
  uint64_t scaled = (uint64_t)(offset - MEMGUARD_EDGE) * span->cut.reciprocal;
  uint32_t slot = (uint32_t)(scaled >> 32);
  bool starts = slot < span->cut.slots && MEMGUARD_EDGE + (size_t)slot * span->cut.slot == offset;
  return starts ? slot : MEMGUARD_NO_SLOT;
}

static inline bool memguard_slot_is_available(const memguard_span *span, uint32_t slot) {
  return (span->available[slot / 64] >> (slot % 64) & 1) != 0;
}

/* --- Taking ---------------------------------------------------------------------------------- */

/* The next free slot from the cursor on, round the page. */
static inline uint32_t memguard_slots_next(const memguard_heap *heap, const memguard_span *span) {
  uint32_t word = span->cursor / 64;
  uint64_t bits = span->available[word] & (UINT64_MAX << (span->cursor % 64));
  while (bits == 0) {
    word = word + 1 == heap->layout.words ? 0 : word + 1;
    bits = span->available[word];
  }
  return word * 64 + memguard_lowest_bit(bits);
}

/* The slot is free. NULL: something wrote to it since it was freed; it is never handed out again. */
static inline unsigned char *memguard_slots_take(memguard_heap *heap, memguard_span *span,
                                                 uint32_t slot, size_t size) {
  size_t bytes = span->cut.slot;
  unsigned char *start = memguard_slot_start(span, slot);
  span->available[slot / 64] &= ~(UINT64_C(1) << (slot % 64));
  span->cursor = (uint16_t)(slot + 1u == span->cut.slots ? 0 : slot + 1);
  span->used++;
  memguard_unpoison(start, bytes);
  if (!memguard_bytes_are_zero(start, bytes)) return NULL;
  memguard_span_sizes(&heap->layout, span)[slot] = (uint16_t)size;
  memguard_edge_write(heap->part.context, start + size, start + bytes);
  return start;
}

/* --- Giving back ----------------------------------------------------------------------------- */

/* 0 when the bytes before an object are what they should be: its left neighbour's last canary, or
   zeros where that slot is free, or the page's first canary. Which it is nobody can predict, so
   there is no branch. */
static inline uint64_t memguard_slots_left_difference(const memguard_heap *heap,
                                                      const uint16_t *size,
                                                      const unsigned char *start) {
  uint64_t canary = UINT64_C(0) - (size[-1] != 0);
  return memguard_edge_masked(heap->part.context, start - MEMGUARD_EDGE, start, canary);
}

/* Whether both sides of an object are intact. */
static inline bool memguard_slots_intact(const memguard_heap *heap, memguard_span *span,
                                         uint32_t slot) {
  const uint16_t *size = memguard_span_sizes(&heap->layout, span) + slot;
  const unsigned char *start = memguard_slot_start(span, slot);
  memguard_unpoison(start - MEMGUARD_EDGE, MEMGUARD_EDGE);
  uint64_t left = memguard_slots_left_difference(heap, size, start);
  uint64_t right =
      memguard_edge_difference(heap->part.context, start + *size, start + span->cut.slot);
  return (right | left) == 0 || (right == 0 && memguard_slots_excused(heap, span, slot));
}

/* A free neighbour's last bytes were looked at, so they are closed again, too. */
static inline void memguard_slots_close_ground(const memguard_span *span, uint32_t slot) {
  const unsigned char *start = memguard_slot_start(span, slot);
  memguard_poison(start, span->cut.slot);
  if (slot != 0 && memguard_slot_is_available(span, slot - 1))
    memguard_poison(start - MEMGUARD_EDGE, MEMGUARD_EDGE);
}

/* Wipes an object and frees its slot. */
static inline void memguard_slots_give(memguard_heap *heap, memguard_span *span, uint32_t slot) {
  memguard_bytes_clear(memguard_slot_start(span, slot), span->cut.slot);
  memguard_span_sizes(&heap->layout, span)[slot] = 0;
  span->available[slot / 64] |= UINT64_C(1) << (slot % 64);
  span->used--;
  memguard_slots_close_ground(span, slot);
}

/* Takes note that there is no object any more, of which nothing is looked at and whose slot is
   never handed out again. */
static inline void memguard_slots_abandon(memguard_heap *heap, memguard_span *span, uint32_t slot) {
  memguard_span_sizes(&heap->layout, span)[slot] = 0;
}

#endif
