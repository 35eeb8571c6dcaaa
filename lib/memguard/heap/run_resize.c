/* run_resize.c: objects of whole pages, once they are there: finding and resizing them. */
#include "lib/memguard/heap/bytes.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/run.h"

/* --- Finding --------------------------------------------------------------------------------- */

static memguard_status status_of(const memguard_heap *heap, const memguard_place *place) {
  uint32_t tag = atomic_load_explicit(&place->span->tag, memory_order_acquire);
  bool run = tag == MEMGUARD_PAGE_RUN || tag == MEMGUARD_PAGE_HELD;
  if (!run || place->offset != place->span->start) return MEMGUARD_ERR_INVALID;
  if (place->region->stale) return MEMGUARD_ERR_FORKED;
  bool gone =
      memguard_unit_is_purged(place->unit) || place->span->wipes != memguard_heap_wipes(heap);
  return gone ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK;
}

void memguard_run_find(memguard_heap *heap, const memguard_place *place, memguard_object *out) {
  *out = (memguard_object){.status = status_of(heap, place)};
  if (out->status == MEMGUARD_ERR_INVALID) return;
  out->size = place->span->size;
  out->in_force = memguard_place_in_force(place, place->span->pages);
}

/* --- Resizing, the run being held ------------------------------------------------------------ */

/* In this order, so that a child that goes on from here has no page twice. */
static void give_tail(memguard_heap *heap, memguard_span *span, size_t pages) {
  memguard_span *tail = memguard_run_entry(heap, span, pages);
  size_t more = span->pages - pages;
  span->pages = pages;
  memguard_bytes_clear(tail->data, more << heap->layout.page_shift);
  memguard_pool_give(heap, tail, (uint32_t)more);
}

static void refit(memguard_heap *heap, memguard_span *span, size_t size) {
  size_t pages = memguard_run_pages(heap, span->start, size);
  if (size > span->size)
    memguard_bytes_clear(memguard_run_object(span) + span->size, size - span->size);
  if (pages < span->pages) give_tail(heap, span, pages);
  span->size = size;
  memguard_run_write_edges(heap, span);
}

/* What came of it; kind 0: nothing is wrong with the run. */
typedef struct outcome {
  memguard_resizing resizing;
  memguard_status status;
  memguard_violation_kind kind;
} outcome;

static outcome resize_held(memguard_heap *heap, const memguard_place *place, size_t size) {
  memguard_span *span = place->span;
  outcome result = {MEMGUARD_NOT_RESIZED, status_of(heap, place), 0};
  if (result.status != MEMGUARD_OK) return result;
  result.kind = memguard_run_inspect(heap, span);
  if (result.kind != 0) return result;
  result.resizing = MEMGUARD_MUST_MOVE;
  if (!memguard_run_fits(heap, span->start, size) ||
      memguard_run_pages(heap, span->start, size) > span->pages)
    return result;
  refit(heap, span, size);
  result.resizing = MEMGUARD_RESIZED;
  return result;
}

/* A corrupt one is not let go: its pages are never used again. */
static outcome resize(memguard_heap *heap, const memguard_place *place, size_t size) {
  outcome result = {MEMGUARD_NOT_RESIZED, MEMGUARD_ERR_INVALID, 0};
  if (status_of(heap, place) == MEMGUARD_ERR_INVALID ||
      !memguard_run_hold(place->span, MEMGUARD_PAGE_HELD))
    return result;
  result = resize_held(heap, place, size);
  if (result.kind == 0) {
    memguard_run_let_go(place->span);
  } else {
    atomic_store_explicit(&place->span->tag, MEMGUARD_PAGE_LEAVING, memory_order_release);
    memguard_heap_drop_apart(heap);
  }
  return result;
}

memguard_resizing memguard_run_resize(memguard_heap *heap, const memguard_place *place, size_t size,
                                      const char *function) {
  memguard_heap_begin(&heap->writers);
  outcome result = resize(heap, place, size);
  memguard_heap_end(&heap->writers);
  if (result.kind != 0) {
    (void)memguard_violate(heap->part.context, result.kind, function, place->span->size);
  } else if (result.status == MEMGUARD_ERR_INVALID) {
    memguard_run_refuse(heap, place, function);
  } else if (result.status != MEMGUARD_OK) {
    memguard_report_error(result.status, function, NULL);
  }
  return result.resizing;
}

/* --- In a child ------------------------------------------------------------------------------ */

/* Where a resizing was interrupted, its size may be the old one or the new, and its canaries
   neither's. */
static void mend(memguard_heap *heap, memguard_span *span) {
  if (atomic_load_explicit(&span->tag, memory_order_relaxed) != MEMGUARD_PAGE_HELD) return;
  memguard_run_write_edges(heap, span);
  memguard_run_let_go(span);
}

void memguard_run_forked(memguard_heap *heap, const memguard_heap_region *region) {
  for (size_t i = 0; !region->stale && i < region->size >> heap->layout.unit_shift; i++) {
    memguard_unit *unit = atomic_load_explicit(&region->units[i], memory_order_relaxed);
    if (unit == NULL) return;
    for (size_t page = 1; !memguard_unit_is_purged(unit) && page < MEMGUARD_UNIT_PAGES; page++)
      mend(heap, memguard_unit_span(&heap->layout, unit, page));
  }
}
