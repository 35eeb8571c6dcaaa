/* objects.h: the three sorts of objects: slots of a shared page, runs of pages, mappings of their
 * own. */
#ifndef MEMGUARD_HEAP_OBJECTS_H
#define MEMGUARD_HEAP_OBJECTS_H

#include "lib/memguard/heap/state.h"

/* What is known of an object that may be one. */
typedef struct memguard_object {
  memguard_status
      status; /* OK; INVALID: it is none; FORKED, EXPIRED: it is from before a fork or a wipe */
  size_t size;
  memcall_safeguards in_force;
} memguard_object;

typedef enum memguard_resizing {
  MEMGUARD_RESIZED,
  MEMGUARD_MUST_MOVE,  /* it does not fit where it is */
  MEMGUARD_NOT_RESIZED /* reported */
} memguard_resizing;

/* `function` is the public call, for whoever is told of a violation.
   take: a zeroed object, or NULL, which is reported.
   give: wipes the object and takes it back; what it finds wrong goes to the violation handler.
   find: what is known of it.
   resize: what grows is zero, what is cut off is wiped. */

void *memguard_slot_take(memguard_heap *heap, size_t size, const char *function);
/* The same at a multiple of alignment, a power of two for which some class has a slot. */
void *memguard_slot_take_aligned(memguard_heap *heap, size_t alignment, size_t size,
                                 const char *function);
void memguard_slot_give(memguard_heap *heap, const memguard_place *place, const char *function);
void memguard_slot_find(memguard_heap *heap, const memguard_place *place, memguard_object *out);
memguard_resizing memguard_slot_resize(memguard_heap *heap, const memguard_place *place,
                                       size_t size, const char *function);

/* Objects at multiples of `start`, a power of two from MEMGUARD_EDGE on, which is also how far into
   their pages they start. A run's is less than a page. fits: the pages of one unit are enough. */
bool memguard_run_fits(const memguard_heap *heap, size_t start, size_t size);
void *memguard_run_take(memguard_heap *heap, size_t start, size_t size, const char *function);
void memguard_run_give(memguard_heap *heap, const memguard_place *place, const char *function);
void memguard_run_find(memguard_heap *heap, const memguard_place *place, memguard_object *out);
memguard_resizing memguard_run_resize(memguard_heap *heap, const memguard_place *place, size_t size,
                                      const char *function);

void *memguard_large_take(memguard_heap *heap, size_t start, size_t size, const char *function);
void memguard_large_give(memguard_heap *heap, const memguard_place *place, const char *function);
void memguard_large_find(memguard_heap *heap, const memguard_place *place, memguard_object *out);
memguard_resizing memguard_large_resize(memguard_heap *heap, const memguard_place *place,
                                        size_t size, const char *function);

/* All large ones: zeros over them (Signals: safe.); ands in what each has; in a child, where they
   may be stale; locked again there; wiped and unmapped. */
void memguard_large_wipe(memguard_heap *heap);
void memguard_large_survey(memguard_heap *heap, memcall_safeguards *in_force);
void memguard_large_forked(memguard_heap *heap, bool stale);
bool memguard_large_relock(memguard_heap *heap);  /* true: all that was locked is so again */
void memguard_large_give_up(memguard_heap *heap); /* zeros, unlocked */
void memguard_large_release(memguard_heap *heap);

/* Whichever sort it is. apart: none of a shared page, or none at all. What every call does once is
   inline. */
void *memguard_object_take_apart(memguard_heap *heap, size_t size, const char *function);
static inline void *memguard_object_take(memguard_heap *heap, size_t size, const char *function) {
  return size != 0 && size <= heap->classes.largest
             ? memguard_slot_take(heap, size, function)
             : memguard_object_take_apart(heap, size, function);
}
void *memguard_object_take_aligned(memguard_heap *heap, size_t alignment, size_t size,
                                   const char *function);
void memguard_object_give_apart(memguard_heap *heap, const memguard_place *place,
                                const char *function);
static inline void memguard_object_give(memguard_heap *heap, void *pointer, const char *function) {
  memguard_place place;
  memguard_place_find(heap, pointer, &place);
  if (memguard_place_kind(&place) == MEMGUARD_PAGE_SLOTS) {
    memguard_slot_give(heap, &place, function);
  } else {
    memguard_object_give_apart(heap, &place, function);
  }
}
void memguard_object_find(memguard_heap *heap, const void *pointer, memguard_object *out);
void *memguard_object_resize(memguard_heap *heap, void *pointer, size_t size, const char *function);

#endif
