/* check.c: whether a heap's bookkeeping agrees with itself and with its pages. */
#include <string.h>

#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/poison.h"
#include "lib/memguard/heap/slots.h"
#include "tests/memguard/heap/inside.h"

#define HOLD(condition) \
  if (!(condition)) return #condition

static bool is_zero(const unsigned char *bytes, size_t size) {
  memguard_unpoison(bytes, size);
  for (size_t i = 0; i < size; i++)
    if (bytes[i] != 0) return false;
  return true;
}

static bool is_listed(const memguard_shard *shard, const memguard_span *span) {
  for (const memguard_span *one = shard->open[span->which]; one != NULL; one = one->next)
    if (one == span) return true;
  return false;
}

static const char *check_slots(const memguard_heap *heap, memguard_span *span, uint32_t number) {
  const memguard_shard *shard = &heap->shards[number];
  const uint16_t *sizes = memguard_span_sizes(&heap->layout, span);
  uint32_t available = 0;
  for (uint32_t slot = 0; slot < span->cut.slots; slot++) {
    if (!memguard_slot_is_available(span, slot)) continue;
    available++;
    HOLD(sizes[slot] == 0);
    HOLD(span->wipes != shard->wipes || is_zero(memguard_slot_start(span, slot), span->cut.slot));
  }
  HOLD(sizes[-1] != 0);
  HOLD(number < MEMGUARD_HEAP_SHARDS);
  if (span->wipes != shard->wipes) return NULL; /* from before a wipe: slots may be forgotten */
  HOLD(span->used + available == span->cut.slots);
  HOLD(span->listed == (available != 0));
  HOLD(is_listed(shard, span) == span->listed);
  HOLD(span->used != 0 || (span->next == NULL && span->previous == NULL));
  return NULL;
}

static const char *check_page(const memguard_heap *heap, memguard_unit *unit, uint32_t page) {
  memguard_span *span = memguard_unit_span(&heap->layout, unit, page);
  uint32_t tag = atomic_load(&span->tag);
  bool usable = (atomic_load(&unit->usable) >> page & 1) != 0,
       free = (unit->available >> page & 1) != 0;
  HOLD(span->page == page && span->data == unit->base + page * heap->layout.page);
  HOLD(usable || (!free && (tag == MEMGUARD_PAGE_NEW || tag == MEMGUARD_PAGE_FREED)));
  if (free) {
    HOLD(tag == MEMGUARD_PAGE_NEW || tag == MEMGUARD_PAGE_FREED);
    HOLD(is_zero(span->data, heap->layout.page));
  }
  if (memguard_span_kind(tag) == MEMGUARD_PAGE_SLOTS) {
    HOLD(!free);
    return check_slots(heap, span, tag >> 8);
  }
  return NULL;
}

static uint32_t longest_run(uint32_t pages) {
  uint32_t longest = 0, length = 0;
  for (uint32_t page = 0; page < MEMGUARD_UNIT_PAGES; page++) {
    length = (pages >> page & 1) != 0 ? length + 1 : 0;
    if (length > longest) longest = length;
  }
  return longest;
}

static const char *check_unit(const memguard_heap *heap, memguard_unit *unit) {
  bool listed = false;
  for (const memguard_unit *one = heap->pool.lists[unit->longest]; one != NULL; one = one->next)
    listed |= one == unit;
  HOLD(unit->longest == longest_run(unit->available));
  HOLD(listed == (unit->longest != 0));
  for (uint32_t page = 1; page < MEMGUARD_UNIT_PAGES; page++) {
    const char *flaw = check_page(heap, unit, page);
    if (flaw != NULL) return flaw;
  }
  return NULL;
}

static const char *check_region(const memguard_heap *heap, const memguard_heap_region *region) {
  for (size_t i = 0; !region->stale && i < region->size >> heap->layout.unit_shift; i++) {
    memguard_unit *unit = atomic_load(&region->units[i]);
    const char *flaw = unit != NULL ? check_unit(heap, unit) : NULL;
    if (flaw != NULL) return flaw;
  }
  return NULL;
}

const char *heap_flaw(memguard_context *context) {
  (void)heap_live(context); /* shards drop what a wipe ended */
  const memguard_heap *heap = memguard_heap_if_any(context);
  for (uint32_t i = 0; heap != NULL && i < memguard_heap_regions(heap); i++) {
    const char *flaw = check_region(heap, heap->regions[i]);
    if (flaw != NULL) return flaw;
  }
  return NULL;
}
