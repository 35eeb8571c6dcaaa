/* run.c: objects of whole pages, which belong to no shard: who changes the tag of the first page
   has the run.

   | canary | object | canary, to the end of the last page | */
#include "lib/memguard/heap/bytes.h"
#include "lib/memguard/heap/edge.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

static size_t pages_for(const memguard_heap *heap, size_t size) {
  return (size + 2 * MEMGUARD_EDGE + heap->layout.page - 1) >> heap->layout.page_shift;
}

bool memguard_run_fits(const memguard_heap *heap, size_t size) {
  return size <= MEMGUARD_UNIT_DATA_PAGES * heap->layout.page - 2 * MEMGUARD_EDGE;
}

/* --- Taking ---------------------------------------------------------------------------------- */

static memguard_status take_pages(memguard_heap *heap, uint32_t pages, memguard_span **out) {
  while ((*out = memguard_pool_take(heap, pages)) == NULL) {
    if (memguard_shard_reclaim(heap)) continue;
    memguard_status status = memguard_region_grow(heap, pages);
    if (status != MEMGUARD_OK) return status;
  }
  return MEMGUARD_OK;
}

static unsigned char *end_of(const memguard_heap *heap, const memguard_span *span) {
  return span->data + (span->pages << heap->layout.page_shift);
}

static void write_edges(const memguard_heap *heap, const memguard_span *span) {
  unsigned char *object = span->data + MEMGUARD_EDGE;
  memguard_edge_write(heap->part.context, span->data, object);
  memguard_edge_write(heap->part.context, object + span->size, end_of(heap, span));
}

static memguard_span *entry(const memguard_heap *heap, memguard_span *first, size_t page) {
  return (memguard_span *)(void *)((unsigned char *)first + page * heap->layout.stride);
}

static void tag_pages(const memguard_heap *heap, memguard_span *span) {
  for (size_t i = 1; i < span->pages; i++)
    atomic_store_explicit(&entry(heap, span, i)->tag, MEMGUARD_PAGE_INSIDE, memory_order_relaxed);
  atomic_store_explicit(&span->tag, MEMGUARD_PAGE_RUN, memory_order_release);
}

void *memguard_run_take(memguard_heap *heap, size_t size, const char *function) {
  memguard_span *span = NULL;
  size_t pages = pages_for(heap, size);
  uint32_t wipes = memguard_heap_wipes(heap);
  if (take_pages(heap, (uint32_t)pages, &span) != MEMGUARD_OK) return NULL;
  if (!memguard_bytes_are_zero(span->data, pages << heap->layout.page_shift)) {
    (void)memguard_violate(heap->part.context, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, function, 0);
    return NULL; /* and the pages are never used again */
  }
  span->wipes = wipes;
  span->size = size;
  span->pages = pages;
  write_edges(heap, span);
  tag_pages(heap, span);
  memguard_heap_count_apart(heap, 1);
  return span->data + MEMGUARD_EDGE;
}

/* --- Giving back ----------------------------------------------------------------------------- */

static bool is_retired(const memguard_heap *heap, const memguard_span *span) {
  return span->wipes != memguard_heap_wipes(heap);
}

/* The right to end the run; only one caller gets it. */
static bool claim(memguard_span *span) {
  uint32_t run = MEMGUARD_PAGE_RUN;
  return atomic_compare_exchange_strong_explicit(&span->tag, &run, MEMGUARD_PAGE_LEAVING,
                                                 memory_order_acq_rel, memory_order_acquire);
}

static memguard_violation_kind check(const memguard_heap *heap, const memguard_span *span) {
  const unsigned char *object = span->data + MEMGUARD_EDGE;
  if (!memguard_edge_check(heap->part.context, object + span->size, end_of(heap, span)))
    return MEMGUARD_VIOLATION_OVERFLOW;
  if (!memguard_edge_check(heap->part.context, span->data, object))
    return MEMGUARD_VIOLATION_UNDERFLOW;
  return 0;
}

/* What is wrong with a run that is this caller's. A canary that a wipe zeroed was not broken. */
static memguard_violation_kind inspect(const memguard_heap *heap, const memguard_span *span) {
  memguard_violation_kind kind = is_retired(heap, span) ? 0 : check(heap, span);
  return kind != 0 && memguard_heap_unwiped(heap, span->wipes) ? kind : 0;
}

