/* storage_malloc.c: the control, malloc(3) and free(3) as any program uses them. */
#include <stdlib.h>

#include "tools/secmem/attack/storage.h"
#include "tools/secmem/attack/wire.h"

static bool keep(attack_vault *vault, int from) {
  vault->bytes = malloc(vault->length);
  return vault->bytes != NULL && attack_read_all(from, vault->bytes, vault->length);
}

/* A stale pointer is what the attack is about, so it is kept beyond the free. */
static void drop(attack_vault *vault) { free(vault->bytes); }

const attack_keeper attack_keep_malloc = {.keep = keep, .use = attack_use_plainly, .drop = drop};
