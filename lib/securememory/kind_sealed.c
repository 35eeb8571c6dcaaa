/* kind_sealed.c: at rest an enclave; open, a slot of the locked heap. A purge ends the enclave and
   leaves the slot to whoever is inside. */
#include "lib/memguard/context/context.h"
#include "lib/securememory/kind.h"

static memguard_status store(securememory_held *held, const void *bytes, const char *operation) {
  (void)operation;
  if (bytes == NULL) return memguard_enclave_new_random(held->context, held->size, &held->enclave);
  return memguard_enclave_new_copy(held->context, bytes, held->size, &held->enclave);
}

static memguard_status status(const securememory_held *held) {
  return memguard_enclave_status(held->enclave);
}

/* Forgotten before it is freed: a child of just now must not free it once more. */
static void empty_slot(securememory_held *held) {
  void *slot = held->slot;
  held->slot = NULL;
  held->open = NULL;
  memguard_free(held->context, slot);
}

static memguard_status open(securememory_held *held, const char *operation) {
  size_t length = 0;
  if (status(held) != MEMGUARD_OK) return memguard_report_error(status(held), operation, NULL);
  held->slot = memguard_malloc(held->context, held->size);
  if (held->slot == NULL) return (memguard_status)memcall_last_error()->status;
  memguard_status opened =
      memguard_enclave_open_into(held->enclave, held->slot, held->size, &length);
  if (opened == MEMGUARD_OK)
    held->open = held->slot;
  else
    empty_slot(held);
  return opened;
}

/* A purge that came meanwhile made what was seen void. */
static memguard_status close(securememory_held *held, const char *operation, bool *refused) {
  (void)operation;
  *refused = false;
  empty_slot(held);
  return status(held);
}

static void wipe(securememory_held *held) {
  memguard_enclave_destroy(held->enclave);
  held->enclave = NULL;
}

/* A child that inherits has a copy of what was open at the fork, and nobody who would give it back. */
static void drop(securememory_held *held) {
  empty_slot(held);
  wipe(held);
}

/* Of the plaintext while somebody is inside: a protection key closes the sealing key alone. */
static memguard_status safeguards(const securememory_held *held, memguard_safeguards *out) {
  memguard_status answer = memguard_enter(held->context);
  if (answer != MEMGUARD_OK) return answer;
  *out = memguard_survey(held->context);
  out->requested &= ~MEMCALL_KEYED;
  out->in_force &= ~MEMCALL_KEYED;
  return answer;
}

const securememory_kind_calls securememory_kind_sealed = {store, status, open,       close,
                                                          wipe,  drop,   safeguards, false};
