/* count.c: a heap's numbers. Each shard counts its own: a number that all threads changed would cost
   more than the rest of a call. */
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/shard.h"

/* --- Objects that share no page -------------------------------------------------------------- */

void memguard_heap_add_apart(memguard_heap *heap) {
  uint64_t now = atomic_fetch_add_explicit(&heap->apart, 1, memory_order_relaxed) + 1;
  uint64_t peak = atomic_load_explicit(&heap->apart_peak, memory_order_relaxed);
  atomic_fetch_add_explicit(&heap->apart_made, 1, memory_order_relaxed);
  while (now > peak &&
         !atomic_compare_exchange_weak_explicit(&heap->apart_peak, &peak, now, memory_order_relaxed,
                                                memory_order_relaxed)) {
  }
}

void memguard_heap_drop_apart(memguard_heap *heap) {
  atomic_fetch_sub_explicit(&heap->apart, 1, memory_order_relaxed);
}

/* --- All ------------------------------------------------------------------------------------- */

static void add_shard(memguard_heap *heap, memguard_shard *shard, memguard_stats *stats) {
  memguard_shard_lock(heap, shard);
  stats->live += shard->live;
  stats->peak += shard->peak;
  stats->allocations += shard->made;
  memguard_lock_release(&shard->lock);
}

static void add_objects(memguard_heap *heap, memguard_stats *stats) {
  stats->live += atomic_load_explicit(&heap->apart, memory_order_relaxed);
  stats->peak += atomic_load_explicit(&heap->apart_peak, memory_order_relaxed);
  stats->allocations += atomic_load_explicit(&heap->apart_made, memory_order_relaxed);
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
    add_shard(heap, &heap->shards[number], stats);
}

/* A purge's pages hold nothing any more. */
static uint64_t unlocked_of_unit(const memguard_heap *heap, const memguard_unit *unit) {
  uint32_t usable = atomic_load_explicit(&unit->usable, memory_order_relaxed);
  uint64_t bytes = 0;
  for (size_t page = 1; page < MEMGUARD_UNIT_PAGES && !memguard_unit_is_purged(unit); page++)
    if ((usable >> page & 1) != 0)
      bytes += memguard_unlocked(heap->part.context, unit->in_force[page], heap->layout.page);
  return bytes;
}

static uint64_t unlocked_of(const memguard_heap *heap, const memguard_heap_region *region) {
  uint64_t bytes = 0;
  for (size_t i = 0; i < region->size >> heap->layout.unit_shift && !region->stale; i++) {
    const memguard_unit *unit = atomic_load_explicit(&region->units[i], memory_order_relaxed);
    if (unit == NULL) break;
    bytes += unlocked_of_unit(heap, unit);
  }
  return bytes;
}

static void add_regions(memguard_heap *heap, memguard_stats *stats) {
  memguard_lock_acquire(&heap->pool.lock);
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) {
    stats->mapped_bytes += heap->regions[i]->ground.size + heap->regions[i]->decoy.size;
    stats->unlocked_bytes += unlocked_of(heap, heap->regions[i]);
  }
  memguard_lock_release(&heap->pool.lock);
}

static uint64_t unlocked_of_large(const memguard_heap *heap, const memguard_large *large) {
  if (large->stale || atomic_load_explicit(&large->hidden, memory_order_relaxed)) return 0;
  return memguard_unlocked(heap->part.context, large->region.in_force, large->region.size);
}

static void add_large(memguard_heap *heap, memguard_stats *stats) {
  memguard_lock_acquire(&heap->large_lock);
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (const memguard_large *large = heap->large[i]; large != NULL; large = large->next) {
      stats->mapped_bytes += large->region.mapping.size;
      stats->unlocked_bytes += unlocked_of_large(heap, large);
    }
  memguard_lock_release(&heap->large_lock);
}

uint64_t memguard_heap_live(memguard_part *part) {
  memguard_stats stats = {0};
  add_objects((memguard_heap *)part, &stats);
  return stats.live;
}

void memguard_heap_count(memguard_part *part, memguard_stats *stats) {
  memguard_heap *heap = (memguard_heap *)part;
  add_objects(heap, stats);
  stats->failures += atomic_load_explicit(&heap->failures, memory_order_relaxed);
  stats->system_calls += atomic_load_explicit(&heap->system_calls, memory_order_relaxed);
  add_regions(heap, stats);
  add_large(heap, stats);
}
