/* lock.h: a compare-and-swap lock. It has no owner and no memory of its own, so a forked child can
   simply open it, and it costs 4 bytes beside what it guards. Holders do little: tens of
   nanoseconds, or one system call when something grows. */
#ifndef MEMGUARD_CONTEXT_LOCK_H
#define MEMGUARD_CONTEXT_LOCK_H

#include <stdatomic.h>
#include <stdint.h>

#include "lib/memcall/host/host.h"

typedef struct memguard_lock {
  _Atomic uint32_t held;
} memguard_lock;

static inline bool memguard_lock_try(memguard_lock *lock) {
  return atomic_exchange_explicit(&lock->held, 1, memory_order_acquire) == 0;
}

/* Waits politely: the holder may share this thread's CPU. */
void memguard_lock_wait(memguard_lock *lock);

static inline void memguard_lock_acquire(memguard_lock *lock) {
  if (!memguard_lock_try(lock)) memguard_lock_wait(lock);
}

static inline void memguard_lock_release(memguard_lock *lock) {
  atomic_store_explicit(&lock->held, 0, memory_order_release);
}

#endif
