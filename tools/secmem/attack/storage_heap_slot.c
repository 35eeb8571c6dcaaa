/* storage_heap_slot.c: memguard_malloc, a slot between others in shared locked pages. */
#include "tools/secmem/attack/storage.h"
#include "tools/secmem/attack/wire.h"

static bool keep(attack_vault *vault, int from) {
  vault->bytes = memguard_malloc(vault->context, vault->length);
  if (vault->bytes == NULL || !attack_read_all(from, vault->bytes, vault->length)) return false;
  return memguard_safeguards_of(vault->context, vault->bytes, &vault->safeguards) == MEMGUARD_OK;
}

bool attack_read_slot(attack_vault *vault, int from, void **out) {
  *out = memguard_malloc(vault->context, vault->length);
  return *out != NULL && attack_read_all(from, *out, vault->length) &&
         memguard_safeguards_of(vault->context, *out, &vault->safeguards) == MEMGUARD_OK;
}

static void drop(attack_vault *vault) { memguard_free(vault->context, vault->bytes); }

static bool use(attack_vault *vault, void *to) {
  memguard_copy(to, vault->bytes, vault->length);
  return memguard_equal(to, vault->bytes, vault->length);
}

const attack_keeper attack_keep_heap_slot = {.keep = keep, .use = use, .drop = drop};
