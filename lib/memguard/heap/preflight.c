/* preflight.c: how much lock some objects would take, before anything is taken. */
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/room.h"

/* --- What growing would lock ----------------------------------------------------------------- */

/* The place where the heap would grow, looked at under the pool's lock. */
typedef struct frontier {
  uint32_t room; /* pages left in the unit */
  uint32_t free; /* the unit's pages that are free */
  uint32_t next; /* the unit's next page */
  bool fresh;    /* nothing of the region is in use, so its first guard costs no lock */
} frontier;

static const memguard_heap_region *growing_region(const memguard_heap *heap) {
  for (uint32_t i = memguard_heap_regions(heap); i-- > 0;)
    if (!heap->regions[i]->closed && memcall_growing_room(&heap->regions[i]->ground) != 0)
      return heap->regions[i];
  return NULL;
}

static frontier look(memguard_heap *heap) {
  frontier here = {.fresh = true};
  memguard_lock_acquire(&heap->pool.lock);
  const memguard_heap_region *region = growing_region(heap);
  size_t prefix = region != NULL ? region->ground.prefix : 0;
  here.fresh = prefix == 0;
  here.next = (uint32_t)(prefix >> heap->layout.page_shift) & (MEMGUARD_UNIT_PAGES - 1);
  if (here.next != 0) {
    here.room = MEMGUARD_UNIT_PAGES - here.next;
    here.free = atomic_load_explicit(&region->units[prefix >> heap->layout.unit_shift],
                                     memory_order_relaxed)
                    ->available;
  }
  memguard_lock_release(&heap->pool.lock);
  return here;
}

static bool locks_guards(const memguard_context *context) {
  return ((context->require | context->prefer) & MEMCALL_GUARDED) != 0 &&
         (memcall_backend_traits() & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) != 0;
}

/* Pages to lock for so many more runs in the frontier's unit; *runs becomes what is left. */
static uint64_t fill_unit(const frontier *from, uint32_t pages, uint64_t *runs) {
  uint32_t set = from->free, had = memguard_pool_runs_of(set, pages), end = from->next;
  uint64_t got = 0;
  while (got < *runs && end < from->next + from->room) {
    uint32_t left = from->next + from->room - end, step = pages < left ? pages : left;
    for (; step != 0; step--) set |= 1u << end++;
    got = memguard_pool_runs_of(set, pages) - had;
  }
  *runs -= got < *runs ? got : *runs;
  return end - from->next;
}

/* Whole units, and of the last one what is needed. */
static uint64_t pages_to_lock(memguard_heap *heap, uint32_t pages, uint64_t runs) {
  const frontier here = look(heap), unit = {.room = MEMGUARD_UNIT_DATA_PAGES, .next = 1};
  uint64_t per_unit = MEMGUARD_UNIT_DATA_PAGES / pages, locked = fill_unit(&here, pages, &runs);
  if (runs == 0) return locked;
  uint64_t whole = (runs - 1) / per_unit, rest = runs - whole * per_unit;
  uint64_t guards = locks_guards(heap->part.context) ? whole + !here.fresh : 0;
  return locked + whole * MEMGUARD_UNIT_DATA_PAGES + fill_unit(&unit, pages, &rest) + guards;
}

/* --- In bytes -------------------------------------------------------------------------------- */

static bool locks(const memguard_context *context) {
  return ((context->require | context->prefer) & MEMCALL_LOCKED) != 0;
}

static size_t bytes_to_lock(memguard_heap *heap, const memguard_plan *of, size_t count,
                            size_t size) {
  size_t page = heap->layout.page;
  if (!locks(heap->part.context)) return 0;
  if (of->pages == 0) return count * ((size + 2 * MEMGUARD_EDGE + page - 1) & ~(page - 1));
  uint64_t objects = memguard_room_missing(heap, of, count),
           runs = (objects + of->each - 1) / of->each;
  return runs != 0 ? (size_t)pages_to_lock(heap, of->pages, runs) * page : 0;
}

static memguard_status lockable(const memguard_context *context, size_t *bytes) {
  size_t limit = 0, used = 0, left = memguard_budget_left(context);
  memcall_status status = memcall_lock_limit(&limit, &used);
  if (status != MEMCALL_OK) return (memguard_status)status;
  if (used == MEMCALL_UNKNOWN) used = atomic_load(&context->locked);
  size_t room = limit == MEMCALL_UNLIMITED || limit == MEMCALL_UNKNOWN ? MEMCALL_UNLIMITED
                : limit > used                                         ? limit - used
                                                                       : 0;
  *bytes = room < left ? room : left;
  return MEMGUARD_OK;
}

memguard_status memguard_preflight(memguard_context *context, size_t count, size_t size,
                                   size_t *needed, size_t *available) {
  static const char function[] = "memguard_preflight";
  memguard_heap *heap = NULL;
  memguard_plan of;
  if (needed != NULL) *needed = 0;
  if (available != NULL) *available = 0;
  if (needed == NULL || available == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, function, "an out-parameter is NULL");
  memguard_status status = memguard_room_plan(context, count, size, function, &heap, &of);
  if (status == MEMGUARD_OK) status = lockable(context, available);
  if (status != MEMGUARD_OK) return status;
  *needed = bytes_to_lock(heap, &of, count, size);
  return *needed <= *available ? MEMGUARD_OK
                               : memguard_report_error(MEMGUARD_ERR_LOCK_LIMIT, function, NULL);
}
