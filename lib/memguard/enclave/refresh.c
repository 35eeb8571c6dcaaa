/* refresh.c: new halves for every key, so that a memory cell that is read slowly, late or in parts
   gives away halves that no longer belong together. Keys stay what they are, and so does what they
   sealed. Any failure leaves each key in either its old halves or its new ones; the next refresh
   begins with all of them. */
#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/enclave/shield.h"

static memguard_status renew_all(memguard_coffer *coffer, uint64_t epoch, const char *operation) {
  memguard_status status = memguard_shield_renew(coffer, operation);
  for (uint32_t place = 0; place < MEMGUARD_KEYS && status == MEMGUARD_OK; place++)
    if (atomic_load(&coffer->uses[place]) != 0)
      status = memguard_key_renew(coffer, place, epoch, operation);
  return status;
}

/* The lock is held. A purge may have come while a pre-key was drawn: then all go. */
static memguard_status refresh(memguard_coffer *coffer, const char *operation) {
  uint64_t epoch = memguard_epoch(coffer->part.context);
  if (!memguard_coffer_has_key(coffer, epoch)) return MEMGUARD_OK;
  memguard_status status = renew_all(coffer, epoch, operation);
  if (status == MEMGUARD_OK) atomic_store(&coffer->refreshed, memcall_host_clock_ms());
  if (status == MEMGUARD_ERR_EXPIRED) {
    memguard_shield_wipe(coffer);
  } else {
    memguard_shield_retire(coffer);
  }
  return status;
}

memguard_status memguard_coffer_refresh(memguard_coffer *coffer, const char *operation) {
  uint32_t before = memguard_coffer_take(coffer);
  memguard_status status = refresh(coffer, operation);
  memguard_coffer_let_go(coffer, before);
  return status;
}

static bool is_due(memguard_coffer *coffer) {
  uint64_t refreshed = atomic_load_explicit(&coffer->refreshed, memory_order_relaxed);
  return memcall_host_clock_ms() - refreshed >= coffer->refresh;
}

void memguard_coffer_age(memguard_coffer *coffer, const char *operation) {
  if (!is_due(coffer) || !memguard_lock_try(&coffer->lock)) return;
  uint32_t before = memguard_coffer_open(coffer);
  if (is_due(coffer)) (void)refresh(coffer, operation);
  memguard_coffer_let_go(coffer, before);
}
