/* fork.c: a heap finds itself in a child, where it is alone.

   Where a child finds zeros or nothing, the parent's objects are nobody's: their regions are stale,
   kept only so that a pointer to them is known, and new objects come from new regions. Where a
   child has a copy, the heap goes on with it, and what other threads were changing is put right. */
#include "lib/memcall/backend/backend.h"
#include "lib/memguard/context/at_fork.h"
#include "lib/memguard/heap/large.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/patience.h"
#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/relock.h"
#include "lib/memguard/heap/run.h"
#include "lib/memguard/heap/shard.h"

/* Nothing of before is used again, and no wipe is in progress. */
static uint32_t begin_count(memguard_heap *heap) {
  uint32_t wipes = memguard_heap_wipes(heap) + 1;
  atomic_store_explicit(&heap->wipes, (uint64_t)wipes << 16, memory_order_release);
  return wipes;
}

/* --- Zeros, or nothing ----------------------------------------------------------------------- */

static void empty_shard(memguard_shard *shard, uint32_t wipes) {
  memguard_lock_open(&shard->lock);
  shard->live = 0;
  shard->wipes = wipes;
  for (uint32_t which = 0; which < MEMGUARD_CLASSES; which++) shard->open[which] = NULL;
}

/* Where the fork action was preferred and could not be had, a copy is here: it goes first. */
static void leave_region(const memguard_heap *heap, memguard_heap_region *region) {
  if (!region->stale && (region->ground.in_force & MEMCALL_FORK_HANDLED) == 0)
    memguard_region_wipe(heap, region);
  region->stale = region->closed = true;
  region->charged = 0;
  memguard_unpoison(region->base, region->size);
}

static void leave(memguard_heap *heap) {
  uint32_t wipes = begin_count(heap);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) leave_region(heap, heap->regions[i]);
  memguard_lock_open(&heap->pool.lock);
  memguard_pool_empty(heap);
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
    empty_shard(&heap->shards[number], wipes);
  memguard_large_forked(heap, true);
  atomic_store_explicit(&heap->apart, 0, memory_order_relaxed);
}

/* --- A copy ---------------------------------------------------------------------------------- */

static void for_spans(memguard_heap *heap, memguard_shard *of,
                      void (*act)(memguard_heap *heap, memguard_shard *shard,
                                  memguard_span *span)) {
  uint32_t tag = MEMGUARD_PAGE_SLOTS | (uint32_t)(of - heap->shards) << 8;
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) {
    const memguard_heap_region *region = heap->regions[i];
    for (size_t j = 0; j < region->size >> heap->layout.unit_shift; j++) {
      memguard_unit *unit = atomic_load_explicit(&region->units[j], memory_order_relaxed);
      for (size_t page = 1; unit != NULL && page < MEMGUARD_UNIT_PAGES; page++) {
        memguard_span *span = memguard_unit_span(&heap->layout, unit, page);
        if (atomic_load_explicit(&span->tag, memory_order_relaxed) == tag) act(heap, of, span);
      }
    }
  }
}

/* A slot is available before it is counted as free, and taken before it is counted as used. */
static void count_again(memguard_heap *heap, memguard_shard *shard, memguard_span *span) {
  uint16_t *sizes = memguard_span_sizes(&heap->layout, span);
  span->used = 0;
  span->listed = false;
  for (uint32_t slot = 0; slot < span->cut.slots; slot++) {
    if (memguard_slot_is_available(span, slot)) sizes[slot] = 0;
    span->used = (uint16_t)(span->used + !memguard_slot_is_available(span, slot));
    shard->live += sizes[slot] != 0;
  }
  if (span->wipes == shard->wipes && span->used < span->cut.slots)
    memguard_shard_relist(heap, shard, span);
}

/* Its lists may be half-way through a change, so they are made anew. */
static void mend_shard(memguard_heap *heap, memguard_shard *shard) {
  bool torn = memguard_lock_was_torn(&shard->lock);
  if (torn) {
    for (uint32_t which = 0; which < MEMGUARD_CLASSES; which++) shard->open[which] = NULL;
    shard->live = 0;
    for_spans(heap, shard, count_again);
  }
  memguard_lock_open(&shard->lock);
}

/* The same for free pages; these are left alone, and the heap grows elsewhere. */
static void mend_pool(memguard_heap *heap) {
  bool torn = memguard_lock_was_torn(&heap->pool.lock);
  memguard_lock_open(&heap->pool.lock);
  if (!torn) return;
  memguard_pool_empty(heap);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) {
    heap->regions[i]->closed = true;
    memguard_region_empty(heap, heap->regions[i]);
  }
}

/* What must be locked and cannot be is given up: zeros, as if it had stayed with the parent. */
static void give_up(memguard_heap *heap) {
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) {
    memguard_heap_region *region = heap->regions[i];
    if (region->stale) continue;
    memguard_region_wipe(heap, region);
    (void)memcall_backend_unlock(region->base, region->ground.prefix);
    memguard_budget_give(heap->part.context, region->charged);
  }
  memguard_large_give_up(heap);
  leave(heap);
}

static void go_on(memguard_heap *heap) {
  if ((atomic_load(&heap->wipes) & 0xffff) != 0) (void)begin_count(heap);
  mend_pool(heap);
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
    mend_shard(heap, &heap->shards[number]);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    memguard_run_forked(heap, heap->regions[i]);
  memguard_large_forked(heap, false);
  if (!memguard_heap_relock(heap) && (heap->part.context->require & MEMCALL_LOCKED) != 0)
    give_up(heap);
}

void memguard_heap_forked(memguard_part *part) {
  memguard_heap *heap = (memguard_heap *)part;
  memguard_heap_calm(heap);
  if (heap->part.context->fork_action == MEMCALL_FORK_INHERIT) {
    go_on(heap);
  } else {
    leave(heap);
  }
}

/* --- In the parent --------------------------------------------------------------------------- */

/* In the order in which they are taken elsewhere. */
void memguard_heap_fork(memguard_part *part, bool hold) {
  memguard_heap *heap = (memguard_heap *)part;
  void (*act)(memguard_lock *lock) = hold ? memguard_fork_hold : memguard_fork_let_go;
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
    act(&heap->shards[number].lock);
  act(&heap->large_lock);
  act(&heap->pool.lock);
}