static void release(memguard_heap *heap, memguard_span *span) {
  memguard_bytes_clear(span->data, span->pages << heap->layout.page_shift);
  memguard_pool_give(heap, span, (uint32_t)span->pages);
}

/* A freed page, or an address at which no object begins. Of what stayed with the parent nothing is
   said. */
static void refuse(memguard_heap *heap, const memguard_place *place, const char *function) {
  uint32_t kind = memguard_span_kind(atomic_load_explicit(&place->span->tag, memory_order_acquire));
  bool freed = kind == MEMGUARD_PAGE_FREED ||
               (kind == MEMGUARD_PAGE_LEAVING && place->offset == MEMGUARD_EDGE);
  if (place->region->stale) {
    memguard_report_error(MEMGUARD_ERR_INVALID, function, NULL);
  } else {
    (void)memguard_violate(
        heap->part.context,
        freed ? MEMGUARD_VIOLATION_DOUBLE_FREE : MEMGUARD_VIOLATION_FOREIGN_POINTER, function, 0);
  }
}

void memguard_run_give(memguard_heap *heap, const memguard_place *place, const char *function) {
  memguard_span *span = place->span;
  if (place->offset != MEMGUARD_EDGE || !claim(span)) {
    refuse(heap, place, function);
    return;
  }
  if (place->region->stale) return;
  memguard_heap_count_apart(heap, -1);
  memguard_violation_kind kind = inspect(heap, span);
  if (kind != 0) {
    (void)memguard_violate(heap->part.context, kind, function, span->size);
  } else {
    release(heap, span);
  }
}

/* --- Finding, resizing ----------------------------------------------------------------------- */

static memguard_status status_of(const memguard_heap *heap, const memguard_place *place) {
  uint32_t tag = atomic_load_explicit(&place->span->tag, memory_order_acquire);
  if (place->offset != MEMGUARD_EDGE || tag != MEMGUARD_PAGE_RUN) return MEMGUARD_ERR_INVALID;
  if (place->region->stale) return MEMGUARD_ERR_FORKED;
  return is_retired(heap, place->span) ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK;
}

void memguard_run_find(memguard_heap *heap, const memguard_place *place, memguard_object *out) {
  *out = (memguard_object){.status = status_of(heap, place)};
  if (out->status == MEMGUARD_ERR_INVALID) return;
  out->size = place->span->size;
  out->in_force = memguard_place_in_force(place, place->span->pages);
}

static void give_tail(memguard_heap *heap, memguard_span *span, size_t pages) {
  memguard_span *tail = entry(heap, span, pages);
  memguard_bytes_clear(tail->data, (span->pages - pages) << heap->layout.page_shift);
  memguard_pool_give(heap, tail, (uint32_t)(span->pages - pages));
  span->pages = pages;
}

/* Its pages are never used again. */
static void set_aside(memguard_heap *heap, memguard_span *span, memguard_violation_kind kind,
                      const char *function) {
  if (!claim(span)) return;
  memguard_heap_count_apart(heap, -1);
  (void)memguard_violate(heap->part.context, kind, function, span->size);
}

static void refit(memguard_heap *heap, memguard_span *span, size_t size) {
  size_t pages = pages_for(heap, size);
  if (size > span->size)
    memguard_bytes_clear(span->data + MEMGUARD_EDGE + span->size, size - span->size);
  if (pages < span->pages) give_tail(heap, span, pages);
  span->size = size;
  write_edges(heap, span);
}

memguard_resizing memguard_run_resize(memguard_heap *heap, const memguard_place *place, size_t size,
                                      const char *function) {
  memguard_span *span = place->span;
  memguard_status status = status_of(heap, place);
  memguard_violation_kind kind = status == MEMGUARD_OK ? inspect(heap, span) : 0;
  if (status == MEMGUARD_ERR_INVALID) {
    refuse(heap, place, function);
  } else if (status != MEMGUARD_OK) {
    memguard_report_error(status, function, NULL);
  } else if (kind != 0) {
    set_aside(heap, span, kind, function);
  } else if (pages_for(heap, size) > span->pages) {
    return MEMGUARD_MUST_MOVE;
  } else {
    refit(heap, span, size);
    return MEMGUARD_RESIZED;
  }
  return MEMGUARD_NOT_RESIZED;
}
