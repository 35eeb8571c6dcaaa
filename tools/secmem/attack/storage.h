/* storage.h: the ways to keep a secret that are compared, each in a file of its own. */
#ifndef TOOLS_SECMEM_ATTACK_STORAGE_H
#define TOOLS_SECMEM_ATTACK_STORAGE_H

#include "memguard/memguard.h"
#include "tools/secmem/attack/attack.h"

/* A victim's one secret. */
typedef struct attack_vault {
  memguard_context *context;
  size_t length;
  unsigned char *bytes; /* where it stands, or stood */
  memguard_buffer *buffer;
  memguard_enclave *enclave;
  memguard_safeguards safeguards;
} attack_vault;

typedef struct attack_keeper {
  bool (*keep)(attack_vault *vault,
               int from);             /* reads it from a descriptor straight into its place */
  bool (*reach)(attack_vault *vault); /* makes vault->bytes what a program would use; NULL: it is */
  void (*drop)(attack_vault *vault);  /* frees it; vault->bytes stays, stale */
} attack_keeper;

extern const attack_keeper attack_keep_malloc, attack_keep_heap_slot, attack_keep_buffer,
    attack_keep_hidden_buffer, attack_keep_enclave;

const attack_keeper *attack_keeper_of(attack_storage storage);

/* Shared by buffers and enclaves. */
void attack_drop_buffer(attack_vault *vault);

#endif
