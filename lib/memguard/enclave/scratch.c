/* scratch.c: the slots in which a key is whole, each for one seal or open at a time. */
#include "lib/memguard/enclave/coffer.h"

#define SPINS \
  64 /* about as long as a small open takes on another CPU; then that CPU may be this one */

/* --- Slots ----------------------------------------------------------------------------------- */

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

static void give_bit(memguard_coffer *coffer, uint32_t bit) {
  atomic_fetch_and_explicit(&coffer->taken, ~bit, memory_order_release);
}

static memguard_scratch *slot_of(memguard_coffer *coffer, uint32_t bit) {
  return &memguard_coffer_page_of(coffer)->slots[__builtin_ctz(bit)];
}

memguard_status memguard_coffer_borrow(memguard_coffer *coffer, uint32_t place,
                                       const char *operation, memguard_scratch **out) {
  *out = slot_of(coffer, wait_for_bit(coffer));
  memguard_status status = memguard_key_assemble(coffer, place, operation, *out);
  if (status == MEMGUARD_OK) return status;
  memguard_coffer_return(coffer, *out);
  *out = NULL;
  return status;
}

void memguard_coffer_return(memguard_coffer *coffer, memguard_scratch *scratch) {
  memguard_coffer_page *page = atomic_load_explicit(&coffer->page, memory_order_relaxed);
  memcall_secure_clear(scratch, sizeof *scratch);
  give_bit(coffer, UINT32_C(1) << (scratch - page->slots));
}

/* The threads that had them stayed with the parent. */
void memguard_scratch_forked(memguard_coffer *coffer) {
  memguard_coffer_page *page = memguard_coffer_page_of(coffer);
  memcall_secure_clear(&page->work, sizeof page->work);
  memcall_secure_clear(page->slots, coffer->slots * sizeof *page->slots);
  atomic_store(&coffer->lent, 0);
  atomic_store(&coffer->taken, 0);
}

/* --- Loans ----------------------------------------------------------------------------------- */

static bool mark_lent(memguard_coffer *coffer, uint32_t bit) {
  uint32_t lent = atomic_load(&coffer->lent);
  do {
    if ((unsigned)__builtin_popcount(lent) >= coffer->slots / 2) return false;
  } while (!atomic_compare_exchange_weak(&coffer->lent, &lent, lent | bit));
  return true;
}

/* A purge that does not see the mark, and so zeroes the slot, moved the epoch before: the fence has
   whoever opens into it see that. */
unsigned char *memguard_coffer_lend(memguard_coffer *coffer) {
  uint32_t bit = coffer->part.context->keyed ? 0 : take_bit(coffer);
  if (bit == 0) return NULL;
  if (!mark_lent(coffer, bit)) {
    give_bit(coffer, bit);
    return NULL;
  }
  atomic_thread_fence(memory_order_seq_cst);
  return (unsigned char *)&slot_of(coffer, bit)->parts;
}

void memguard_coffer_take_back(memguard_coffer *coffer, unsigned char *bytes) {
  for (uint32_t lent = atomic_load(&coffer->lent); lent != 0; lent &= lent - 1) {
    uint32_t bit = lent & -lent;
    if ((unsigned char *)&slot_of(coffer, bit)->parts != bytes) continue;
    memcall_secure_clear(bytes, MEMGUARD_LOAN);
    atomic_fetch_and(&coffer->lent, ~bit);
    give_bit(coffer, bit);
    return;
  }
}

void memguard_coffer_wipe_loans(memguard_coffer *coffer) {
  for (uint32_t lent = atomic_load(&coffer->lent); lent != 0; lent &= lent - 1)
    memguard_zero(&slot_of(coffer, lent & -lent)->parts, MEMGUARD_LOAN);
}
