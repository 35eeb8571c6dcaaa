/* storage_buffer.c: an isolated buffer, left readable and writable, or hidden as soon as the secret
   is in it. */
#include "tools/secmem/attack/storage.h"
#include "tools/secmem/attack/wire.h"

static bool keep(attack_vault *vault, int from) {
  if (memguard_buffer_new(vault->context, vault->length, &vault->buffer) != MEMGUARD_OK)
    return false;
  if (memguard_buffer_safeguards(vault->buffer, &vault->safeguards) != MEMGUARD_OK) return false;
  vault->bytes = memguard_buffer_mutable_data(vault->buffer);
  return vault->bytes != NULL && attack_read_all(from, vault->bytes, vault->length);
}

static bool keep_hidden(attack_vault *vault, int from) {
  return keep(vault, from) && memguard_buffer_hide(vault->buffer) == MEMGUARD_OK;
}

bool attack_reach_buffer(attack_vault *vault) {
  if (memguard_buffer_melt(vault->buffer) != MEMGUARD_OK) return false;
  vault->bytes = memguard_buffer_mutable_data(vault->buffer);
  return vault->bytes != NULL &&
         memguard_buffer_safeguards(vault->buffer, &vault->safeguards) == MEMGUARD_OK;
}

void attack_drop_buffer(attack_vault *vault) { memguard_buffer_destroy(vault->buffer); }

static bool use(attack_vault *vault, void *to) {
  return memguard_buffer_read(vault->buffer, 0, to, vault->length) == MEMGUARD_OK;
}

/* Readable for as long as it takes. */
static bool use_hidden(attack_vault *vault, void *to) {
  return memguard_buffer_freeze(vault->buffer) == MEMGUARD_OK && use(vault, to) &&
         memguard_buffer_hide(vault->buffer) == MEMGUARD_OK;
}

const attack_keeper attack_keep_buffer = {.keep = keep, .use = use, .drop = attack_drop_buffer};
const attack_keeper attack_keep_hidden_buffer = {
    .keep = keep_hidden, .use = use_hidden, .drop = attack_drop_buffer};
