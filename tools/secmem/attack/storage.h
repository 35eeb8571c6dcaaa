/* storage.h: the ways to keep a secret that are compared, each in a file of its own. */
#ifndef TOOLS_SECMEM_ATTACK_STORAGE_H
#define TOOLS_SECMEM_ATTACK_STORAGE_H

#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "tools/secmem/attack/attack.h"

/* A victim's one secret. */
typedef struct attack_vault {
  memguard_context *context;
  size_t length;
  unsigned char *bytes; /* where it stands, or stood */
  memguard_buffer *buffer;
  memguard_enclave *enclave;
  memguard_stream *stream;
  securememory_factory *factory;
  securememory_secret *secret;
  securememory_loan loan;
  memguard_safeguards safeguards;
} attack_vault;

typedef struct attack_keeper {
  bool (*find)(char *why, size_t capacity); /* looks for the library; NULL: it is this one */
  bool (*keep)(attack_vault *vault,
               int from); /* reads it from a descriptor straight into its place */
  bool (*use)(attack_vault *vault, void *to); /* copies it as a program would, by the calls that the
                                                 library has for that */
  bool (*reach)(attack_vault *vault); /* makes vault->bytes what a program would use; NULL: it is */
  void (*drop)(attack_vault *vault);  /* frees it; vault->bytes stays, stale */
  bool (*locate)(
      attack_vault *vault); /* finds out vault->bytes of a secret that stays closed; NULL:
                                          they are known, or there are none */
} attack_keeper;

extern const attack_keeper attack_keep_malloc, attack_keep_heap_slot, attack_keep_buffer,
    attack_keep_hidden_buffer, attack_keep_enclave, attack_keep_stream, attack_keep_sealed,
    attack_keep_protected, attack_keep_guarded, attack_keep_libsodium, attack_keep_openssl,
    attack_keep_libgcrypt;

const attack_keeper *attack_keeper_of(attack_storage storage);

/* Reads the secret to a heap slot, for those that keep it elsewhere; *out is NULL or the caller's. */
bool attack_read_slot(attack_vault *vault, int from, void **out);

/* memcpy(3), and a load of the first bytes: as any program works on what it keeps. */
bool attack_use_plainly(attack_vault *vault, void *to);

/* Makes vault->buffer, which something was opened into, the place that a program would use. */
bool attack_reach_buffer(attack_vault *vault);
void attack_drop_buffer(attack_vault *vault);

#endif
