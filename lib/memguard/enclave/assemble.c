/* assemble.c: from a key's halves to its cipher, waiting for nobody; why what is read is whole stands
   in key.c. */
#include <string.h>

#include "lib/memguard/enclave/cell.h"
#include "lib/memguard/enclave/shield.h"

void memguard_key_mix(const memguard_coffer *coffer, memguard_assembly *parts) {
  const size_t domain = sizeof MEMGUARD_DOMAIN - 1;
  memcpy(parts->message, MEMGUARD_DOMAIN, domain);
  memcpy(parts->message + domain, parts->halves + MEMGUARD_HALF, MEMGUARD_SIDE);
  memguard_crypto_hash(parts->message, memguard_shield_message(coffer),
                       (unsigned char *)parts->digest);
  for (unsigned i = 0; i < MEMGUARD_HALF; i++) parts->halves[i] ^= parts->digest[i];
}

memguard_status memguard_key_no_memory(const char *operation) {
  return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
}

/* Copies the halves, and what is hashed of the pre-key, of one moment. */
static bool copy_parts(memguard_coffer *coffer, uint32_t place, memguard_scratch *scratch) {
  memguard_coffer_page *page = memguard_coffer_page_of(coffer);
  uint64_t entry;
  do {
    entry = atomic_load_explicit(&coffer->entries[place], memory_order_acquire);
    memguard_cell_copy(&page->cells[memguard_entry_cell(entry)], scratch->parts.halves);
    if (!memguard_shield_condense(coffer, memguard_entry_prekey(entry), &scratch->cipher,
                                  &scratch->parts))
      return false;
    atomic_thread_fence(memory_order_acquire);
  } while (memguard_word(&coffer->entries[place]) != entry);
  return true;
}

memguard_status memguard_key_assemble(memguard_coffer *coffer, uint32_t place,
                                      const char *operation, memguard_scratch *scratch) {
  if (!copy_parts(coffer, place, scratch)) return memguard_key_no_memory(operation);
  memguard_status status = memguard_coffer_unwrap(coffer, scratch->parts.halves);
  if (status != MEMGUARD_OK) return status;
  memguard_key_mix(coffer, &scratch->parts);
  return memguard_crypto_init(&scratch->cipher, coffer->kind,
                              (const unsigned char *)scratch->parts.halves)
             ? MEMGUARD_OK
             : memguard_key_no_memory(operation);
}
