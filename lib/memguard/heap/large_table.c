/* large_table.c: objects with a mapping of their own: finding and resizing one, and what is done to
 * all of them. */
#include <stdlib.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memguard/heap/bytes.h"
#include "lib/memguard/heap/large.h"
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/relock.h"
#include "lib/memguard/heap/roots.h"

/* --- One ------------------------------------------------------------------------------------- */

static memguard_status status_of(const memguard_heap *heap, const memguard_large *large) {
  if (large == NULL) return MEMGUARD_ERR_INVALID;
  if (large->stale) return MEMGUARD_ERR_FORKED;
  return large->wipes != memguard_heap_wipes(heap) ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK;
}

void memguard_large_find(memguard_heap *heap, const memguard_place *place, memguard_object *out) {
  memguard_lock_acquire(&heap->large_lock);
  const memguard_large *large = *memguard_large_search(heap, place->pointer);
  *out = (memguard_object){.status = status_of(heap, large)};
  if (large != NULL) {
    out->size = large->size;
    out->in_force = large->region.in_force;
  }
  memguard_lock_release(&heap->large_lock);
}

/* A much smaller object moves, so that its pages are given back. */
static bool stays(const memguard_heap *heap, const memguard_large *large, size_t size) {
  size_t room = large->region.size - large->start - MEMGUARD_EDGE;
  return size <= room && (size > room / 2 || !memguard_run_fits(heap, MEMGUARD_EDGE, size));
}

static memguard_resizing refit(const memguard_heap *heap, memguard_large *large, size_t size) {
  if (!stays(heap, large, size)) return MEMGUARD_MUST_MOVE;
  if (size > large->size)
    memguard_bytes_clear(memguard_large_object(large) + large->size, size - large->size);
  large->size = size;
  memguard_large_write_edges(heap, large);
  return MEMGUARD_RESIZED;
}

typedef struct outcome {
  memguard_resizing resizing;
  memguard_status status;
  memguard_violation_kind kind;
  size_t size;
} outcome;

static outcome resize(memguard_heap *heap, const void *pointer, size_t size) {
  memguard_large *large = *memguard_large_search(heap, pointer);
  outcome result = {MEMGUARD_NOT_RESIZED, status_of(heap, large), 0, 0};
  if (large == NULL) result.kind = memguard_large_absent(heap, pointer);
  if (result.status != MEMGUARD_OK) return result;
  result.kind = memguard_large_check(heap, large);
  result.size = large->size;
  if (result.kind != 0) {
    memguard_large_set_aside(heap, large);
  } else {
    result.resizing = refit(heap, large, size);
  }
  return result;
}

memguard_resizing memguard_large_resize(memguard_heap *heap, const memguard_place *place,
                                        size_t size, const char *function) {
  memguard_lock_acquire(&heap->large_lock);
  outcome result = resize(heap, place->pointer, size);
  memguard_lock_release(&heap->large_lock);
  if (result.kind != 0) {
    (void)memguard_violate(heap->part.context, result.kind, function, result.size);
  } else if (result.status != MEMGUARD_OK) {
    memguard_report_error(result.status, function, NULL);
  }
  return result.resizing;
}

/* --- All ------------------------------------------------------------------------------------- */

static void wipe_one(void *large, void *heap) { memguard_heap_wipe_large(heap, large); }

void memguard_large_wipe(memguard_heap *heap) {
  memguard_registry_each(&heap->large_table, true, wipe_one, heap);
}

void memguard_large_survey(memguard_heap *heap, memcall_safeguards *in_force) {
  memguard_lock_acquire(&heap->large_lock);
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (const memguard_large *large = heap->large[i]; large != NULL; large = large->next)
      if (!large->stale) *in_force &= large->region.in_force | MEMCALL_KEYED;
  memguard_lock_release(&heap->large_lock);
}

static void leave(memguard_large *large) {
  bool copied = (large->region.in_force & MEMCALL_FORK_HANDLED) == 0;
  if (copied && !large->stale && !atomic_load(&large->hidden))
    memcall_secure_clear(large->region.data, large->region.size);
  large->stale = true;
}

/* Locks are not inherited, so nothing is charged for them any more. */
void memguard_large_forked(memguard_heap *heap, bool stale) {
  memguard_lock_open(&heap->large_lock);
  memguard_registry_forked(&heap->large_table);
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (memguard_large *large = heap->large[i]; large != NULL; large = large->next) {
      if (stale) leave(large);
      large->charged = 0;
    }
}

static bool relock(memguard_heap *heap, memguard_large *large) {
  if (large->stale || (large->region.in_force & MEMCALL_LOCKED) == 0) return true;
  large->charged = memguard_relock(heap->part.context, large->region.data, large->region.size);
  if (large->charged == 0) large->region.in_force &= ~MEMCALL_LOCKED;
  return large->charged != 0;
}

bool memguard_large_relock(memguard_heap *heap) {
  bool all = true;
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (memguard_large *large = heap->large[i]; large != NULL; large = large->next)
      all = relock(heap, large) && all;
  return all;
}

static void give_up(memguard_heap *heap, const memguard_large *large) {
  memcall_secure_clear(large->region.data, large->region.size);
  (void)memcall_backend_unlock(large->region.data, large->region.size);
  memguard_budget_give(heap->part.context, large->charged);
}

void memguard_large_give_up(memguard_heap *heap) {
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    for (memguard_large *large = heap->large[i]; large != NULL; large = large->next)
      if (!large->stale) give_up(heap, large);
}

static void release_one(const memguard_heap *heap, memguard_large *large) {
  memguard_roots_remove(large->region.data, large->region.size, large->region.size);
  if (!memguard_large_is_elsewhere(heap, large)) memguard_give_region(&large->region);
  free(large);
}

void memguard_large_release(memguard_heap *heap) {
  for (size_t i = 0; i < MEMGUARD_LARGE_LISTS; i++)
    while (heap->large[i] != NULL) {
      memguard_large *large = heap->large[i];
      heap->large[i] = large->next;
      release_one(heap, large);
    }
  memguard_registry_release(&heap->large_table);
}
