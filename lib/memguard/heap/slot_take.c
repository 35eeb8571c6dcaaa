/* slot_take.c: finding a slot for an object. */
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

/* What is looked for, and what came of it. */
typedef struct wish {
  uint32_t which; /* class */
  size_t size;
  void *object; /* NULL, though there was a slot: it had been written while it was free */
} wish;

/* A slot of the span, the shard being locked. */
static inline void *take(memguard_heap *heap, memguard_shard *shard, memguard_span *span,
                         size_t size) {
  void *object = memguard_slots_take(heap, span, size);
  if (object != NULL) shard->live++;
  if (span->used == span->cut.slots) memguard_shard_unlink(shard, span);
  return object;
}

/* --- When the thread's shard has none -------------------------------------------------------- */

static memguard_span *open_page(memguard_heap *heap, memguard_shard *shard, uint32_t which) {
  memguard_span *span = memguard_pool_take(heap, 1);
  if (span == NULL) return NULL;
  memguard_slots_open(heap, span, (uint32_t)(shard - heap->shards), which);
  memguard_shard_link(heap, shard, span);
  return span;
}

/* From this thread's shard, or from a free page; false: neither has any. */
static bool take_own(memguard_heap *heap, wish *wanted) {
  memguard_shard *shard = memguard_shard_lock_own(heap);
  memguard_span *span = shard->open[wanted->which];
  if (span == NULL) span = open_page(heap, shard, wanted->which);
  if (span != NULL) wanted->object = take(heap, shard, span, wanted->size);
  memguard_lock_release(&shard->lock);
  return span != NULL;
}

static bool take_from(memguard_heap *heap, memguard_shard *shard, uint32_t which, wish *wanted) {
  memguard_shard_lock(heap, shard);
  memguard_span *span = shard->open[which];
  if (span != NULL) wanted->object = take(heap, shard, span, wanted->size);
  memguard_lock_release(&shard->lock);
  return span != NULL;
}

/* Any slot of any shard that is large enough: better than no memory. */
static bool take_any(memguard_heap *heap, wish *wanted) {
  for (uint32_t which = wanted->which; which < heap->classes.count; which++)
    for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
      if (take_from(heap, &heap->shards[number], which, wanted)) return true;
  return false;
}

/* All other ways to a slot, the dearest last. A refusal is no failure when there is a slot in the
   end. */
static memguard_status take_slowly(memguard_heap *heap, wish *wanted) {
  const memcall_error before = *memcall_last_error();
  while (!take_own(heap, wanted)) {
    if (memguard_shard_steal(heap, wanted->which) || memguard_shard_reclaim(heap)) continue;
    memguard_status status = memguard_region_grow(heap, 1);
    if (status == MEMGUARD_OK) continue;
    if (!take_any(heap, wanted)) return status;
    memguard_restore_error(&before);
    break;
  }
  return MEMGUARD_OK;
}

static void *take_or_tell(memguard_heap *heap, uint32_t which, size_t size, const char *function) {
  wish wanted = {which, size, NULL};
  memguard_status status = take_slowly(heap, &wanted);
  if (wanted.object == NULL && status == MEMGUARD_OK)
    (void)memguard_violate(heap->part.context, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, function, 0);
  return wanted.object;
}

/* --- When it has one ------------------------------------------------------------------------- */

void *memguard_slot_take(memguard_heap *heap, size_t size, const char *function) {
  uint32_t which = memguard_size_class_of(&heap->classes, size);
  memguard_shard *shard = memguard_shard_lock_own(heap);
  memguard_span *span = shard->open[which];
  void *object = span != NULL ? take(heap, shard, span, size) : NULL;
  memguard_lock_release(&shard->lock);
  if (object != NULL) return object;
  if (span == NULL) return take_or_tell(heap, which, size, function);
  (void)memguard_violate(heap->part.context, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, function, 0);
  return NULL;
}
