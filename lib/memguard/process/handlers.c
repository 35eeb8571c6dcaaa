/* handlers.c: what signals and faults have in common. */
#include "lib/memguard/process/handlers.h"

static memguard_lock lock;

/* The lock's holder, if any, is a thread of the parent. */
static void forked(void) {
  memguard_lock_release(&lock);
  memguard_signals_forked();
  memguard_watcher_forked();
}

memguard_status memguard_handlers_prepare(void) {
  memguard_fork_check();
  memguard_status status = memguard_fork_watch();
  if (status == MEMGUARD_OK) memguard_fork_tell(forked);
  return status;
}

void memguard_handlers_lock(void) {
  memguard_fork_check();
  memguard_lock_acquire(&lock);
}

void memguard_handlers_unlock(void) { memguard_lock_release(&lock); }

void memguard_wipe_own(void) {
  if (memguard_memory_is_own()) memguard_emergency_wipe();
}
