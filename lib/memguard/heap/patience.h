/* patience.h: waiting, but not for ever, for what other threads are at.

   What they do takes microseconds, unless they are kept from running. Whoever waits here can do
   without, so a thread that never runs again stops nobody. */
#ifndef MEMGUARD_HEAP_PATIENCE_H
#define MEMGUARD_HEAP_PATIENCE_H

#include "lib/memguard/heap/state.h"

typedef struct memguard_patience {
  uint64_t end; /* milliseconds of the host's clock */
} memguard_patience;

memguard_patience memguard_patience_begin(void);

/* true: the lock is taken. */
bool memguard_patience_lock(const memguard_patience *patience, memguard_lock *lock);

/* true: nobody is counted any more. Call after what keeps others from going on is set. */
bool memguard_patience_await(const memguard_patience *patience, const _Atomic uint32_t *count);

/* In a child, alone: nobody is at anything. */
static inline void memguard_heap_calm(memguard_heap *heap) {
  atomic_store(&heap->writers, 0);
  atomic_store(&heap->wipers, 0);
  memguard_lock_open(&heap->purge_lock);
}

#endif
