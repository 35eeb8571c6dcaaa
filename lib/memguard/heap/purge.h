/* purge.h: raw memory loses its content and its access, where the context's flags say so.

   Content goes first, at once and beside whatever others do. Then all units in use are retired: no
   call begins to touch them any more, and new objects come from new ones. When those that had begun
   are done, access goes. Where they are not done in time, or the system refuses, it stays with
   zeros: a purge cannot fail, and nothing that was there is handed out again. */
#ifndef MEMGUARD_HEAP_PURGE_H
#define MEMGUARD_HEAP_PURGE_H

#include "lib/memguard/heap/patience.h"

/* What a purge ends of a region: whole units, in bytes from its base. */
typedef struct memguard_ended {
  memguard_heap_region *region;
  size_t from, to;
} memguard_ended;

/* Retires all units in use; the pool's lock is held. Fills one entry for each region: how many. */
uint32_t memguard_purge_retire(memguard_heap *heap, memguard_ended *out);

/* Takes access away from what nobody is at any more. */
void memguard_purge_hide(memguard_heap *heap, const memguard_ended *old,
                         const memguard_patience *patience);

/* The same for some pages. true: they are not locked any more. */
bool memguard_purge_hide_pages(unsigned char *bytes, size_t size);

#endif
