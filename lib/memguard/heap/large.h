/* large.h: what the two files on large objects share. */
#ifndef MEMGUARD_HEAP_LARGE_H
#define MEMGUARD_HEAP_LARGE_H

#include "lib/memguard/heap/state.h"

static inline unsigned char *memguard_large_object(const memguard_large *large) {
  return large->region.data + large->start;
}
static inline unsigned char *memguard_large_end(const memguard_large *large) {
  return large->region.data + large->region.size;
}

/* A child has nothing at its place, or something that is not ours: what stayed with the parent by
   exclusion. Zeros of the parent's object are there to be given back. */
static inline bool memguard_large_is_elsewhere(const memguard_heap *heap,
                                               const memguard_large *large) {
  return large->stale && heap->part.context->fork_action == MEMCALL_FORK_EXCLUDE &&
         (large->region.in_force & MEMCALL_FORK_HANDLED) != 0;
}

/* The lock is held: where the list points to the object at this address, or to its end. */
memguard_large **memguard_large_search(memguard_heap *heap, const void *pointer);

/* What is wrong with its edges; 0: nothing, or it cannot be told because of a wipe or a fork. */
memguard_violation_kind memguard_large_check(const memguard_heap *heap,
                                             const memguard_large *large);
void memguard_large_write_edges(const memguard_heap *heap, const memguard_large *large);

/* The lock is held: what an address without an object is: one that had an object until lately, or a
   foreign one. */
memguard_violation_kind memguard_large_absent(const memguard_heap *heap, const void *pointer);

/* The lock is held: its edges were broken, so it is never found again, but wiped and unmapped with
 * the heap. */
void memguard_large_set_aside(memguard_heap *heap, memguard_large *large);

#endif
