/* slots.h: a page that is cut into slots of one class.

   | canary | object, canary | object, canary | … | rest |
   The shard's lock is held by the caller. */
#ifndef MEMGUARD_HEAP_SLOTS_H
#define MEMGUARD_HEAP_SLOTS_H

#include "lib/memguard/heap/state.h"

#define MEMGUARD_NO_SLOT UINT32_MAX

/* What is wrong; kind 0: nothing. */
typedef struct memguard_finding {
  memguard_violation_kind kind;
  size_t size; /* of the object */
} memguard_finding;

/* Makes a page of zeros one of slots. */
void memguard_slots_open(memguard_heap *heap, memguard_span *span, uint32_t shard, uint32_t which);

/* Makes the page zero again. No slot is in use. */
void memguard_slots_close(memguard_heap *heap, memguard_span *span);

/* The span has a free slot. NULL: something wrote to it since it was freed; it is never handed out
 * again. */
unsigned char *memguard_slots_take(memguard_heap *heap, memguard_span *span, size_t size);

/* The slot of an object that starts so far into the page; MEMGUARD_NO_SLOT: none starts there. */
static inline uint32_t memguard_slot_at(const memguard_heap *heap, const memguard_span *span,
                                        size_t offset) {
  const memguard_size_class *class_of = &heap->classes.of[span->which];
  if (offset < MEMGUARD_EDGE) return MEMGUARD_NO_SLOT;
  uint32_t slot = (uint32_t)((uint64_t)(offset - MEMGUARD_EDGE) * class_of->reciprocal >> 32);
  return slot < class_of->slots && MEMGUARD_EDGE + (size_t)slot * class_of->slot == offset
             ? slot
             : MEMGUARD_NO_SLOT;
}

/* Looks at the canaries on both sides of an object. */
memguard_finding memguard_slots_check(const memguard_heap *heap, memguard_span *span,
                                      uint32_t slot);

/* Wipes an object and frees its slot. */
void memguard_slots_give(memguard_heap *heap, memguard_span *span, uint32_t slot);

/* Takes note that there is no object any more, of which nothing is looked at and whose slot is
 * never handed out again. */
void memguard_slots_abandon(memguard_heap *heap, memguard_span *span, uint32_t slot);

/* Gives an object another size in the same slot; false: it is too large for that. */
bool memguard_slots_resize(memguard_heap *heap, memguard_span *span, uint32_t slot, size_t size);

#endif
