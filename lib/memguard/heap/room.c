/* room.c: how much room some objects of one size take, and how much of it there is. */
#include "lib/memguard/heap/room.h"

#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/pool.h"
#include "lib/memguard/heap/shard.h"

/* --- What an object takes -------------------------------------------------------------------- */

static memguard_plan plan_for(const memguard_heap *heap, size_t size) {
  const memguard_size_classes *classes = &heap->classes;
  if (!memguard_run_fits(heap, MEMGUARD_EDGE, size)) return (memguard_plan){0, classes->count, 1};
  size_t pages = (size + 2 * MEMGUARD_EDGE + heap->layout.page - 1) >> heap->layout.page_shift;
  if (size > classes->largest) return (memguard_plan){(uint32_t)pages, classes->count, 1};
  uint32_t which = memguard_size_class_of(classes, size);
  return (memguard_plan){1, which, classes->of[which].slots};
}

/* --- What there is --------------------------------------------------------------------------- */

static uint64_t free_slots_of(memguard_heap *heap, memguard_shard *shard, uint32_t which) {
  uint64_t slots = 0;
  memguard_shard_lock(heap, shard);
  for (const memguard_span *span = shard->open[which]; span != NULL; span = span->next)
    slots += (uint64_t)(span->cut.slots - span->used);
  memguard_lock_release(&shard->lock);
  return slots;
}

static uint64_t free_slots(memguard_heap *heap, const memguard_plan *of) {
  uint64_t slots = 0;
  if (of->which == heap->classes.count) return 0;
  for (uint32_t number = 0; number < MEMGUARD_HEAP_SHARDS; number++)
    slots += free_slots_of(heap, &heap->shards[number], of->which);
  return slots;
}

static uint64_t free_runs(memguard_heap *heap, const memguard_plan *of) {
  memguard_lock_acquire(&heap->pool.lock);
  uint64_t runs = memguard_pool_runs(&heap->pool, of->pages);
  memguard_lock_release(&heap->pool.lock);
  return runs;
}

/* Objects for which there is no room yet. */
uint64_t memguard_room_missing(memguard_heap *heap, const memguard_plan *of, uint64_t count) {
  uint64_t room = free_slots(heap, of) + free_runs(heap, of) * of->each;
  return count > room ? count - room : 0;
}

/* --- Beginning ------------------------------------------------------------------------------- */

/* Neither more than SIZE_MAX / 4 objects nor such large ones: nothing overflows then. */
static memguard_status check(size_t count, size_t size, const char *function) {
  if (count == 0 || size == 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, function, "the count or the size is 0");
  size_t page = memcall_page_size();
  if (size > SIZE_MAX / 4 || count > SIZE_MAX / 4 / (size + 2 * page))
    return memguard_report_error(MEMGUARD_ERR_OVERFLOW, function, NULL);
  return MEMGUARD_OK;
}

static memguard_status enter(memguard_context *context, memguard_heap **heap) {
  memguard_status status = memguard_enter(context);
  if (status != MEMGUARD_OK) return status;
  *heap = memguard_heap_if_any(context);
  if (*heap == NULL) *heap = memguard_heap_make(context);
  return *heap != NULL ? MEMGUARD_OK : (memguard_status)memcall_last_error()->status;
}

memguard_status memguard_room_plan(memguard_context *context, size_t count, size_t size,
                                   const char *function, memguard_heap **heap, memguard_plan *out) {
  memguard_status status = check(count, size, function);
  if (status == MEMGUARD_OK) status = enter(context, heap);
  if (status == MEMGUARD_OK) *out = plan_for(*heap, size);
  return status;
}
