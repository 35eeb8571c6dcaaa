/* slot_take.c: finding a slot for an object. */
#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/shard.h"

#define SPANS_TO_TRY 16u /* for an aligned slot, before a free page is opened */

/* What is looked for, and what came of it. */
typedef struct wish {
  uint32_t which; /* class */
  size_t size;
  size_t alignment; /* a power of two; every slot has that of MEMGUARD_EDGE */
  void *object;     /* NULL, though there was a slot: it had been written while it was free */
} wish;

/* A slot of the span, the shard being locked. */
static inline void *take(memguard_heap *heap, memguard_shard *shard, memguard_span *span,
                         uint32_t slot, size_t size) {
  void *object = memguard_slots_take(heap, span, slot, size);
  if (object != NULL) memguard_shard_count(shard);
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

static bool is_plain(const wish *wanted) { return wanted->alignment <= MEMGUARD_EDGE; }

/* From the first of so many open spans that has what is wanted: for plain objects the first of
   all. */
static bool take_listed(memguard_heap *heap, memguard_shard *shard, uint32_t which, size_t most,
                        wish *wanted) {
  for (memguard_span *span = shard->open[which]; span != NULL && most != 0;
       span = span->next, most--) {
    uint32_t slot = is_plain(wanted) ? memguard_slots_next(heap, span)
                                     : memguard_slots_next_aligned(span, wanted->alignment);
    if (slot == MEMGUARD_NO_SLOT) continue;
    wanted->object = take(heap, shard, span, slot, wanted->size);
    return true;
  }
  return false;
}

/* From this thread's shard, or from a free page; false: neither has any. */
static bool take_own(memguard_heap *heap, wish *wanted) {
  memguard_shard *shard = memguard_shard_lock_own(heap);
  bool taken = take_listed(heap, shard, wanted->which, SPANS_TO_TRY, wanted);
  if (!taken && open_page(heap, shard, wanted->which) != NULL)
    taken = take_listed(heap, shard, wanted->which, 1, wanted);
  memguard_lock_release(&shard->lock);
  return taken;
}

static bool take_from(memguard_heap *heap, memguard_shard *shard, uint32_t which, wish *wanted) {
  memguard_shard_lock(heap, shard);
  bool taken = take_listed(heap, shard, which, SIZE_MAX, wanted);
  memguard_lock_release(&shard->lock);
  return taken;
}

/* Any slot of any shard that is large enough: better than no memory. */
static bool take_any(memguard_heap *heap, wish *wanted) {
  for (uint32_t which = wanted->which; which < heap->classes.count; which++)
    for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
      if (take_from(heap, &heap->shards[number], which, wanted)) return true;
  return false;
}

/* A span of another shard's. Not for what is aligned: two threads might take one that has no such
   slot from each other for ever. */
static bool steal(memguard_heap *heap, const wish *wanted) {
  return is_plain(wanted) && memguard_shard_steal(heap, wanted->which);
}

/* All other ways to a slot, the dearest last. A refusal is no failure when there is a slot in the
   end. */
static memguard_status take_slowly(memguard_heap *heap, wish *wanted) {
  const memcall_error before = *memcall_last_error();
  while (!take_own(heap, wanted)) {
    if (steal(heap, wanted) || memguard_shard_reclaim(heap)) continue;
    memguard_status status = memguard_region_grow(heap, 1);
    if (status == MEMGUARD_OK) continue;
    if (!take_any(heap, wanted)) return status;
    memguard_restore_error(&before);
    break;
  }
  return MEMGUARD_OK;
}

static void *take_or_tell(memguard_heap *heap, wish wanted, const char *function) {
  memguard_status status = take_slowly(heap, &wanted);
  if (wanted.object == NULL && status == MEMGUARD_OK)
    (void)memguard_violate(heap->part.context, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, function, 0);
  return wanted.object;
}

void *memguard_slot_take_aligned(memguard_heap *heap, size_t alignment, size_t size,
                                 const char *function) {
  uint32_t which = memguard_size_class_aligned(&heap->classes, size, alignment);
  return take_or_tell(heap, (wish){which, size, alignment, NULL}, function);
}

/* --- When it has one ------------------------------------------------------------------------- */

void *memguard_slot_take(memguard_heap *heap, size_t size, const char *function) {
  uint32_t which = memguard_size_class_of(&heap->classes, size);
  memguard_shard *shard = memguard_shard_lock_own(heap);
  memguard_span *span = shard->open[which];
  void *object =
      span != NULL ? take(heap, shard, span, memguard_slots_next(heap, span), size) : NULL;
  memguard_lock_release(&shard->lock);
  if (object != NULL) return object;
  if (span == NULL) return take_or_tell(heap, (wish){which, size, MEMGUARD_EDGE, NULL}, function);
  (void)memguard_violate(heap->part.context, MEMGUARD_VIOLATION_WRITE_AFTER_FREE, function, 0);
  return NULL;
}
