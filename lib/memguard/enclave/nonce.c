/* nonce.c: numbers that are used once. A counter is safe because a key belongs to one process
   image: a forked child makes a key of its own. It goes on over all keys of a coffer, so that it
   serves as the enclaves' id as well. */
#include <string.h>

#include "lib/memguard/enclave/coffer.h"

/* Half the numbers are never used: it would take as many calls that fail to come round to 0. */
memguard_status memguard_coffer_number(memguard_coffer *coffer, const char *operation,
                                       uint64_t *number) {
  *number = atomic_fetch_add_explicit(&coffer->nonces, 1, memory_order_relaxed);
  if (*number < MEMGUARD_NONCES) return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_OVERFLOW, operation,
                               "this context has sealed 2^63 times; use a new one");
}

void memguard_nonce_make(uint64_t epoch, uint64_t number,
                         unsigned char nonce[MEMGUARD_NONCE_SIZE]) {
  uint32_t prefix = (uint32_t)(epoch >> 16);
  memcpy(nonce, &prefix, sizeof prefix);
  memcpy(nonce + sizeof prefix, &number, sizeof number);
}
