/* locate.c: which object an address belongs to or stands beside, for the report of a crash. The
   bookkeeping may be changing meanwhile: then a number is wrong, but nothing outside it is read. */
#include "lib/memguard/heap/large.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/slots.h"

typedef struct neighbour {
  const unsigned char *object;
  size_t size; /* 0: there is none */
} neighbour;

/* --- Objects on a page ----------------------------------------------------------------------- */

static uint32_t slots_on(const memguard_heap *heap, const memguard_span *span) {
  uint32_t slots = span->cut.slots;
  return slots < heap->layout.words * 64 ? slots : 0;
}

/* The last object of the page, or its first. */
static neighbour slot_of(const memguard_heap *heap, memguard_span *span, bool last) {
  const uint16_t *sizes = memguard_span_sizes(&heap->layout, span);
  uint32_t slots = slots_on(heap, span);
  for (uint32_t i = 0; i < slots; i++) {
    uint32_t slot = last ? slots - 1 - i : i;
    if (sizes[slot] != 0) return (neighbour){memguard_slot_start(span, slot), sizes[slot]};
  }
  return (neighbour){NULL, 0};
}

/* The run that a page is part of. */
static neighbour run_of(const memguard_heap *heap, const memguard_place *place) {
  for (size_t page = place->page; page > 0; page--) {
    memguard_span *span = memguard_unit_span(&heap->layout, place->unit, page);
    uint32_t kind = memguard_span_kind(atomic_load_explicit(&span->tag, memory_order_acquire));
    if (kind == MEMGUARD_PAGE_RUN) return (neighbour){span->data + MEMGUARD_EDGE, span->size};
    if (kind != MEMGUARD_PAGE_INSIDE) break;
  }
  return (neighbour){NULL, 0};
}

static neighbour object_at(memguard_heap *heap, const unsigned char *address, bool last) {
  memguard_place place;
  memguard_place_find(heap, address, &place);
  switch (memguard_place_kind(&place)) {
    case MEMGUARD_PAGE_SLOTS:
      return slot_of(heap, place.span, last);
    case MEMGUARD_PAGE_RUN:
    case MEMGUARD_PAGE_INSIDE:
      return run_of(heap, &place);
    default:
      return (neighbour){NULL, 0};
  }
}

/* --- Around a page that faulted -------------------------------------------------------------- */

static bool is_nearer(const memguard_spot *spot, const memguard_spot *other) {
  return other->size == 0 || spot->before + spot->past < other->before + other->past;
}

static memguard_spot beside(const neighbour *found, const unsigned char *address) {
  memguard_spot spot = {.object = "heap object", .state = ""};
  memguard_spot_measure(&spot, address, found->object, found->size);
  return spot;
}

/* What is before the page and what is behind it; the nearer is meant. */
static bool locate_between(memguard_heap *heap, const unsigned char *address, memguard_spot *spot) {
  size_t page = heap->layout.page;
  neighbour left = object_at(heap, address - page, true);
  neighbour right = object_at(heap, address + page, false);
  memguard_spot past = beside(&left, address), before = beside(&right, address);
  if (left.size == 0 && right.size == 0) return false;
  *spot = left.size != 0 && is_nearer(&past, &before) ? past : before;
  return true;
}

static bool locate_in_region(memguard_heap *heap, const unsigned char *address,
                             memguard_spot *spot) {
  for (uint32_t i = 0; i < memguard_heap_regions(heap); i++) {
    const memguard_heap_region *region = heap->regions[i];
    if ((uintptr_t)address - (uintptr_t)region->base >= region->size + heap->layout.page) continue;
    if (region->stale) {
      *spot = (memguard_spot){.object = "memory of the parent process", .state = ""};
    } else if (!locate_between(heap, address, spot)) {
      *spot = (memguard_spot){.object = "memory of the heap that holds no object", .state = ""};
    }
    return true;
  }
  return false;
}

/* --- Objects with a mapping of their own ----------------------------------------------------- */

typedef struct search {
  const unsigned char *address;
  memguard_spot *spot;
  bool found;
} search;

static void look_at(void *object, void *user) {
  const memguard_large *large = object;
  search *it = user;
  if (!memguard_spot_is_in(&large->region, it->address)) return;
  *it->spot = (memguard_spot){.object = "heap object", .state = ""};
  memguard_spot_measure(it->spot, it->address, memguard_large_object(large), large->size);
  it->found = true;
}

bool memguard_heap_locate(memguard_part *part, const unsigned char *address, memguard_spot *spot) {
  memguard_heap *heap = (memguard_heap *)part;
  search it = {address, spot, false};
  if (locate_in_region(heap, address, spot)) return true;
  memguard_registry_each(&heap->large_table, true, look_at, &it);
  return it.found;
}
