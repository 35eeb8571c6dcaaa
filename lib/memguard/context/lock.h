/* lock.h: a compare-and-swap lock. It has no owner and no memory of its own, so a forked child can
   simply open it, and it costs 4 bytes beside what it guards. Holders do little: tens of
   nanoseconds, or one system call when something grows.

   A fork may hold it as well (at_fork.c), so that a child finds what it guards at rest. Then every
   thread waits but the one that forks, which passes: its own fork handlers may call the library. */
#ifndef MEMGUARD_CONTEXT_LOCK_H
#define MEMGUARD_CONTEXT_LOCK_H

#include <stdatomic.h>
#include <stdint.h>

#include "lib/memcall/host/host.h"

enum { MEMGUARD_LOCK_HELD = 1, MEMGUARD_LOCK_FORK = 2 };

typedef struct memguard_lock {
  _Atomic uint32_t held;
} memguard_lock;

static inline bool memguard_lock_try(memguard_lock *lock) {
  uint32_t open = 0;
  return atomic_compare_exchange_strong_explicit(&lock->held, &open, MEMGUARD_LOCK_HELD,
                                                 memory_order_acquire, memory_order_relaxed);
}

/* Waits politely: the holder may share this thread's CPU. */
void memguard_lock_wait(memguard_lock *lock);

static inline void memguard_lock_acquire(memguard_lock *lock) {
  if (!memguard_lock_try(lock)) memguard_lock_wait(lock);
}

/* Whoever passed while a fork holds it leaves it to the fork. Nobody else changes a held lock. */
static inline void memguard_lock_release(memguard_lock *lock) {
  uint32_t fork = atomic_load_explicit(&lock->held, memory_order_relaxed) & MEMGUARD_LOCK_FORK;
  atomic_store_explicit(&lock->held, fork, memory_order_release);
}

/* --- In a forked child, alone ---------------------------------------------------------------- */

/* Opens it, whoever of the parent held it. */
static inline void memguard_lock_open(memguard_lock *lock) {
  atomic_store_explicit(&lock->held, 0, memory_order_relaxed);
}

/* A thread was in the middle of changing what it guards. */
static inline bool memguard_lock_was_torn(const memguard_lock *lock) {
  return (atomic_load_explicit(&lock->held, memory_order_relaxed) & MEMGUARD_LOCK_HELD) != 0;
}

#endif
