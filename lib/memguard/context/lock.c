/* lock.c: waiting for a lock. */
#include "lib/memguard/context/lock.h"

#define SPINS \
  64 /* about as long as a holder on another CPU needs; then the CPU is better used by someone \
        else */

void memguard_lock_wait(memguard_lock *lock) {
  for (unsigned tries = 0;; tries++) {
    if (atomic_load_explicit(&lock->held, memory_order_relaxed) == 0 && memguard_lock_try(lock))
      return;
    if (tries >= SPINS) memcall_host_yield();
  }
}
