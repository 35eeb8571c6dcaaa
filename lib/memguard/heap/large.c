/* large.c: objects with a mapping of their own, too large for a unit.

   | guard | canary | object, canary | guard | */
#include "lib/memguard/heap/large.h"

#include <stdlib.h>

#include "lib/memguard/heap/edge.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/roots.h"

/* --- The lists, under their lock ------------------------------------------------------------- */

static memguard_large **list_of(memguard_heap *heap, const void *pointer) {
  uint64_t hash =
      (uint64_t)((uintptr_t)pointer >> heap->layout.page_shift) * UINT64_C(0x9e3779b97f4a7c15);
  return &heap->large[(hash >> 32) % MEMGUARD_LARGE_LISTS];
}

memguard_large **memguard_large_search(memguard_heap *heap, const void *pointer) {
  memguard_large **at = list_of(heap, pointer);
  while (*at != NULL && ((*at)->size == 0 || memguard_large_object(*at) != pointer))
    at = &(*at)->next;
  return at;
}

memguard_violation_kind memguard_large_absent(const memguard_heap *heap, const void *pointer) {
  for (size_t i = 0; i < MEMGUARD_LARGE_ENDED; i++)
    if (heap->ended[i] == (uintptr_t)pointer) return MEMGUARD_VIOLATION_DOUBLE_FREE;
  return MEMGUARD_VIOLATION_FOREIGN_POINTER;
}

/* What was there is no object of before any more. */
static void begin_again(memguard_heap *heap, const memguard_large *large) {
  uintptr_t base = (uintptr_t)large->region.mapping.base;
  for (size_t i = 0; i < MEMGUARD_LARGE_ENDED; i++)
    if (heap->ended[i] - base < large->region.mapping.size) heap->ended[i] = 0;
}

static void note_end(memguard_heap *heap, const memguard_large *large) {
  heap->ended[heap->next_ended++ % MEMGUARD_LARGE_ENDED] = (uintptr_t)memguard_large_object(large);
}

static void add(memguard_heap *heap, memguard_large *large) {
  memguard_large **list = list_of(heap, memguard_large_object(large));
  memguard_lock_acquire(&heap->large_lock);
  begin_again(heap, large);
  large->next = *list;
  *list = large;
  memguard_lock_release(&heap->large_lock);
}

/* --- Taking ---------------------------------------------------------------------------------- */

static bool is_locked(const memguard_large *large) {
  return (large->region.in_force & MEMCALL_LOCKED) != 0;
}

/* Where the lock is only preferred, an object that the budget does not cover goes without. */
static memguard_status map_charged(memguard_context *context, memcall_request *request,
                                   memguard_large *large) {
  large->charged = request->size;
  if ((request->require & MEMCALL_LOCKED) == 0 && large->charged > memguard_budget_left(context)) {
    request->prefer &= ~MEMCALL_LOCKED;
    large->charged = 0;
  }
  memguard_status status = memguard_budget_take(context, large->charged);
  if (status != MEMGUARD_OK) return status;
  status = (memguard_status)memcall_alloc_request(request, &large->region);
  if (status == MEMGUARD_OK && is_locked(large)) return status;
  memguard_budget_give(context, large->charged);
  large->charged = 0;
  return status;
}

static memguard_status map_or_make_room(memguard_heap *heap, const memcall_request *request,
                                        memguard_large *large) {
  const memcall_error before = *memcall_last_error();
  memcall_request attempt = *request;
  memguard_heap_count_call(heap);
  memguard_status status = map_charged(heap->part.context, &attempt, large);
  if (!memguard_heap_make_room(heap, MEMGUARD_PARTS, request->size, status)) return status;
  attempt = *request;
  memguard_heap_count_call(heap);
  status = map_charged(heap->part.context, &attempt, large);
  if (status == MEMGUARD_OK) memguard_restore_error(&before);
  return status;
}

static memguard_status map(memguard_heap *heap, memguard_large *large, const char *function) {
  size_t page = heap->layout.page, more = large->start + MEMGUARD_EDGE + page - 1;
  if (large->size > SIZE_MAX - more || more < large->start)
    return memguard_report_error(MEMGUARD_ERR_OVERFLOW, function, NULL);
  size_t size = (large->size + more) & ~(page - 1);
  memcall_request request = memguard_request_for(heap->part.context, size);
  request.alignment = large->start;
  return map_or_make_room(heap, &request, large);
}

