/* region.c: address space for a heap, and the bookkeeping of its units. */
#include "lib/memguard/heap/region.h"

#include <stdlib.h>

#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/roots.h"

#define FIRST_REGION ((size_t)64 << 20)
#define LARGEST_REGION ((size_t)1 << 30)

/* --- A new region ---------------------------------------------------------------------------- */

static void publish(memguard_heap *heap, memguard_heap_region *region) {
  uint32_t count = memguard_heap_regions(heap);
  heap->regions[count] = region;
  atomic_store_explicit(&heap->region_count, count + 1, memory_order_release);
}

static memguard_heap_region *allocate(memguard_heap *heap, size_t size) {
  size_t units = size >> heap->layout.unit_shift;
  memguard_heap_region *region = calloc(1, sizeof *region + units * sizeof region->units[0]);
  if (region == NULL) memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "calloc", NULL);
  return region;
}

static memcall_status reserve_ground(memguard_heap *heap, size_t size, memcall_growing *out) {
  const memguard_context *context = heap->part.context;
  memguard_heap_count_call(heap);
  return memcall_growing_reserve(size, (size_t)1 << heap->layout.unit_shift, context->fork_action,
                                 context->require & ~MEMCALL_KEYED,
                                 context->prefer & ~(MEMCALL_SECRET | MEMCALL_KEYED), out);
}

/* A stale region that has lost its address space to this. */
static memguard_heap_region *displaced(const memguard_heap *heap, const memcall_growing *by) {
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) {
    memguard_heap_region *region = heap->regions[i];
    if (by->base < region->base + region->size && region->base < by->base + by->size) return region;
  }
  return NULL;
}

/* Where a child has nothing at the place of the parent's pages, the system may give that place out
   again. A pointer of the parent would then be taken for one of the child's, so the place is kept
   and another asked for. */
static memcall_status reserve_apart(memguard_heap *heap, size_t size, memcall_growing *out) {
  memcall_status status = reserve_ground(heap, size, out);
  memguard_heap_region *taken = status == MEMCALL_OK ? displaced(heap, out) : NULL;
  while (taken != NULL && taken->decoy.base == NULL) {
    taken->decoy = *out;
    status = reserve_ground(heap, size, out);
    taken = status == MEMCALL_OK ? displaced(heap, out) : NULL;
  }
  return status;
}

static memguard_status reserve(memguard_heap *heap, size_t size) {
  memguard_heap_region *region = allocate(heap, size);
  if (region == NULL) return MEMGUARD_ERR_NO_MEMORY;
  memcall_status status = reserve_apart(heap, size, &region->ground);
  if (status != MEMCALL_OK) {
    free(region);
    return (memguard_status)status;
  }
  region->base = region->ground.base;
  region->size = size;
  atomic_init(&region->in_force, UINT32_MAX);
  publish(heap, region);
  return MEMGUARD_OK;
}

/* The pages may be few, but address space is cheap, and regions are searched one by one. So each is
 * twice the last. */
static size_t next_size(const memguard_heap *heap) {
  size_t size = FIRST_REGION;
  uint32_t count = memguard_heap_regions(heap);
  for (uint32_t i = 0; i < count && size < LARGEST_REGION; i++)
    if (!heap->regions[i]->stale) size *= 2;
  return size;
}

static memguard_status open_region(memguard_heap *heap) {
  size_t unit = (size_t)1 << heap->layout.unit_shift;
  if (memguard_heap_regions(heap) == MEMGUARD_HEAP_REGIONS)
    return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "memguard_malloc",
                                 "this heap has as many regions as it can have");
  for (size_t size = next_size(heap);; size /= 2) {
    memguard_status status = reserve(heap, size);
    if (status != MEMGUARD_ERR_NO_MEMORY || size / 2 < unit) return status;
  }
}

/* The newest that has room: older ones have some after a trim. */
static memguard_heap_region *growing_region(const memguard_heap *heap) {
  for (uint32_t i = memguard_heap_regions(heap); i-- > 0;) {
    memguard_heap_region *region = heap->regions[i];
    if (!region->closed && memcall_growing_room(&region->ground) != 0) return region;
  }
  return NULL;
}

