/* scratch.c: the slots in which a key is whole, each for one seal or open at a time. */
#include "lib/memguard/enclave/coffer.h"

#define SPINS \
  64 /* about as long as a small open takes on another CPU; then that CPU may be this one */

/* The lowest free slot's bit, taken; 0 when there is none. */
static uint32_t take_bit(memguard_coffer *coffer) {
  const uint32_t all = UINT32_MAX >> (MEMGUARD_SLOTS_MAX - coffer->slots);
  uint32_t taken = atomic_load_explicit(&coffer->taken, memory_order_relaxed);
  while (taken != all) {
    uint32_t bit = ~taken & (taken + 1);
    if (atomic_compare_exchange_weak_explicit(&coffer->taken, &taken, taken | bit,
                                              memory_order_acquire, memory_order_relaxed))
      return bit;
  }
  return 0;
}

static uint32_t wait_for_bit(memguard_coffer *coffer) {
  for (unsigned tries = 0;; tries++) {
    uint32_t bit = take_bit(coffer);
    if (bit != 0) return bit;
    if (tries >= SPINS) memcall_host_yield();
  }
}

static memguard_status put_key_together(memguard_coffer *coffer, memguard_coffer_page *page,
                                        memguard_scratch *scratch, const char *operation) {
  memguard_coffer_read_halves(page, scratch);
  memguard_status status = memguard_coffer_unwrap(coffer, scratch->halves);
  if (status != MEMGUARD_OK || memguard_coffer_derive(scratch)) return status;
  return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
}

memguard_status memguard_coffer_borrow(memguard_coffer *coffer, const char *operation,
                                       memguard_scratch **out) {
  memguard_coffer_page *page = atomic_load_explicit(&coffer->page, memory_order_acquire);
  *out = &page->slots[__builtin_ctz(wait_for_bit(coffer))];
  memguard_status status = put_key_together(coffer, page, *out, operation);
  if (status == MEMGUARD_OK) return status;
  memguard_coffer_return(coffer, *out);
  *out = NULL;
  return status;
}

void memguard_coffer_return(memguard_coffer *coffer, memguard_scratch *scratch) {
  memguard_coffer_page *page = atomic_load_explicit(&coffer->page, memory_order_relaxed);
  memcall_secure_clear(scratch, sizeof *scratch);
  uint32_t bit = UINT32_C(1) << (scratch - page->slots);
  atomic_fetch_and_explicit(&coffer->taken, ~bit, memory_order_release);
}
