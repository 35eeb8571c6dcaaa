/* relock.c: taking a child's own locks. */
#include "lib/memguard/heap/relock.h"

#include "lib/memcall/backend/backend.h"
#include "lib/memguard/heap/objects.h"

/* Pages of one unit, from first to last. */
typedef struct run {
  memguard_unit *unit;
  uint32_t first, last;
} run;

static run next_run(memguard_unit *unit, uint32_t from) {
  run found = {unit, from, 0};
  while (found.first < MEMGUARD_UNIT_PAGES && !memguard_unit_is_locked(unit, found.first))
    found.first++;
  found.last = found.first;
  while (found.last + 1 < MEMGUARD_UNIT_PAGES && memguard_unit_is_locked(unit, found.last + 1))
    found.last++;
  return found;
}

/* A guard between two runs is locked with them where that keeps all in one mapping. */
static bool joins(const memguard_heap *heap, const memguard_heap_region *region, const run *pages) {
  const memguard_context *context = heap->part.context;
  return pages->first == 1 && pages->unit->base != region->base &&
         ((context->require | context->prefer) & MEMCALL_GUARDED) != 0 &&
         (memcall_backend_traits() & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) != 0;
}

static bool lock_run(memguard_heap *heap, memguard_heap_region *region, const run *pages) {
  size_t first = joins(heap, region, pages) ? 0 : pages->first, page = heap->layout.page;
  size_t charged = memguard_relock(heap->part.context, pages->unit->base + first * page,
                                   (pages->last + 1 - first) * page);
  region->charged += charged;
  if (charged != 0) return true;
  for (uint32_t i = pages->first; i <= pages->last; i++)
    pages->unit->in_force[i] &= ~MEMCALL_LOCKED;
  atomic_fetch_and_explicit(&region->in_force, ~MEMCALL_LOCKED, memory_order_relaxed);
  return false;
}

static bool lock_unit(memguard_heap *heap, memguard_heap_region *region, memguard_unit *unit) {
  bool all = true;
  for (run pages = next_run(unit, 1); pages.first < MEMGUARD_UNIT_PAGES;
       pages = next_run(unit, pages.last + 1))
    all = lock_run(heap, region, &pages) && all;
  return all;
}

static bool lock_region(memguard_heap *heap, memguard_heap_region *region) {
  bool all = true;
  region->charged = 0;
  for (size_t i = 0; i < region->size >> heap->layout.unit_shift; i++) {
    memguard_unit *unit = atomic_load_explicit(&region->units[i], memory_order_relaxed);
    if (unit == NULL) break;
    all = lock_unit(heap, region, unit) && all;
  }
  return all;
}

bool memguard_heap_relock(memguard_heap *heap) {
  bool all = true;
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++)
    if (!heap->regions[i]->stale) all = lock_region(heap, heap->regions[i]) && all;
  return memguard_large_relock(heap) && all;
}
