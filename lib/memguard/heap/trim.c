/* trim.c: pages that hold no object go back to the system and to the budget.

   Only from the end of what a region has in use: there its ground can shrink. Addresses stay the
   heap's, so a stale pointer meets a fault, and never somebody else's memory. */
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/patience.h"
#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/roots.h"
#include "lib/memguard/heap/shard.h"

/* Free pages at the end of a unit. */
typedef struct tail {
  memguard_unit *unit;
  uint32_t first, pages;
} tail;

static uint32_t mask_of(const tail *end) { return ((1u << end->pages) - 1) << end->first; }

static bool is_free(const memguard_unit *unit, uint32_t page) {
  return (unit->available >> page & 1) != 0;
}

/* As many as may go; the lock is held. */
static tail find_tail(const memguard_heap *heap, const memguard_heap_region *region) {
  size_t last = region->ground.prefix - 1;
  size_t spare = heap->pool.pages > heap->pool.kept ? heap->pool.pages - heap->pool.kept : 0;
  tail end = {
      atomic_load_explicit(&region->units[last >> heap->layout.unit_shift], memory_order_relaxed),
      (uint32_t)(last >> heap->layout.page_shift & (MEMGUARD_UNIT_PAGES - 1)) + 1, 0};
  while (end.first > 1 && end.pages < spare && is_free(end.unit, end.first - 1)) {
    end.first--;
    end.pages++;
  }
  return end;
}

static size_t locked_bytes(const memguard_heap *heap, const tail *end) {
  size_t pages = end->first == 1 && end->unit->guard_locked;
  for (uint32_t page = end->first; page < end->first + end->pages; page++)
    pages += (end->unit->in_force[page] & MEMCALL_LOCKED) != 0;
  return pages << heap->layout.page_shift;
}

static bool shrink(memguard_heap *heap, memguard_heap_region *region, const tail *end) {
  size_t bytes = (size_t)end->pages << heap->layout.page_shift, locked = locked_bytes(heap, end);
  const unsigned char *start = end->unit->base + ((size_t)end->first << heap->layout.page_shift);
  memguard_unpoison(start, bytes);
  memguard_roots_remove(start, bytes, heap->layout.page);
  memguard_heap_count_call(heap);
  if (memcall_growing_shrink(&region->ground, bytes, locked) != MEMCALL_OK) {
    memguard_roots_add(start, bytes, heap->layout.page);
    return false;
  }
  memguard_budget_give(heap->part.context, locked);
  region->charged -= locked < region->charged ? locked : region->charged;
  if (end->first == 1) end->unit->guard_locked = false;
  return true;
}

static void restore(const tail *end) {
  atomic_fetch_or_explicit(&end->unit->usable, mask_of(end), memory_order_seq_cst);
}

/* Wipes in progress may be at these pages; later ones see that they are none any more. */
static bool withdraw(memguard_heap *heap, const tail *end, const memguard_patience *patience) {
  atomic_fetch_and_explicit(&end->unit->usable, ~mask_of(end), memory_order_seq_cst);
  if (memguard_patience_await(patience, &heap->wipers)) return true;
  restore(end);
  return false;
}

/* true: the unit has no page left, so the one before it may have some to give. */
static bool give_tail(memguard_heap *heap, memguard_heap_region *region,
                      const memguard_patience *patience) {
  if (region->ground.prefix == 0) return false;
  const tail end = find_tail(heap, region);
  if (end.pages == 0 || !withdraw(heap, &end, patience)) return false;
  if (!shrink(heap, region, &end)) {
    restore(&end);
    return false;
  }
  memguard_pool_remove(&heap->pool, end.unit, end.first, end.pages);
  heap->pool.pages -= end.pages;
  atomic_fetch_add_explicit(&heap->part.context->given_back, 1, memory_order_relaxed);
  return end.first == 1;
}

void memguard_heap_trim(memguard_part *part) {
  memguard_heap *heap = (memguard_heap *)part;
  const memcall_error before = *memcall_last_error();
  const memguard_patience patience = memguard_patience_begin();
  (void)memguard_shard_reclaim(heap);
  memguard_lock_acquire(&heap->pool.lock);
  for (uint32_t i = memguard_heap_regions(heap); i-- > 0;)
    while (!heap->regions[i]->stale && give_tail(heap, heap->regions[i], &patience)) {
    }
  heap->pool.want = 1;
  memguard_lock_release(&heap->pool.lock);
  memguard_restore_error(&before);
}
