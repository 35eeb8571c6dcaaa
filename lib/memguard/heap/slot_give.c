/* slot_give.c: objects that share a page, once they are there. */
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/shard.h"

/* --- Finding --------------------------------------------------------------------------------- */

/* What is at a place, the shard being locked. */
typedef struct held {
  memguard_shard *shard; /* NULL: nothing is locked, the page has no slots any more */
  memguard_span *span;
  size_t size; /* 0: no live object */
  uint32_t slot;
  uint32_t wipes;
  bool retired; /* it is from before a wipe or a fork */
} held;

static inline void hold(memguard_heap *heap, const memguard_place *place, held *it) {
  it->shard = memguard_shard_lock_of(heap, place->span);
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

static inline void let_go(const held *it) {
  if (it->shard != NULL) memguard_lock_release(&it->shard->lock);
}

static memguard_status status_of(const held *it, const memguard_place *place) {
  if (it->size == 0) return MEMGUARD_ERR_INVALID;
  if (place->region->stale) return MEMGUARD_ERR_FORKED;
  return it->retired ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK;
}

void memguard_slot_find(memguard_heap *heap, const memguard_place *place, memguard_object *out) {
  held it;
  hold(heap, place, &it);
  let_go(&it);
  *out = (memguard_object){status_of(&it, place), it.size, memguard_place_in_force(place, 1)};
}

/* --- What is wrong --------------------------------------------------------------------------- */

/* Why there is no object, or why it is corrupt; kind 0: nothing is said of what is from before a
   wipe. */
static memguard_finding explain(const memguard_heap *heap, const held *it) {
  memguard_finding found = {0};
  if (it->retired) return found;
  if (it->size != 0) return memguard_slots_explain(heap, it->span, it->slot);
  bool freed = it->shard == NULL || it->slot != MEMGUARD_NO_SLOT;
  found.kind = freed ? MEMGUARD_VIOLATION_DOUBLE_FREE : MEMGUARD_VIOLATION_FOREIGN_POINTER;
  return found;
}

/* Opens the lock, and tells. A canary that a wipe has zeroed was not broken. Gets a copy, so that what
   is seldom done does not keep in memory what is better in registers. */
static memguard_status refuse(memguard_heap *heap, held it, const char *function) {
  memguard_finding found = explain(heap, &it);
  if (it.size != 0) {
    if (!memguard_heap_unwiped(heap, it.wipes)) found.kind = 0;
    memguard_slots_abandon(heap, it.span, it.slot);
    it.shard->live--;
  }
  let_go(&it);
  if (found.kind == 0) return MEMGUARD_ERR_EXPIRED;
  return memguard_violate(heap->part.context, found.kind, function, found.size);
}

/* --- Giving back ----------------------------------------------------------------------------- */

/* An object from before a wipe. Its page is used again when the last one is gone, unless it stayed
   with the parent or was purged. */
static void forget(memguard_heap *heap, const memguard_place *place, held it) {
  memguard_slots_abandon(heap, it.span, it.slot);
  it.span->used--;
  if (place->region->stale) return;
  it.shard->live--;
  if (it.span->used != 0 || memguard_unit_is_purged(place->unit)) return;
  memguard_unpoison(it.span->data, heap->layout.page);
  memcall_secure_clear(it.span->data, heap->layout.page);
  memguard_pool_give(heap, it.span, 1);
}

static inline void end_object(memguard_heap *heap, const held *it) {
  memguard_slots_give(heap, it->span, it->slot);
  it->shard->live--;
  memguard_shard_relist(heap, it->shard, it->span);
}

void memguard_slot_give(memguard_heap *heap, const memguard_place *place, const char *function) {
  held it;
  hold(heap, place, &it);
  if (it.size != 0 && it.retired) {
    forget(heap, place, it);
  } else if (it.size != 0 && memguard_slots_intact(heap, it.span, it.slot)) {
    end_object(heap, &it);
  } else {
    (void)refuse(heap, it, function);
    return;
  }
  let_go(&it);
}

/* --- Resizing -------------------------------------------------------------------------------- */

memguard_resizing memguard_slot_resize(memguard_heap *heap, const memguard_place *place,
                                       size_t size, const char *function) {
  held it;
  hold(heap, place, &it);
  memguard_status status = status_of(&it, place);
  bool sound = status == MEMGUARD_OK && memguard_slots_intact(heap, it.span, it.slot);
  if (!sound && status == MEMGUARD_OK && !memguard_heap_unwiped(heap, it.wipes)) {
    it.retired = true; /* by a wipe that has just begun: the object stays its owner's */
    status = MEMGUARD_ERR_EXPIRED;
  }
  if (!sound && !it.retired) {
    (void)refuse(heap, it, function);
    return MEMGUARD_NOT_RESIZED;
  }
  memguard_resizing result = MEMGUARD_NOT_RESIZED;
  if (sound)
    result =
        memguard_slots_resize(heap, it.span, it.slot, size) ? MEMGUARD_RESIZED : MEMGUARD_MUST_MOVE;
  let_go(&it);
  if (!sound) memguard_report_error(status, function, NULL);
  return result;
}
