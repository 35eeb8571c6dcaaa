/* room.h: how much room some objects of one size take, and how much of it there is. */
#ifndef MEMGUARD_HEAP_ROOM_H
#define MEMGUARD_HEAP_ROOM_H

#include "lib/memguard/heap/state.h"

/* Objects come from runs of `pages` pages, each of which holds `each` objects; pages 0: an object
   has a mapping of its own. */
typedef struct memguard_plan {
  uint32_t pages;
  uint32_t which; /* class; `count` of the table: it is no slot's */
  uint64_t each;
} memguard_plan;

/* Looks at what a public call was given, enters the context, and plans. INVALID, OVERFLOW; what
   entering and making a heap answer (all reported). */
MEMCALL_CHECKED memguard_status memguard_room_plan(memguard_context *context, size_t count,
                                                   size_t size, const char *function,
                                                   memguard_heap **heap, memguard_plan *out);

/* Of `count` objects, those for which there is no free page or slot. Takes locks. */
uint64_t memguard_room_missing(memguard_heap *heap, const memguard_plan *of, uint64_t count);

#endif
