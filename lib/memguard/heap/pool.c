/* pool.c: free pages, kept by unit, and units by the longest run they can give. */
#include "lib/memguard/heap/pool.h"

#include "lib/memguard/heap/bits.h"
#include "lib/memguard/heap/poison.h"

/* --- Lists of units -------------------------------------------------------------------------- */

static uint32_t longest_run(uint32_t pages) {
  uint32_t length = 0;
  for (; pages != 0; pages &= pages << 1) length++;
  return length;
}

static void unlink_unit(memguard_pool *pool, memguard_unit *unit) {
  if (unit->next != NULL) unit->next->previous = unit->previous;
  if (unit->previous != NULL) {
    unit->previous->next = unit->next;
  } else {
    pool->lists[unit->longest] = unit->next;
  }
}

static void link_unit(memguard_pool *pool, memguard_unit *unit) {
  memguard_unit **list = &pool->lists[unit->longest];
  unit->previous = NULL;
  unit->next = *list;
  if (*list != NULL) (*list)->previous = unit;
  *list = unit;
}

/* List 0 is not kept: its units have nothing to give. */
static void set_available(memguard_pool *pool, memguard_unit *unit, uint32_t pages) {
  uint32_t longest = longest_run(pages);
  unit->available = pages;
  if (longest == unit->longest) return;
  if (unit->longest != 0) unlink_unit(pool, unit);
  unit->longest = longest;
  if (longest != 0) link_unit(pool, unit);
}

/* --- Pages ----------------------------------------------------------------------------------- */

static uint32_t mask_of(uint32_t first, uint32_t pages) { return ((1u << pages) - 1) << first; }

/* The first page of the first run that is long enough. */
static uint32_t first_fit(const memguard_unit *unit, uint32_t pages) {
  uint32_t starts = unit->available;
  for (uint32_t i = 1; i < pages; i++) starts &= unit->available >> i;
  return memguard_lowest_bit(starts);
}

static memguard_unit *unit_with(const memguard_pool *pool, uint32_t pages) {
  for (uint32_t length = pages; length < MEMGUARD_UNIT_PAGES; length++)
    if (pool->lists[length] != NULL) return pool->lists[length];
  return NULL;
}

bool memguard_pool_has(const memguard_pool *pool, uint32_t pages) {
  return unit_with(pool, pages) != NULL;
}

memguard_span *memguard_pool_take(memguard_heap *heap, uint32_t pages) {
  memguard_pool *pool = &heap->pool;
  memguard_span *span = NULL;
  memguard_lock_acquire(&pool->lock);
  memguard_unit *unit = unit_with(pool, pages);
  if (unit != NULL) {
    uint32_t first = first_fit(unit, pages);
    set_available(pool, unit, unit->available & ~mask_of(first, pages));
    span = memguard_unit_span(&heap->layout, unit, first);
    memguard_unpoison(span->data, pages << heap->layout.page_shift);
  }
  memguard_lock_release(&pool->lock);
  return span;
}

void memguard_pool_remove(memguard_pool *pool, memguard_unit *unit, uint32_t first,
                          uint32_t pages) {
  set_available(pool, unit, unit->available & ~mask_of(first, pages));
}

void memguard_pool_empty(memguard_heap *heap) {
  heap->pool.want = 1;
  heap->pool.pages = heap->pool.kept = 0;
  for (uint32_t length = 0; length < MEMGUARD_UNIT_PAGES; length++) heap->pool.lists[length] = NULL;
}

void memguard_pool_add(memguard_pool *pool, memguard_unit *unit, uint32_t first, uint32_t pages) {
  set_available(pool, unit, unit->available | mask_of(first, pages));
}

void memguard_pool_give(memguard_heap *heap, memguard_span *first, uint32_t pages) {
  memguard_unit *unit = memguard_span_unit(&heap->layout, first);
  memguard_poison(first->data, pages << heap->layout.page_shift);
  memguard_lock_acquire(&heap->pool.lock);
  for (uint32_t page = first->page; page < first->page + pages; page++)
    atomic_store_explicit(&memguard_unit_span(&heap->layout, unit, page)->tag, MEMGUARD_PAGE_FREED,
                          memory_order_release);
  if (!memguard_unit_is_purged(unit))
    set_available(&heap->pool, unit, unit->available | mask_of(first->page, pages));
  memguard_lock_release(&heap->pool.lock);
}

/* --- Counting -------------------------------------------------------------------------------- */

/* As first_fit would take them, one after the other. */
uint32_t memguard_pool_runs_of(uint32_t set, uint32_t pages) {
  uint32_t runs = 0, length = 0;
  for (; set != 0; set >>= 1) {
    length = (set & 1) != 0 ? length + 1 : 0;
    if (length != pages) continue;
    runs++;
    length = 0;
  }
  return runs;
}

uint64_t memguard_pool_runs(const memguard_pool *pool, uint32_t pages) {
  uint64_t runs = 0;
  for (uint32_t length = pages; length < MEMGUARD_UNIT_PAGES; length++)
    for (const memguard_unit *unit = pool->lists[length]; unit != NULL; unit = unit->next)
      runs += memguard_pool_runs_of(unit->available, pages);
  return runs;
}
