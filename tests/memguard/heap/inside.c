#include "tests/memguard/heap/inside.h"

#include <string.h>

#include "lib/memguard/context/process.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/run.h"
#include "lib/memguard/heap/shard.h"

/* --- Counts ------------------------------------------------------------------------------- */

uint64_t heap_live(memguard_context *context) {
  memguard_report report = {.struct_size = sizeof report};
  return memguard_context_report(context, &report) == MEMGUARD_OK ? report.live : UINT64_MAX;
}

size_t heap_locked(const memguard_context *context) { return atomic_load(&context->locked); }

size_t heap_regions(memguard_context *context) {
  const memguard_heap *heap = memguard_heap_if_any(context);
  return heap != NULL ? memguard_heap_regions(heap) : 0;
}

typedef void (*visit_unit)(const memguard_heap *heap, const memguard_unit *unit, void *user);

static void for_units(memguard_context *context, visit_unit visit, void *user) {
  const memguard_heap *heap = memguard_heap_if_any(context);
  for (uint32_t i = 0; heap != NULL && i < memguard_heap_regions(heap); i++) {
    const memguard_heap_region *region = heap->regions[i];
    for (size_t j = 0; !region->stale && j < region->size >> heap->layout.unit_shift; j++) {
      const memguard_unit *unit = atomic_load(&region->units[j]);
      if (unit != NULL && !atomic_load(&unit->hidden)) visit(heap, unit, user);
    }
  }
}

static size_t bits_of(uint32_t mask) {
  size_t bits = 0;
  for (; mask != 0; mask &= mask - 1) bits++;
  return bits;
}

static void count_free(const memguard_heap *heap, const memguard_unit *unit, void *user) {
  (void)heap;
  *(size_t *)user += bits_of(unit->available);
}

size_t heap_free_pages(memguard_context *context) {
  size_t pages = 0;
  for_units(context, count_free, &pages);
  return pages;
}

static void count_usable(const memguard_heap *heap, const memguard_unit *unit, void *user) {
  (void)heap;
  *(size_t *)user += bits_of(atomic_load(&unit->usable));
}

size_t heap_usable_pages(memguard_context *context) {
  size_t pages = 0;
  for_units(context, count_usable, &pages);
  return pages;
}

/* --- Content ------------------------------------------------------------------------------ */

typedef struct search {
  const unsigned char *bytes;
  size_t size, found;
} search;

static void search_unit(const memguard_heap *heap, const memguard_unit *unit, void *user) {
  search *what = user;
  memguard_unpoison(unit->base, (size_t)1 << heap->layout.unit_shift);
  for (size_t page = 0; page < MEMGUARD_UNIT_PAGES; page++) {
    const unsigned char *at = unit->base + page * heap->layout.page,
                        *end = at + heap->layout.page - what->size;
    if ((atomic_load(&unit->usable) >> page & 1) == 0) continue;
    for (; at <= end; at++) what->found += memcmp(at, what->bytes, what->size) == 0;
  }
}

size_t heap_find(memguard_context *context, const void *bytes, size_t size) {
  search what = {bytes, size, 0};
  for_units(context, search_unit, &what);
  return what.found;
}

memguard_status heap_verify(memguard_context *context) {
  memguard_part *part = memguard_part_if_any(context, MEMGUARD_PART_HEAP);
  return part != NULL ? part->calls->verify(part) : MEMGUARD_OK;
}

memguard_stats heap_stats(memguard_context *context) {
  memguard_stats stats = {.struct_size = sizeof stats};
  memguard_part *part = memguard_part_if_any(context, MEMGUARD_PART_HEAP);
  if (part != NULL) part->calls->count(part, &stats);
  return stats;
}

void heap_trim(memguard_context *context) {
  memguard_part *part = memguard_part_if_any(context, MEMGUARD_PART_HEAP);
  if (part != NULL) part->calls->trim(part);
}

void heap_set_secret(memguard_context *context) {
  context->secret = true;
  context->require |= MEMCALL_SECRET;
  context->fork_action = MEMCALL_FORK_EXCLUDE;
}

void heap_set_flags(memguard_context *context, uint32_t flags) { context->flags = flags; }

void heap_emergency(memguard_context *context) { memguard_context_emergency(context); }

/* --- Shards -------------------------------------------------------------------------------- */

uint32_t heap_own_shard(void) { return memguard_shard_own(); }
uint32_t heap_shards(void) { return MEMGUARD_HEAP_SHARDS; }

/* --- Locks -------------------------------------------------------------------------------- */

static memguard_shard *shard_of(memguard_context *context, uint32_t number) {
  return &memguard_heap_if_any(context)->shards[number];
}

void heap_lock_shard(memguard_context *context, uint32_t number) {
  memguard_lock_acquire(&shard_of(context, number)->lock);
}
void heap_unlock_shard(memguard_context *context, uint32_t number) {
  memguard_lock_release(&shard_of(context, number)->lock);
}
void heap_lock_pool(memguard_context *context) {
  memguard_lock_acquire(&memguard_heap_if_any(context)->pool.lock);
}
void heap_unlock_pool(memguard_context *context) {
  memguard_lock_release(&memguard_heap_if_any(context)->pool.lock);
}

static memguard_span *span_of(memguard_context *context, void *object) {
  memguard_place place;
  memguard_place_find(memguard_heap_if_any(context), object, &place);
  return place.span;
}

void heap_tear_run(memguard_context *context, void *object) {
  memguard_span *span = span_of(context, object);
  (void)memguard_run_hold(span, MEMGUARD_PAGE_HELD);
  memguard_run_object(span)[span->size] ^= 0x21;
}

void heap_mend_run(memguard_context *context, void *object) {
  memguard_span *span = span_of(context, object);
  memguard_run_object(span)[span->size] ^= 0x21;
  memguard_run_let_go(span);
}

static void tear(memguard_span *span) {
  span->used++;
  span->next = span->previous = span;
}

void heap_tear_shard(memguard_context *context) {
  memguard_shard *shard = shard_of(context, memguard_shard_own());
  shard->live += 3;
  for (uint32_t which = 0; which < MEMGUARD_CLASSES; which++)
    if (shard->open[which] != NULL) tear(shard->open[which]);
}

/* --- The table of slots ------------------------------------------------------------------- */

static const memguard_size_classes *table_for(size_t page) {
  static memguard_size_classes table;
  static size_t made_for;
  if (made_for != page) memguard_size_classes_make(page, &table);
  made_for = page;
  return &table;
}

static const memguard_size_class *class_for(size_t page, size_t size) {
  return &table_for(page)->of[memguard_size_class_of(table_for(page), size)];
}

size_t heap_classes(size_t page) { return table_for(page)->count; }
size_t heap_largest(size_t page) { return table_for(page)->largest; }
size_t heap_slot_of(size_t page, size_t size) { return class_for(page, size)->slot; }
size_t heap_slots_of(size_t page, size_t size) { return class_for(page, size)->slots; }
size_t heap_divide(size_t page, size_t size, size_t offset) {
  return (size_t)((uint64_t)offset * class_for(page, size)->reciprocal >> 32);
}
