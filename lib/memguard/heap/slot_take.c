/* slot_take.c: finding a slot for an object. */
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

typedef struct wish {
  uint32_t which;
  size_t size;
  void *object;
  bool corrupt; /* a slot was found that had been written while it was free */
} wish;

/* From the first open span of this class, the shard being locked; false: there is none. */
static bool take_open(memguard_heap *heap, memguard_shard *shard, uint32_t which, wish *wanted) {
  memguard_span *span = shard->open[which];
  if (span == NULL) return false;
  wanted->object = memguard_slots_take(heap, span, wanted->size);
  wanted->corrupt = wanted->object == NULL;
  if (!wanted->corrupt) memguard_heap_count(heap, 1);
  if (span->used == heap->classes.of[which].slots) memguard_shard_unlink(shard, span);
  return true;
}

static bool open_page(memguard_heap *heap, uint32_t number, uint32_t which) {
  memguard_span *span = memguard_pool_take(heap, 1);
  if (span == NULL) return false;
  memguard_slots_open(heap, span, number, which);
  memguard_shard_link(heap, &heap->shards[number], span);
  return true;
}

static bool take_own(memguard_heap *heap, wish *wanted) {
  uint32_t number = memguard_shard_lock_own(heap);
  memguard_shard *shard = &heap->shards[number];
  bool done = take_open(heap, shard, wanted->which, wanted);
  if (!done && open_page(heap, number, wanted->which))
    done = take_open(heap, shard, wanted->which, wanted);
  memguard_lock_release(&shard->lock);
  return done;
}

/* Any slot of any shard that is large enough: better than no memory. */
static bool take_any(memguard_heap *heap, wish *wanted) {
  bool done = false;
  for (uint32_t which = wanted->which; which < heap->classes.count; which++) {
    for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS && !done; number++) {
      memguard_shard_lock(heap, &heap->shards[number]);
      done = take_open(heap, &heap->shards[number], which, wanted);
      memguard_lock_release(&heap->shards[number].lock);
    }
  }
  return done;
}

/* All other ways to a slot, the dearest last. A refusal is no failure when there is a slot in the
 * end. */
static memguard_status take_slowly(memguard_heap *heap, wish *wanted) {
  const memcall_error before = *memcall_last_error();
  do {
    if (memguard_shard_steal(heap, wanted->which) || memguard_shard_reclaim(heap)) continue;
    memguard_status status = memguard_region_grow(heap, 1);
    if (status == MEMGUARD_OK) continue;
    if (!take_any(heap, wanted)) return status;
    memguard_restore_error(&before);
    return MEMGUARD_OK;
  } while (!take_own(heap, wanted));
  return MEMGUARD_OK;
}

void *memguard_slot_take(memguard_heap *heap, size_t size, const char *function,
                         memguard_status *status) {
  wish wanted = {memguard_size_class_of(&heap->classes, size), size, NULL, false};
  *status = take_own(heap, &wanted) ? MEMGUARD_OK : take_slowly(heap, &wanted);
  if (wanted.corrupt)
    *status =
        memguard_violate(heap->part.context, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, function, 0);
  return wanted.object;
}
