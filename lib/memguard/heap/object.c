/* object.c: one way to all three sorts of objects. */
#include <string.h>

#include "lib/memguard/heap/objects.h"

/* Of pages that are none any more, run.c tells what they were. */
typedef enum sort { SLOT, RUN, LARGE } sort;

static sort sort_of(const memguard_place *place) {
  if (place->span == NULL) return LARGE;
  return memguard_place_kind(place) == MEMGUARD_PAGE_SLOTS ? SLOT : RUN;
}

void *memguard_object_take_apart(memguard_heap *heap, size_t size, const char *function) {
  if (size == 0) {
    memguard_report_error(MEMGUARD_ERR_INVALID, function, "the size is 0");
    return NULL;
  }
  if (memguard_run_fits(heap, MEMGUARD_EDGE, size))
    return memguard_run_take(heap, MEMGUARD_EDGE, size, function);
  return memguard_large_take(heap, MEMGUARD_EDGE, size, function);
}

static void *take_aligned(memguard_heap *heap, size_t alignment, size_t size,
                          const char *function) {
  if (memguard_size_class_aligned(&heap->classes, size, alignment) != heap->classes.count)
    return memguard_slot_take_aligned(heap, alignment, size, function);
  if (memguard_run_fits(heap, alignment, size))
    return memguard_run_take(heap, alignment, size, function);
  return memguard_large_take(heap, alignment, size, function);
}

void *memguard_object_take_aligned(memguard_heap *heap, size_t alignment, size_t size,
                                   const char *function) {
  if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
    memguard_report_error(MEMGUARD_ERR_INVALID, function, "the alignment is no power of two");
    return NULL;
  }
  if (size == 0 || alignment <= MEMGUARD_EDGE) return memguard_object_take(heap, size, function);
  return take_aligned(heap, alignment, size, function);
}

void memguard_object_give_apart(memguard_heap *heap, const memguard_place *place,
                                const char *function) {
  if (place->span != NULL) {
    memguard_run_give(heap, place, function);
  } else {
    memguard_large_give(heap, place, function);
  }
}

void memguard_object_find(memguard_heap *heap, const void *pointer, memguard_object *out) {
  memguard_place place;
  memguard_place_find(heap, pointer, &place);
  switch (sort_of(&place)) {
    case SLOT:
      memguard_slot_find(heap, &place, out);
      break;
    case RUN:
      memguard_run_find(heap, &place, out);
      break;
    case LARGE:
      memguard_large_find(heap, &place, out);
      break;
  }
}

static memguard_resizing resize(memguard_heap *heap, const memguard_place *place, size_t size,
                                const char *function) {
  switch (sort_of(place)) {
    case SLOT:
      return memguard_slot_resize(heap, place, size, function);
    case RUN:
      return memguard_run_resize(heap, place, size, function);
    case LARGE:
      break;
  }
  return memguard_large_resize(heap, place, size, function);
}

/* Unless one of both was purged meanwhile; a purge that begins now takes no access away before it is
   done. */
static memguard_status copy(memguard_heap *heap, void *to, const void *from) {
  memguard_object old, fresh;
  memguard_heap_begin(&heap->writers);
  memguard_object_find(heap, from, &old);
  memguard_object_find(heap, to, &fresh);
  memguard_status status = old.status != MEMGUARD_OK ? old.status : fresh.status;
  if (status == MEMGUARD_OK) memcpy(to, from, old.size < fresh.size ? old.size : fresh.size);
  memguard_heap_end(&heap->writers);
  return status;
}

static void *move(memguard_heap *heap, void *pointer, size_t size, const char *function) {
  void *fresh = memguard_object_take(heap, size, function);
  if (fresh == NULL) return NULL;
  memguard_status status = copy(heap, fresh, pointer);
  memguard_object_give(heap, status == MEMGUARD_OK ? pointer : fresh, function);
  if (status == MEMGUARD_OK) return fresh;
  memguard_report_error(status, function, NULL);
  return NULL;
}

void *memguard_object_resize(memguard_heap *heap, void *pointer, size_t size,
                             const char *function) {
  memguard_place place;
  memguard_place_find(heap, pointer, &place);
  if (size == 0) {
    memguard_report_error(MEMGUARD_ERR_INVALID, function, "the size is 0");
    return NULL;
  }
  switch (resize(heap, &place, size, function)) {
    case MEMGUARD_RESIZED:
      return pointer;
    case MEMGUARD_MUST_MOVE:
      return move(heap, pointer, size, function);
    case MEMGUARD_NOT_RESIZED:
      break;
  }
  return NULL;
}
