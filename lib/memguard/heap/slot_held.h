/* slot_held.h: an object that shares a page, looked at under its shard's lock. */
#ifndef MEMGUARD_HEAP_SLOT_HELD_H
#define MEMGUARD_HEAP_SLOT_HELD_H

#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/shard.h"

/* What is at a place, the shard being locked. */
typedef struct memguard_held {
  memguard_shard *shard; /* NULL: nothing is locked, the page has no slots any more */
  memguard_span *span;
  size_t size; /* 0: no live object */
  uint32_t slot;
  uint32_t wipes;
  bool retired; /* it is from before a wipe or a fork */
} memguard_held;

/* What there is while the shard is locked. */
static inline void memguard_slot_look(memguard_heap *heap, const memguard_place *place,
                                      memguard_shard *shard, memguard_held *it) {
  it->shard = shard;
  it->span = place->span;
  it->slot = MEMGUARD_NO_SLOT;
  it->size = 0;
  it->retired = false;
  if (it->shard == NULL) return;
  it->wipes = it->shard->wipes;
  it->retired = it->span->wipes != it->wipes;
  it->slot = memguard_slot_at(it->span, place->offset);
  if (it->slot != MEMGUARD_NO_SLOT)
    it->size = memguard_span_sizes(&heap->layout, it->span)[it->slot];
}

static inline void memguard_slot_hold(memguard_heap *heap, const memguard_place *place,
                                      memguard_held *it) {
  memguard_slot_look(heap, place, memguard_shard_lock_of(heap, place->span), it);
}

static inline void memguard_slot_let_go(const memguard_held *it) {
  if (it->shard != NULL) memguard_lock_release(&it->shard->lock);
}

static inline memguard_status memguard_held_status(const memguard_held *it,
                                                   const memguard_place *place) {
  if (it->size == 0) return MEMGUARD_ERR_INVALID;
  if (place->region->stale) return MEMGUARD_ERR_FORKED;
  return it->retired ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK;
}

/* Opens the lock, and tells why there is no object, or what is wrong with it: such an object is none any
   more. Looks once more, so that what is seldom done does not keep in memory what is better in registers.
   EXPIRED: nothing is said of what is from before a wipe. CORRUPT. */
memguard_status memguard_slot_refuse(memguard_heap *heap, const memguard_place *place,
                                     memguard_shard *shard, const char *function);

#endif
