/* storage_enclave.c: an enclave, ciphertext at rest. It has no bytes that a program could reach
   until it is opened: stray writes and stale reads go for the buffer that it opens into. */
#include "tools/secmem/attack/storage.h"

/* The secret arrives in a heap slot; sealing wipes it there. */
static bool keep(attack_vault *vault, int from) {
  void *slot = NULL;
  if (!attack_read_slot(vault, from, &slot)) return false;
  memguard_status status =
      memguard_enclave_new_from(vault->context, slot, vault->length, &vault->enclave);
  memguard_free(vault->context, slot);
  return status == MEMGUARD_OK;
}

static bool reach(attack_vault *vault) {
  return memguard_enclave_open(vault->enclave, &vault->buffer) == MEMGUARD_OK &&
         attack_reach_buffer(vault);
}

static void drop(attack_vault *vault) {
  attack_drop_buffer(vault);
  memguard_enclave_destroy(vault->enclave);
}

static bool use(attack_vault *vault, void *to) {
  size_t length = vault->length;
  return memguard_enclave_open_into(vault->enclave, to, length, &length) == MEMGUARD_OK;
}

const attack_keeper attack_keep_enclave = {.keep = keep, .use = use, .reach = reach, .drop = drop};
