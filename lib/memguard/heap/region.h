/* region.h: where a heap's pages come from. */
#ifndef MEMGUARD_HEAP_REGION_H
#define MEMGUARD_HEAP_REGION_H

#include "lib/memguard/heap/state.h"

/* Puts more pages into the pool, unless another thread just did: `least` at least, or what is left
   of a unit; then the caller comes again. The statuses of memcall_alloc_request (reported). Takes
   the pool's lock. */
MEMCALL_CHECKED memguard_status memguard_region_grow(memguard_heap *heap, uint32_t least);

/* The same, also where the pool has some, and no page more; another thread may get them. */
MEMCALL_CHECKED memguard_status memguard_region_add(memguard_heap *heap, uint32_t pages);

/* After a refusal: whether something was given back, so that another try may do. No lock is held.
   asker: MEMGUARD_PARTS, or MEMGUARD_PART_HEAP for growth, which would get its own pages again. */
bool memguard_heap_make_room(memguard_heap *heap, memguard_part_id asker, size_t bytes,
                             memguard_status refusal);

/* For that, with the pool's lock held: a region that can grow, and the unit in which it does. NULL:
   reported. */
memguard_heap_region *memguard_region_with_room(memguard_heap *heap, memguard_status *status);
memguard_unit *memguard_region_unit(memguard_heap *heap, memguard_heap_region *region);

/* Zeros over all usable pages that are not hidden. Signals: safe. heap_wipe_…: the same, so that
   what takes access away waits for it. */
void memguard_unit_wipe(const memguard_heap *heap, memguard_unit *unit);
void memguard_region_wipe(const memguard_heap *heap, const memguard_heap_region *region);
void memguard_heap_wipe_region(memguard_heap *heap, const memguard_heap_region *region);
void memguard_heap_wipe_large(memguard_heap *heap, const memguard_large *large);

/* None of its pages is free any more, whatever the pool says. */
void memguard_region_empty(memguard_heap *heap, memguard_heap_region *region);

void memguard_region_release(memguard_heap *heap, memguard_heap_region *region);

#endif
