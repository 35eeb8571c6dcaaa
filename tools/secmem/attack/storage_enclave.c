/* storage_enclave.c: an enclave, ciphertext at rest. It has no bytes that a program could reach
   until it is opened: stray writes and stale reads go for the buffer that it opens into. */
#include "tools/secmem/attack/storage.h"
#include "tools/secmem/attack/wire.h"

/* The secret arrives in a heap slot; sealing wipes it there. */
static bool keep(attack_vault *vault, int from) {
  void *slot = memguard_malloc(vault->context, vault->length);
  if (slot == NULL || !attack_read_all(from, slot, vault->length)) return false;
  if (memguard_safeguards_of(vault->context, slot, &vault->safeguards) != MEMGUARD_OK) return false;
  memguard_status status =
      memguard_enclave_new_from(vault->context, slot, vault->length, &vault->enclave);
  memguard_free(vault->context, slot);
  return status == MEMGUARD_OK;
}

static bool reach(attack_vault *vault) {
  if (memguard_enclave_open(vault->enclave, &vault->buffer) != MEMGUARD_OK) return false;
  if (memguard_buffer_melt(vault->buffer) != MEMGUARD_OK) return false;
  vault->bytes = memguard_buffer_mutable_data(vault->buffer);
  return vault->bytes != NULL &&
         memguard_buffer_safeguards(vault->buffer, &vault->safeguards) == MEMGUARD_OK;
}

static void drop(attack_vault *vault) {
  attack_drop_buffer(vault);
  memguard_enclave_destroy(vault->enclave);
}

const attack_keeper attack_keep_enclave = {keep, reach, drop};