memguard_heap_region *memguard_region_with_room(memguard_heap *heap, memguard_status *status) {
  memguard_heap_region *region = growing_region(heap);
  *status = MEMGUARD_OK;
  if (region != NULL) return region;
  *status = open_region(heap);
  return *status == MEMGUARD_OK ? growing_region(heap) : NULL;
}

/* --- A unit's bookkeeping -------------------------------------------------------------------- */

/* Aligned, because the head of an entry then is one cache line. */
static memguard_unit *allocate_unit(const memguard_layout *layout) {
  void *allocation = calloc(1, MEMGUARD_UNIT_PAGES * layout->stride + 63);
  if (allocation == NULL) return NULL;
  memguard_unit *unit = (memguard_unit *)(((uintptr_t)allocation + 63) & ~(uintptr_t)63);
  unit->allocation = allocation;
  return unit;
}

static void number_pages(const memguard_layout *layout, memguard_unit *unit) {
  for (size_t page = 1; page < MEMGUARD_UNIT_PAGES; page++) {
    memguard_span *span = memguard_unit_span(layout, unit, page);
    span->page = (uint8_t)page;
    span->data = unit->base + page * layout->page;
  }
}

memguard_unit *memguard_region_unit(memguard_heap *heap, memguard_heap_region *region) {
  size_t index = region->ground.prefix >> heap->layout.unit_shift;
  memguard_unit *unit = atomic_load_explicit(&region->units[index], memory_order_relaxed);
  if (unit != NULL) return unit;
  unit = allocate_unit(&heap->layout);
  if (unit == NULL) {
    memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "calloc", NULL);
    return NULL;
  }
  unit->base = region->base + (index << heap->layout.unit_shift);
  number_pages(&heap->layout, unit);
  atomic_store_explicit(&region->units[index], unit, memory_order_release);
  return unit;
}

/* --- The end --------------------------------------------------------------------------------- */

static void for_units(const memguard_heap *heap, const memguard_heap_region *region,
                      void (*act)(const memguard_heap *heap, memguard_unit *unit)) {
  for (size_t i = 0; i < region->size >> heap->layout.unit_shift; i++) {
    memguard_unit *unit = atomic_load_explicit(&region->units[i], memory_order_acquire);
    if (unit == NULL) return;
    act(heap, unit);
  }
}

void memguard_unit_wipe(const memguard_heap *heap, memguard_unit *unit) {
  uint32_t usable = atomic_load_explicit(&unit->usable, memory_order_acquire);
  if (atomic_load_explicit(&unit->hidden, memory_order_seq_cst)) return;
  for (size_t page = 0; page < MEMGUARD_UNIT_PAGES; page++)
    if ((usable >> page & 1) != 0)
      memguard_wipe_ground(unit->base + page * heap->layout.page, heap->layout.page);
}

void memguard_region_wipe(const memguard_heap *heap, const memguard_heap_region *region) {
  for_units(heap, region, memguard_unit_wipe);
}

static void empty_unit(const memguard_heap *heap, memguard_unit *unit) {
  (void)heap;
  unit->available = unit->longest = 0;
}

void memguard_region_empty(memguard_heap *heap, memguard_heap_region *region) {
  for_units(heap, region, empty_unit);
}

static void forget_unit(const memguard_heap *heap, memguard_unit *unit) {
  uint32_t usable = atomic_load_explicit(&unit->usable, memory_order_relaxed);
  size_t size = heap->layout.page;
  for (size_t page = 0; page < MEMGUARD_UNIT_PAGES; page++)
    if ((usable >> page & 1) != 0) memguard_roots_remove(unit->base + page * size, size, size);
}

static void free_unit(const memguard_heap *heap, memguard_unit *unit) {
  (void)heap;
  free(unit->allocation);
}

/* Where a child has none of the parent's pages, whatever is at their place now is not ours to
 * touch. */
void memguard_region_release(memguard_heap *heap, memguard_heap_region *region) {
  memguard_unpoison(region->base, region->size);
  for_units(heap, region, forget_unit);
  if (!region->stale || heap->part.context->fork_action != MEMCALL_FORK_EXCLUDE)
    memcall_growing_release(&region->ground);
  memcall_growing_release(&region->decoy);
  for_units(heap, region, free_unit);
  free(region);
}
