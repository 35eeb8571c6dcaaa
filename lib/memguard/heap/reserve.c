/* reserve.c: room made before it is needed. */
#include "lib/memguard/heap/part.h"
#include "lib/memguard/heap/region.h"
#include "lib/memguard/heap/room.h"

static uint32_t step_for(const memguard_plan *of, uint64_t objects) {
  uint64_t pages = (objects + of->each - 1) / of->each * of->pages;
  if (of->pages != 1) return of->pages;
  return pages < MEMGUARD_UNIT_DATA_PAGES ? (uint32_t)pages : MEMGUARD_UNIT_DATA_PAGES;
}

static memguard_status make_room(memguard_heap *heap, const memguard_plan *of, uint64_t count) {
  memguard_status status = MEMGUARD_OK;
  for (uint64_t left;
       status == MEMGUARD_OK && (left = memguard_room_missing(heap, of, count)) != 0;)
    status = memguard_region_add(heap, step_for(of, left));
  return status;
}

static void keep(memguard_heap *heap) {
  memguard_lock_acquire(&heap->pool.lock);
  heap->pool.kept = heap->pool.pages;
  memguard_lock_release(&heap->pool.lock);
}

static memguard_status reserve(memguard_heap *heap, const memguard_plan *of, size_t count) {
  const memcall_error before = *memcall_last_error();
  memguard_status status = make_room(heap, of, count);
  if (memguard_heap_make_room(heap, MEMGUARD_PART_HEAP, heap->layout.page, status))
    status = make_room(heap, of, count);
  if (status == MEMGUARD_OK) {
    keep(heap);
    memguard_restore_error(&before);
  } else {
    memguard_heap_trim(&heap->part);
  }
  return status;
}

memguard_status memguard_reserve(memguard_context *context, size_t count, size_t size) {
  static const char function[] = "memguard_reserve";
  memguard_heap *heap = NULL;
  memguard_plan of;
  memguard_status status = memguard_room_plan(context, count, size, function, &heap, &of);
  if (status != MEMGUARD_OK) return status;
  if (of.pages == 0)
    return memguard_report_error(MEMGUARD_ERR_UNSUPPORTED, function,
                                 "an object of this size has a mapping of its own, which cannot be "
                                 "made before it");
  return reserve(heap, &of, count);
}
