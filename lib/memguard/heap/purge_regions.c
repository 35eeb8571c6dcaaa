/* purge_regions.c: regions lose what a purge ended of them. purge.h has the order. */
#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/purge.h"
#include "lib/memguard/heap/region.h"

static void for_units(memguard_heap *heap, const memguard_ended *old,
                      void (*act)(memguard_heap *heap, memguard_unit *unit)) {
  for (size_t at = old->from; at < old->to; at += old->region->ground.unit) {
    memguard_unit *unit = atomic_load_explicit(&old->region->units[at >> heap->layout.unit_shift],
                                               memory_order_relaxed);
    if (unit != NULL) act(heap, unit);
  }
}

/* --- Retiring, under the pool's lock --------------------------------------------------------- */

/* The rest of the last unit goes along, without a lock, so that the region grows on behind it. */
static bool fill_unit(memguard_heap *heap, memcall_growing *ground) {
  memcall_safeguards require = ground->require, prefer = ground->prefer, in_force;
  size_t offset;
  if ((ground->prefix & (ground->unit - 1)) == 0) return true;
  ground->require &= ~MEMCALL_LOCKED;
  ground->prefer &= ~MEMCALL_LOCKED;
  memguard_heap_count_call(heap);
  memcall_status status =
      memcall_growing_extend(ground, memcall_growing_room(ground), &offset, &in_force);
  ground->require = require;
  ground->prefer = prefer;
  return status == MEMCALL_OK;
}

static void retire_unit(memguard_heap *heap, memguard_unit *unit) {
  (void)heap;
  unit->available = unit->longest = 0;
  atomic_store_explicit(&unit->purged, true, memory_order_seq_cst);
}

static memguard_ended end_of(memguard_heap *heap, memguard_heap_region *region) {
  memguard_ended old = {region, region->purged, 0};
  if (region->stale) return old;
  if (!region->closed) region->closed = !fill_unit(heap, &region->ground);
  old.to = region->purged = region->ground.prefix;
  return old;
}

uint32_t memguard_purge_retire(memguard_heap *heap, memguard_ended *out) {
  const memcall_error before = *memcall_last_error();
  uint32_t count = memguard_heap_regions(heap);
  memguard_pool_empty(heap);
  for (uint32_t i = 0; i < count; i++) {
    out[i] = end_of(heap, heap->regions[i]);
    for_units(heap, &out[i], retire_unit);
  }
  atomic_fetch_add_explicit(&heap->wipes, UINT64_C(1) << 16, memory_order_seq_cst);
  memguard_restore_error(&before);
  return count;
}

/* --- Hiding ---------------------------------------------------------------------------------- */

static void forbid_unit(memguard_heap *heap, memguard_unit *unit) {
  (void)heap;
  atomic_store_explicit(&unit->hidden, true, memory_order_seq_cst);
}

static void allow_unit(memguard_heap *heap, memguard_unit *unit) {
  (void)heap;
  atomic_store_explicit(&unit->hidden, false, memory_order_seq_cst);
}

/* Guards and data in one call, but where guards are no pages at all. */
static bool hide_all(memguard_heap *heap, const memguard_ended *old) {
  size_t unit = old->region->ground.unit, page = heap->layout.page;
  unsigned char *base = old->region->base;
  bool unlocked = true;
  memguard_heap_count_call(heap);
  if ((memcall_backend_traits() & MEMCALL_TRAIT_RESERVE_THEN_COMMIT) == 0)
    return memguard_purge_hide_pages(base + old->from, old->to - old->from);
  for (size_t start = old->from; start + page < old->to; start += unit) {
    size_t end = old->to - start < unit ? old->to : start + unit;
    unlocked &= memguard_purge_hide_pages(base + start + page, end - start - page);
  }
  return unlocked;
}

static void unlock_unit(memguard_heap *heap, memguard_unit *unit) {
  size_t pages = unit->guard_locked;
  for (size_t page = 0; page < MEMGUARD_UNIT_PAGES; page++) {
    pages += memguard_unit_is_locked(unit, page);
    unit->in_force[page] &= ~MEMCALL_LOCKED;
  }
  unit->guard_locked = false;
  heap->pool.unlocked += pages << heap->layout.page_shift;
}

/* Takes the pool's lock. */
static void give_locks_back(memguard_heap *heap, const memguard_ended *old) {
  memguard_heap_region *region = old->region;
  memguard_lock_acquire(&heap->pool.lock);
  heap->pool.unlocked = 0;
  for_units(heap, old, unlock_unit);
  size_t bytes = heap->pool.unlocked < region->charged ? heap->pool.unlocked : region->charged;
  memguard_budget_give(heap->part.context, bytes);
  region->charged -= bytes;
  region->ground.locked -= bytes < region->ground.locked ? bytes : region->ground.locked;
  memguard_lock_release(&heap->pool.lock);
}

static void wipe_unit(memguard_heap *heap, memguard_unit *unit) { memguard_unit_wipe(heap, unit); }

/* What was written since the first wipe. Not what the region has grown since: that is of after. */
static void wipe(memguard_heap *heap, const memguard_ended *old) {
  memguard_heap_begin(&heap->wipers);
  for_units(heap, old, wipe_unit);
  memguard_heap_end(&heap->wipers);
}

/* Wipes see that they may not; one that is in progress is waited for. */
void memguard_purge_hide(memguard_heap *heap, const memguard_ended *old,
                         const memguard_patience *patience) {
  if (old->from >= old->to) return;
  wipe(heap, old);
  for_units(heap, old, forbid_unit);
  if (!memguard_patience_await(patience, &heap->wipers)) {
    for_units(heap, old, allow_unit);
    return;
  }
  memguard_unpoison(old->region->base + old->from, old->to - old->from);
  if (hide_all(heap, old)) give_locks_back(heap, old);
}
