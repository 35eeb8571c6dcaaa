/* lock.c: waiting for a lock. */
#include "lib/memguard/context/lock.h"

#include "lib/memguard/context/at_fork.h"

#define SPINS \
  64 /* about as long as a holder on another CPU needs; then the CPU is better used by someone \
        else */

/* The thread that forks has it already. */
static bool pass(memguard_lock *lock) {
  uint32_t held = MEMGUARD_LOCK_FORK;
  return atomic_load_explicit(&lock->held, memory_order_relaxed) == held && memguard_forks_here() &&
         atomic_compare_exchange_strong_explicit(&lock->held, &held,
                                                 MEMGUARD_LOCK_FORK | MEMGUARD_LOCK_HELD,
                                                 memory_order_acquire, memory_order_relaxed);
}

void memguard_lock_wait(memguard_lock *lock) {
  for (unsigned tries = 0;; tries++) {
    if (atomic_load_explicit(&lock->held, memory_order_relaxed) == 0 && memguard_lock_try(lock))
      return;
    if (pass(lock)) return;
    if (tries >= SPINS) memcall_host_yield();
  }
}
