/* patience.c: waiting, but not for ever. */
#include "lib/memguard/heap/patience.h"

#define LONGEST_MS 2000

memguard_patience memguard_patience_begin(void) {
  return (memguard_patience){memcall_host_clock_ms() + LONGEST_MS};
}

static bool goes_on(const memguard_patience *patience) {
  memcall_host_yield();
  return memcall_host_clock_ms() < patience->end;
}

bool memguard_patience_lock(const memguard_patience *patience, memguard_lock *lock) {
  while (!memguard_lock_try(lock))
    if (!goes_on(patience)) return false;
  return true;
}

bool memguard_patience_await(const memguard_patience *patience, const _Atomic uint32_t *count) {
  while (atomic_load_explicit(count, memory_order_seq_cst) != 0)
    if (!goes_on(patience)) return false;
  return true;
}
