/* slot_give.c: objects that share a page, once they are there. */
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/slot_held.h"

void memguard_slot_find(memguard_heap *heap, const memguard_place *place, memguard_object *out) {
  memguard_held it;
  memguard_slot_hold(heap, place, &it);
  memguard_slot_let_go(&it);
  *out = (memguard_object){memguard_held_status(&it, place), it.size,
                           memguard_place_in_force(place, 1)};
}

/* --- What is wrong --------------------------------------------------------------------------- */

/* Why there is no object, or why it is corrupt; kind 0: nothing is said of what is from before a
   wipe. */
static memguard_finding explain(const memguard_heap *heap, const memguard_held *it) {
  memguard_finding found = {0};
  if (it->retired) return found;
  if (it->size != 0) return memguard_slots_explain(heap, it->span, it->slot);
  bool freed = it->shard == NULL || it->slot != MEMGUARD_NO_SLOT;
  found.kind = freed ? MEMGUARD_VIOLATION_DOUBLE_FREE : MEMGUARD_VIOLATION_FOREIGN_POINTER;
  return found;
}

/* A canary that a wipe has zeroed was not broken. */
memguard_status memguard_slot_refuse(memguard_heap *heap, const memguard_place *place,
                                     memguard_shard *shard, const char *function) {
  memguard_held it;
  memguard_slot_look(heap, place, shard, &it);
  memguard_finding found = explain(heap, &it);
  if (it.size != 0) {
    if (!memguard_heap_unwiped(heap, it.wipes)) found.kind = 0;
    memguard_slots_abandon(heap, it.span, it.slot);
    it.shard->live--;
  }
  memguard_slot_let_go(&it);
  if (found.kind == 0) return MEMGUARD_ERR_EXPIRED;
  return memguard_violate(heap->part.context, found.kind, function, found.size);
}

/* --- Giving back ----------------------------------------------------------------------------- */

/* An object from before a wipe. Its page is used again when the last one is gone, unless it stayed
   with the parent or was purged. */
static void forget(memguard_heap *heap, const memguard_place *place, memguard_held it) {
  memguard_slots_abandon(heap, it.span, it.slot);
  it.span->used--;
  if (place->region->stale) return;
  it.shard->live--;
  if (it.span->used != 0 || memguard_unit_is_purged(place->unit)) return;
  memguard_unpoison(it.span->data, heap->layout.page);
  memcall_secure_clear(it.span->data, heap->layout.page);
  memguard_pool_give(heap, it.span, 1);
}

static inline void end_object(memguard_heap *heap, const memguard_held *it) {
  memguard_slots_give(heap, it->span, it->slot);
  it->shard->live--;
  memguard_shard_relist(heap, it->shard, it->span);
}

void memguard_slot_give(memguard_heap *heap, const memguard_place *place, const char *function) {
  memguard_held it;
  memguard_slot_hold(heap, place, &it);
  if (it.size != 0 && it.retired) {
    forget(heap, place, it);
  } else if (it.size != 0 && memguard_slots_intact(heap, it.span, it.slot)) {
    end_object(heap, &it);
  } else {
    (void)memguard_slot_refuse(heap, place, it.shard, function);
    return;
  }
  memguard_slot_let_go(&it);
}
