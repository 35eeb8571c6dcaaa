/* run.c: objects of whole pages: taking and giving back. */
#include "lib/memguard/heap/run.h"

#include "lib/memguard/heap/bytes.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

/* Secret memory cannot grow, so there each object has a mapping of its own. */
bool memguard_run_fits(const memguard_heap *heap, size_t start, size_t size) {
  if (heap->part.context->secret) return false;
  size_t most = MEMGUARD_UNIT_DATA_PAGES * heap->layout.page - MEMGUARD_EDGE;
  return start < heap->layout.page && size <= most - start;
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

void memguard_run_write_edges(const memguard_heap *heap, const memguard_span *span) {
  const memguard_context *context = heap->part.context;
  unsigned char *object = memguard_run_object(span);
  memguard_edge_write(context, span->data, object);
  memguard_edge_write(context, object + span->size, memguard_run_end(heap, span));
}

static void tag_pages(const memguard_heap *heap, memguard_span *span) {
  for (size_t i = 1; i < span->pages; i++)
    atomic_store_explicit(&memguard_run_entry(heap, span, i)->tag, MEMGUARD_PAGE_INSIDE,
                          memory_order_relaxed);
  atomic_store_explicit(&span->tag, MEMGUARD_PAGE_RUN, memory_order_release);
}

/* false: the pages were written while they were free, and are never used again. */
static bool make(memguard_heap *heap, memguard_span *span, const memguard_span *what) {
  if (!memguard_bytes_are_zero(span->data, what->pages << heap->layout.page_shift)) return false;
  span->wipes = what->wipes;
  span->start = what->start;
  span->size = what->size;
  span->pages = what->pages;
  memguard_run_write_edges(heap, span);
  tag_pages(heap, span);
  memguard_heap_add_apart(heap);
  return true;
}

void *memguard_run_take(memguard_heap *heap, size_t start, size_t size, const char *function) {
  memguard_span *span = NULL;
  const memguard_span what = {.wipes = memguard_heap_wipes(heap),
                              .start = start,
                              .size = size,
                              .pages = memguard_run_pages(heap, start, size)};
  memguard_heap_begin(&heap->writers);
  bool found = take_pages(heap, (uint32_t)what.pages, &span) == MEMGUARD_OK;
  bool made = found && make(heap, span, &what);
  memguard_heap_end(&heap->writers);
  if (found && !made)
    (void)memguard_violate(heap->part.context, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, function, 0);
  return made ? span->data + start : NULL;
}

/* --- Giving back ----------------------------------------------------------------------------- */

bool memguard_run_hold(memguard_span *span, uint32_t as) {
  uint32_t tag = MEMGUARD_PAGE_RUN;
  while (!atomic_compare_exchange_weak_explicit(&span->tag, &tag, as, memory_order_acq_rel,
                                                memory_order_acquire)) {
    if (tag != MEMGUARD_PAGE_RUN && tag != MEMGUARD_PAGE_HELD) return false;
    if (tag == MEMGUARD_PAGE_HELD) memcall_host_yield();
    tag = MEMGUARD_PAGE_RUN;
  }
  return true;
}

void memguard_run_let_go(memguard_span *span) {
  atomic_store_explicit(&span->tag, MEMGUARD_PAGE_RUN, memory_order_release);
}

static memguard_violation_kind check(const memguard_heap *heap, const memguard_span *span) {
  const memguard_context *context = heap->part.context;
  const unsigned char *object = memguard_run_object(span);
  if (!memguard_edge_check(context, object + span->size, memguard_run_end(heap, span)))
    return MEMGUARD_VIOLATION_OVERFLOW;
  return memguard_edge_check(context, span->data, object) ? 0 : MEMGUARD_VIOLATION_UNDERFLOW;
}

/* A canary that a wipe zeroed was not broken. */
memguard_violation_kind memguard_run_inspect(const memguard_heap *heap, const memguard_span *span) {
  memguard_violation_kind kind = span->wipes != memguard_heap_wipes(heap) ? 0 : check(heap, span);
  return kind != 0 && memguard_heap_unwiped(heap, span->wipes) ? kind : 0;
}

/* Of what stayed with the parent nothing is said. */
void memguard_run_refuse(memguard_heap *heap, const memguard_place *place, const char *function) {
  uint32_t kind = memguard_place_kind(place);
  bool freed = kind == MEMGUARD_PAGE_FREED ||
               (kind == MEMGUARD_PAGE_LEAVING && place->offset == place->span->start);
  if (place->region->stale || memguard_unit_is_purged(place->unit)) {
    memguard_report_error(MEMGUARD_ERR_INVALID, function, NULL);
  } else {
    (void)memguard_violate(
        heap->part.context,
        freed ? MEMGUARD_VIOLATION_DOUBLE_FREE : MEMGUARD_VIOLATION_FOREIGN_POINTER, function, 0);
  }
}

/* Ends a run that is this caller's, wiped where it can be written. Answers what is wrong with it. */
static memguard_violation_kind end_run(memguard_heap *heap, const memguard_place *place) {
  memguard_span *span = place->span;
  if (place->region->stale) return 0;
  memguard_heap_drop_apart(heap);
  if (memguard_unit_is_purged(place->unit)) return 0;
  memguard_violation_kind kind = memguard_run_inspect(heap, span);
  if (kind != 0) return kind;
  memguard_bytes_clear(span->data, span->pages << heap->layout.page_shift);
  memguard_pool_give(heap, span, (uint32_t)span->pages);
  return 0;
}

static bool is_run(const memguard_place *place) {
  uint32_t tag = atomic_load_explicit(&place->span->tag, memory_order_acquire);
  return (tag == MEMGUARD_PAGE_RUN || tag == MEMGUARD_PAGE_HELD) &&
         place->offset == place->span->start;
}

void memguard_run_give(memguard_heap *heap, const memguard_place *place, const char *function) {
  memguard_violation_kind kind = 0;
  memguard_heap_begin(&heap->writers);
  bool ours = is_run(place) && memguard_run_hold(place->span, MEMGUARD_PAGE_LEAVING);
  if (ours) kind = end_run(heap, place);
  memguard_heap_end(&heap->writers);
  if (!ours) {
    memguard_run_refuse(heap, place, function);
  } else if (kind != 0) {
    (void)memguard_violate(heap->part.context, kind, function, place->span->size);
  }
}
