/* shard.h: the spans that one thread, or a few, take their slots from.

   A thread has a shard that it prefers, so that threads seldom meet. Nothing is kept back per
   thread, so nothing is stranded at the limit, at a thread's end or in a child. */
#ifndef MEMGUARD_HEAP_SHARD_H
#define MEMGUARD_HEAP_SHARD_H

#include "lib/memguard/heap/slots.h"

/* The number of the shard that this thread prefers. It follows from where the thread's own memory
   lies, so that threads which come after one another have the same and leave no pages behind, until
   the thread meets another there. */
uint32_t memguard_shard_own(void);

/* --- Locks ----------------------------------------------------------------------------------- */

/* No span from before a wipe is used again. The lock is held. */
void memguard_shard_forget(memguard_heap *heap, memguard_shard *shard, uint32_t wipes);

static inline void memguard_shard_refresh(memguard_heap *heap, memguard_shard *shard) {
  uint32_t wipes = memguard_heap_wipes(heap);
  if (shard->wipes != wipes) memguard_shard_forget(heap, shard, wipes);
}

static inline void memguard_shard_lock(memguard_heap *heap, memguard_shard *shard) {
  memguard_lock_acquire(&shard->lock);
  memguard_shard_refresh(heap, shard);
}

/* Somebody is at this thread's shard: from now on it prefers the next one, which is locked. So two
   that share one part for good. */
memguard_shard *memguard_shard_lock_next(memguard_heap *heap);

static inline memguard_shard *memguard_shard_lock_own(memguard_heap *heap) {
  memguard_shard *shard = &heap->shards[memguard_shard_own()];
  if (!memguard_lock_try(&shard->lock)) shard = memguard_shard_lock_next(heap);
  memguard_shard_refresh(heap, shard);
  return shard;
}

/* Locks the shard that a span belongs to. NULL: the page is not one of slots. A span may change
   hands while its lock is waited for: then the tag says whose it is now. */
static inline memguard_shard *memguard_shard_lock_of(memguard_heap *heap, memguard_span *span) {
  uint32_t tag = atomic_load_explicit(&span->tag, memory_order_acquire);
  while (memguard_span_kind(tag) == MEMGUARD_PAGE_SLOTS) {
    memguard_shard *shard = &heap->shards[tag >> 8];
    memguard_shard_lock(heap, shard);
    uint32_t now = atomic_load_explicit(&span->tag, memory_order_acquire);
    if (now == tag) return shard;
    memguard_lock_release(&shard->lock);
    tag = now;
  }
  return NULL;
}

/* --- Counting, under the lock ---------------------------------------------------------------- */

static inline void memguard_shard_count(memguard_shard *shard) {
  shard->made++;
  shard->live++;
  if (shard->live > shard->peak) shard->peak = shard->live;
}

/* --- Lists, under the lock ------------------------------------------------------------------- */

/* A span is listed while it has a free slot. One without any object is kept only while it is alone
   in its list: the next object needs no new page then. */
void memguard_shard_unlink(memguard_shard *shard, memguard_span *span);
void memguard_shard_link(memguard_heap *heap, memguard_shard *shard, memguard_span *span);
void memguard_shard_drop(memguard_heap *heap, memguard_shard *shard, memguard_span *span);

/* After an object of the span went. */
static inline void memguard_shard_relist(memguard_heap *heap, memguard_shard *shard,
                                         memguard_span *span) {
  if (!span->listed) memguard_shard_link(heap, shard, span);
  if (span->used == 0 && (span->next != NULL || span->previous != NULL))
    memguard_shard_drop(heap, shard, span);
}

/* --- Before the heap grows ------------------------------------------------------------------- */

/* These take locks. true: it was worth another try.
   steal: a span with a free slot becomes this thread's. reclaim: pages without objects go to the
   pool. */
bool memguard_shard_steal(memguard_heap *heap, uint32_t which);
bool memguard_shard_reclaim(memguard_heap *heap);

#endif
