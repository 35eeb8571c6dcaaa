/* shield.h: the pre-keys of MEMGUARD_SHIELD: 16 KiB of random bytes, all of which must be known to
   put a key together. */
#ifndef MEMGUARD_ENCLAVE_SHIELD_H
#define MEMGUARD_ENCLAVE_SHIELD_H

#include "lib/memguard/enclave/coffer.h"

#define MEMGUARD_PREKEY 16384

typedef struct memguard_prekey {
  unsigned char bytes[MEMGUARD_PREKEY];
  unsigned char seeds[2][MEMGUARD_KEY_SIZE]; /* keys of the two hashes */
} memguard_prekey;

typedef struct memguard_shield { /* on locked pages of its own */
  memguard_prekey prekeys[2];    /* the newest, and while halves are renewed the one before */
  memguard_cipher room;          /* of who holds the lock */
} memguard_shield;

/* Draws a pre-key that the next halves are to depend on, unless halves still depend on both. The
   lock is held. RANDOM (reported): nothing changed. */
MEMCALL_CHECKED memguard_status memguard_shield_renew(memguard_coffer *coffer,
                                                      const char *operation);

/* Wipes what condensing left in the room of who holds the lock, and the pre-key that no halves depend
   on any more, when there is one. The lock is held. */
void memguard_shield_retire(memguard_coffer *coffer);

/* Condenses a pre-key to the end of what is hashed. `room` is overwritten. false: the provider is
   out of memory. Nothing happens without a shield. */
MEMCALL_CHECKED bool memguard_shield_condense(const memguard_coffer *coffer, unsigned prekey,
                                              memguard_cipher *room, memguard_assembly *parts);

/* Bytes of the message that are hashed. */
size_t memguard_shield_message(const memguard_coffer *coffer);

/* In a forked child that has its parent's pages: wipes what a thread of the parent was working on. */
void memguard_shield_forked(memguard_coffer *coffer);

/* Zeroes all. Signals: safe. */
void memguard_shield_wipe(const memguard_coffer *coffer);

#endif
