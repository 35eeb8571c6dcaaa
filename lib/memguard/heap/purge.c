/* purge.c: raw memory loses its content and its access, where the context's flags say so.

   Content goes first, at once and beside whatever others do. Then the regions are retired: no call
   begins to touch them any more, and new objects come from new ones. When those that had begun are
   done, access goes. Where they are not done in time, or the system refuses, it stays with zeros:
   a purge cannot fail, and nothing that was there is handed out again. */
#include "lib/memguard/heap/large.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/patience.h"
#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

/* --- Pages ----------------------------------------------------------------------------------- */

/* What is written while access goes is emptied after it went. Pages without content need no lock.
   Answers whether they have none: it cannot be told apart where taking access away undid it. */
static bool hide_pages(unsigned char *bytes, size_t size) {
  (void)memcall_backend_protect(bytes, size, memcall_backend_protection(MEMCALL_NO_ACCESS));
  (void)memcall_backend_discard(bytes, size);
  return memcall_backend_unlock(bytes, size).status == MEMCALL_OK ||
         (memcall_backend_traits() & MEMCALL_TRAIT_NO_ACCESS_UNLOCKS) != 0;
}

/* Wipes see from here on that they may not; one that is in progress is waited for. */
static bool forbid_wipes(memguard_heap *heap, _Atomic bool *hidden,
                         const memguard_patience *patience) {
  atomic_store_explicit(hidden, true, memory_order_seq_cst);
  if (memguard_patience_await(patience, &heap->wipers)) return true;
  atomic_store_explicit(hidden, false, memory_order_seq_cst);
  return false;
}

/* --- Regions --------------------------------------------------------------------------------- */

/* Under the pool's lock. Afterwards no page of theirs ever is free again. */
static void retire_regions(memguard_heap *heap) {
  memguard_pool_empty(heap);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) {
    memguard_heap_region *region = heap->regions[i];
    region->closed = true;
    memguard_region_close(heap, region);
    atomic_store_explicit(&region->purged, true, memory_order_seq_cst);
  }
  atomic_fetch_add_explicit(&heap->wipes, UINT64_C(1) << 16, memory_order_seq_cst);
}

/* Whoever had a shard's lock when the regions were retired may have been at their pages. */
static bool pass_shards(memguard_heap *heap, const memguard_patience *patience) {
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++) {
    memguard_shard *shard = &heap->shards[number];
    if (!memguard_patience_lock(patience, &shard->lock)) return false;
    memguard_shard_refresh(heap, shard);
    memguard_lock_release(&shard->lock);
  }
  return true;
}

/* How many regions there were, when nobody is at them any more; else 0. */
static uint32_t retire(memguard_heap *heap, const memguard_patience *patience) {
  if (!memguard_patience_lock(patience, &heap->pool.lock)) return 0;
  retire_regions(heap);
  uint32_t count = memguard_heap_regions(heap);
  memguard_lock_release(&heap->pool.lock);
  bool alone = pass_shards(heap, patience) && memguard_patience_await(patience, &heap->writers);
  return alone ? count : 0;
}

/* Guards and data in one call, but where guards are no pages at all. */
static bool hide_prefix(memguard_heap *heap, const memguard_heap_region *region) {
  size_t unit = region->ground.unit, page = heap->layout.page, prefix = region->ground.prefix;
  bool unlocked = true;
  memguard_heap_count_call(heap);
  if ((memcall_backend_traits() & MEMCALL_TRAIT_RESERVE_THEN_COMMIT) == 0)
    return prefix == 0 || hide_pages(region->base, prefix);
  for (size_t start = 0; start + page < prefix; start += unit) {
    size_t end = prefix - start < unit ? prefix : start + unit;
    unlocked &= hide_pages(region->base + start + page, end - start - page);
  }
  return unlocked;
}

/* Only one purge hides a region. */
static void hide_region(memguard_heap *heap, memguard_heap_region *region,
                        const memguard_patience *patience) {
  if (region->stale || atomic_exchange(&region->claimed, true)) return;
  memguard_heap_wipe_region(heap, region);
  if (!forbid_wipes(heap, &region->hidden, patience)) return;
  memguard_unpoison(region->base, region->size);
  if (!hide_prefix(heap, region)) return;
  memguard_budget_give(heap->part.context, region->charged);
  region->charged = region->ground.locked = 0;
  memguard_region_unlocked(heap, region);
}

/* --- Objects with a mapping of their own ----------------------------------------------------- */

static bool is_of_before(const memguard_heap *heap, const memguard_large *large) {
  return !large->stale && large->wipes != memguard_heap_wipes(heap) &&
         !atomic_load_explicit(&large->hidden, memory_order_relaxed);
}

static void hide_object(memguard_heap *heap, memguard_large *large,
                        const memguard_patience *patience) {
  memguard_heap_wipe_large(heap, large);
  if (!forbid_wipes(heap, &large->hidden, patience)) return;
  memguard_heap_count_call(heap);
  if (!hide_pages(large->region.data, large->region.size)) return;
  memguard_budget_give(heap->part.context, large->charged);
  large->charged = 0;
  large->region.in_force &= ~MEMCALL_LOCKED;
}

static void hide_objects(memguard_heap *heap, const memguard_patience *patience) {
  if (!memguard_patience_lock(patience, &heap->large_lock)) return;
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (memguard_large *large = heap->large[i]; large != NULL; large = large->next)
      if (is_of_before(heap, large)) hide_object(heap, large, patience);
  memguard_lock_release(&heap->large_lock);
}

void memguard_heap_purge(memguard_part *part) {
  memguard_heap *heap = (memguard_heap *)part;
  if ((heap->part.context->flags & MEMGUARD_PURGE_HEAP) == 0) return;
  const memguard_patience patience = memguard_patience_begin();
  memguard_heap_wipe(part);
  uint32_t regions = retire(heap, &patience);
  for (uint32_t i = 0; i < regions; i++) hide_region(heap, heap->regions[i], &patience);
  if (regions != 0 || memguard_heap_regions(heap) == 0) hide_objects(heap, &patience);
}
