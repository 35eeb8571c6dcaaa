/* shard.h: the spans that one thread, or a few, take their slots from.

   A thread has a shard that it prefers, so that threads seldom meet. Nothing is kept back per
   thread, so nothing is stranded at the limit, at a thread's end or in a child. */
#ifndef MEMGUARD_HEAP_SHARD_H
#define MEMGUARD_HEAP_SHARD_H

#include "lib/memguard/heap/slots.h"

/* The number of the shard that this thread prefers. */
static inline uint32_t memguard_shard_own(void) {
  return (uint32_t)(memcall_host_thread() * UINT64_C(0x9e3779b97f4a7c15) >> 32) %
         MEMGUARD_HEAP_SHARDS;
}

/* Takes a shard's lock. Lists from before a wipe are dropped: no span of before is used again. */
void memguard_shard_lock(memguard_heap *heap, memguard_shard *shard);

/* Locks the preferred shard, or another while that one is taken. Returns its number. */
uint32_t memguard_shard_lock_own(memguard_heap *heap);

/* Locks the shard that a span belongs to. NULL: the page is not one of slots. */
memguard_shard *memguard_shard_lock_of(memguard_heap *heap, memguard_span *span);

/* Lists; the shard's lock is held. A span is listed while it has a free slot. One without any
   object is kept only while it is alone in its list: the next object needs no new page then. */
void memguard_shard_unlink(memguard_shard *shard, memguard_span *span);
void memguard_shard_link(memguard_heap *heap, memguard_shard *shard, memguard_span *span);
/* After an object of the span went. */
void memguard_shard_relist(memguard_heap *heap, memguard_shard *shard, memguard_span *span);

/* Before the heap grows; these take each shard's lock in turn. true: it was worth another try. */
bool memguard_shard_steal(memguard_heap *heap,
                          uint32_t which); /* a span with a free slot becomes this thread's */
bool memguard_shard_reclaim(memguard_heap *heap); /* pages without objects go to the pool */

#endif
