/* pool.h: the pages that are free for any use. All of them are zero. */
#ifndef MEMGUARD_HEAP_POOL_H
#define MEMGUARD_HEAP_POOL_H

#include "lib/memguard/heap/state.h"

/* A run of free pages of one unit, or NULL. Takes the pool's lock. */
memguard_span *memguard_pool_take(memguard_heap *heap, uint32_t pages);

/* Gives pages back that the caller has wiped. Takes the pool's lock. */
void memguard_pool_give(memguard_heap *heap, memguard_span *first, uint32_t pages);

/* The lock is held: whether a run of so many pages is there; and fresh pages. */
bool memguard_pool_has(const memguard_pool *pool, uint32_t pages);
void memguard_pool_add(memguard_pool *pool, memguard_unit *unit, uint32_t first, uint32_t pages);
/* Takes free pages out again; and forgets all there are, whatever the lists look like. */
void memguard_pool_remove(memguard_pool *pool, memguard_unit *unit, uint32_t first, uint32_t pages);
void memguard_pool_empty(memguard_heap *heap);

/* How many objects the free pages have room for when each takes a run of so many; and a set of a
   unit's pages. */
uint64_t memguard_pool_runs(const memguard_pool *pool, uint32_t pages);
uint32_t memguard_pool_runs_of(uint32_t set, uint32_t pages);

#endif