static void free_region(memguard_heap *heap, memguard_large *large) {
  memguard_heap_count_call(heap);
  memguard_give_region(&large->region);
}

static memguard_status enrol(memguard_heap *heap, memguard_large *large) {
  large->entry = memguard_registry_add(&heap->large_table, large);
  if (large->entry != NULL) return MEMGUARD_OK;
  free_region(heap, large);
  memguard_budget_give(heap->part.context, large->charged);
  return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "calloc", NULL);
}

void memguard_large_write_edges(const memguard_heap *heap, const memguard_large *large) {
  const memguard_context *context = heap->part.context;
  memguard_edge_write(context, large->region.data, memguard_large_object(large));
  memguard_edge_write(context, memguard_large_object(large) + large->size,
                      memguard_large_end(large));
}

static memguard_large *make(memguard_heap *heap, size_t start, size_t size, const char *function) {
  memguard_large *large = calloc(1, sizeof *large);
  if (large == NULL) {
    memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "calloc", NULL);
    return NULL;
  }
  large->start = start;
  large->size = size;
  large->wipes = memguard_heap_wipes(heap);
  if (map(heap, large, function) == MEMGUARD_OK && enrol(heap, large) == MEMGUARD_OK) return large;
  free(large);
  return NULL;
}

void *memguard_large_take(memguard_heap *heap, size_t start, size_t size, const char *function) {
  memguard_large *large = make(heap, start, size, function);
  if (large == NULL) return NULL;
  memguard_large_write_edges(heap, large);
  memguard_roots_add(large->region.data, large->region.size, large->region.size);
  add(heap, large);
  memguard_heap_add_apart(heap);
  return memguard_large_object(large);
}

/* --- Giving back ----------------------------------------------------------------------------- */

memguard_violation_kind memguard_large_check(const memguard_heap *heap,
                                             const memguard_large *large) {
  const memguard_context *context = heap->part.context;
  const unsigned char *object = memguard_large_object(large);
  if (large->stale || atomic_load(&large->hidden) || large->wipes != memguard_heap_wipes(heap))
    return 0;
  memguard_violation_kind kind = 0;
  if (!memguard_edge_check(context, object + large->size, memguard_large_end(large))) {
    kind = MEMGUARD_VIOLATION_OVERFLOW;
  } else if (!memguard_edge_check(context, large->region.data, object)) {
    kind = MEMGUARD_VIOLATION_UNDERFLOW;
  }
  return kind != 0 && memguard_heap_unwiped(heap, large->wipes) ? kind : 0;
}

void memguard_large_set_aside(memguard_heap *heap, memguard_large *large) {
  large->size = 0;
  memguard_heap_drop_apart(heap);
}

/* In the order that keeps a wipe in a signal handler from touching what is no longer mapped. */
static void unmap(memguard_heap *heap, memguard_large *large) {
  memguard_heap_wipe_large(heap, large);
  memguard_registry_remove(&heap->large_table, large->entry);
  memguard_roots_remove(large->region.data, large->region.size, large->region.size);
  if (!memguard_large_is_elsewhere(heap, large)) free_region(heap, large);
  memguard_budget_give(heap->part.context, large->charged);
  free(large);
}

/* What a call found at an address. */
typedef struct verdict {
  memguard_large *large; /* out of the list, or NULL */
  memguard_violation_kind kind;
  size_t size;
} verdict;

static verdict take_out(memguard_heap *heap, const void *pointer) {
  verdict found = {NULL, 0, 0};
  memguard_lock_acquire(&heap->large_lock);
  memguard_large **at = memguard_large_search(heap, pointer), *large = *at;
  if (large == NULL) found.kind = memguard_large_absent(heap, pointer);
  if (large != NULL) {
    found = (verdict){NULL, memguard_large_check(heap, large), large->size};
    if (found.kind != 0) {
      memguard_large_set_aside(heap, large);
    } else {
      *at = large->next;
      found.large = large;
      note_end(heap, large);
      if (!large->stale) memguard_heap_drop_apart(heap);
    }
  }
  memguard_lock_release(&heap->large_lock);
  return found;
}

void memguard_large_give(memguard_heap *heap, const memguard_place *place, const char *function) {
  verdict found = take_out(heap, place->pointer);
  if (found.large != NULL) {
    unmap(heap, found.large);
  } else {
    (void)memguard_violate(heap->part.context, found.kind, function, found.size);
  }
}
