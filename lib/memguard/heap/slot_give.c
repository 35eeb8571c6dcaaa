/* slot_give.c: objects that share a page, once they are there. */
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/shard.h"

/* --- Finding
 * -------------------------------------------------------------------------------------- */

/* A slot whose shard is locked. */
typedef struct held {
  memguard_shard *shard; /* NULL: nothing is locked, the page has no slots any more */
  memguard_span *span;
  uint32_t slot;
  size_t size;  /* 0: no live object */
  bool retired; /* it is from before a wipe or a fork */
  uint32_t wipes;
} held;

static held hold(memguard_heap *heap, const memguard_place *place) {
  held it = {.shard = memguard_shard_lock_of(heap, place->span),
             .span = place->span,
             .slot = MEMGUARD_NO_SLOT};
  if (it.shard == NULL) return it;
  it.wipes = it.shard->wipes;
  it.retired = it.span->wipes != it.wipes;
  it.slot = memguard_slot_at(heap, it.span, place->offset);
  if (it.slot != MEMGUARD_NO_SLOT) it.size = memguard_span_sizes(&heap->layout, it.span)[it.slot];
  return it;
}

static void let_go(const held *it) {
  if (it->shard != NULL) memguard_lock_release(&it->shard->lock);
}

static memguard_status status_of(const held *it, const memguard_place *place) {
  if (it->size == 0) return MEMGUARD_ERR_INVALID;
  if (place->region->stale) return MEMGUARD_ERR_FORKED;
  return it->retired ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK;
}

memguard_object memguard_slot_find(memguard_heap *heap, const memguard_place *place) {
  held it = hold(heap, place);
  let_go(&it);
  return (memguard_object){status_of(&it, place), it.size, memguard_place_in_force(place, 1)};
}

/* --- Giving back
 * ------------------------------------------------------------------------------------ */

/* Its page is used again when its last object is gone, unless it stayed with the parent. */
static void forget(memguard_heap *heap, const memguard_place *place, const held *it) {
  memguard_slots_abandon(heap, it->span, it->slot);
  if (--it->span->used != 0 || place->region->stale) return;
  memcall_secure_clear(it->span->data, heap->layout.page);
  memguard_pool_give(heap, it->span, 1);
}

static memguard_finding end_object(memguard_heap *heap, const memguard_place *place,
                                   const held *it) {
  memguard_finding found = {0};
  memguard_heap_count(heap, -1);
  if (it->retired) {
    forget(heap, place, it);
    return found;
  }
  found = memguard_slots_check(heap, it->span, it->slot);
  if (found.kind != 0) {
    memguard_slots_abandon(heap, it->span, it->slot);
  } else {
    memguard_slots_give(heap, it->span, it->slot);
    memguard_shard_relist(heap, it->shard, it->span);
  }
  return found;
}

/* Why there is no object; of what is from before a wipe nothing is said. */
static memguard_finding explain(const held *it) {
  memguard_finding found = {0};
  if (it->size != 0) return found;
  if (it->shard == NULL) {
    found.kind = MEMGUARD_VIOLATION_DOUBLE_FREE;
  } else if (!it->retired) {
    found.kind = it->slot == MEMGUARD_NO_SLOT ? MEMGUARD_VIOLATION_FOREIGN_POINTER
                                              : MEMGUARD_VIOLATION_DOUBLE_FREE;
  }
  return found;
}

/* A canary that a wipe has zeroed was not broken. */
static memguard_status tell(memguard_heap *heap, const held *it, const memguard_finding *found,
                            const char *function) {
  if (found->kind == 0) return MEMGUARD_OK;
  if (it->size != 0 && !memguard_heap_unwiped(heap, it->wipes))
    return memguard_report_error(MEMGUARD_ERR_EXPIRED, function, NULL);
  return memguard_violate(heap->part.context, found->kind, function, found->size);
}

void memguard_slot_give(memguard_heap *heap, const memguard_place *place, const char *function) {
  held it = hold(heap, place);
  memguard_finding found = it.size != 0 ? end_object(heap, place, &it) : explain(&it);
  let_go(&it);
  (void)tell(heap, &it, &found, function);
}

/* --- Resizing
 * --------------------------------------------------------------------------------------- */

static memguard_resizing refit(memguard_heap *heap, const held *it, size_t size,
                               memguard_finding *found) {
  *found = memguard_slots_check(heap, it->span, it->slot);
  if (found->kind == 0)
    return memguard_slots_resize(heap, it->span, it->slot, size) ? MEMGUARD_RESIZED
                                                                 : MEMGUARD_MUST_MOVE;
  memguard_heap_count(heap, -1);
  memguard_slots_abandon(heap, it->span, it->slot);
  return MEMGUARD_NOT_RESIZED;
}

memguard_resizing memguard_slot_resize(memguard_heap *heap, const memguard_place *place,
                                       size_t size, const char *function, memguard_status *status) {
  held it = hold(heap, place);
  memguard_finding found = explain(&it);
  memguard_resizing result = MEMGUARD_NOT_RESIZED;
  *status = status_of(&it, place);
  if (*status == MEMGUARD_OK) result = refit(heap, &it, size, &found);
  let_go(&it);
  if (result == MEMGUARD_NOT_RESIZED)
    *status = found.kind != 0 ? tell(heap, &it, &found, function)
                              : memguard_report_error(*status, function, NULL);
  return result;
}
