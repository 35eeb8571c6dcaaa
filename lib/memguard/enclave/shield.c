/* shield.c: a key that depends on 16 KiB.

   mask = BLAKE2b-256(domain ‖ right ‖ G1(P) ‖ G2(P)), key = left xor mask, where P is the pre-key and
   G1, G2 are GMACs (Poly1305 where the CPU has no AES) under two random keys that stand beside it.
   One such hash of 16 KiB collides too often to be taken for 128 random bits (1,024 blocks: 2^-118);
   two, hashed again, leave nothing to gain from a P that is known but for some of its bits
   (2^-236).

   Two pre-keys have a place, so that halves can be renewed one key after the other while others
   read them: those that were renewed depend on the newest, the rest on the one before. */
#include "lib/memguard/enclave/shield.h"

#include "lib/memguard/enclave/cell.h"

static memguard_shield *shield_of(const memguard_coffer *coffer) {
  return atomic_load_explicit(&coffer->shield, memory_order_acquire);
}

/* --- Condensing ------------------------------------------------------------------------------ */

size_t memguard_shield_message(const memguard_coffer *coffer) {
  return MEMGUARD_MESSAGE + (shield_of(coffer) != NULL ? MEMGUARD_CONDENSED : 0);
}

bool memguard_shield_condense(const memguard_coffer *coffer, unsigned prekey, memguard_cipher *room,
                              memguard_assembly *parts) {
  const memguard_shield *shield = shield_of(coffer);
  if (shield == NULL) return true;
  const memguard_prekey *own = &shield->prekeys[prekey];
  unsigned char *out = parts->message + MEMGUARD_MESSAGE;
  for (unsigned i = 0; i < 2; i++)
    if (!memguard_crypto_condense(room, own->seeds[i], own->bytes, sizeof own->bytes,
                                  out + i * MEMGUARD_TAG_SIZE))
      return false;
  return true;
}

/* --- Renewing -------------------------------------------------------------------------------- */

static bool depends_on(memguard_coffer *coffer, unsigned prekey) {
  for (unsigned place = 0; place < MEMGUARD_KEYS; place++)
    if (atomic_load(&coffer->uses[place]) != 0 &&
        memguard_entry_prekey(memguard_word(&coffer->entries[place])) == prekey)
      return true;
  return false;
}

memguard_status memguard_shield_renew(memguard_coffer *coffer, const char *operation) {
  memguard_shield *shield = shield_of(coffer);
  if (shield == NULL || depends_on(coffer, coffer->prekey ^ 1)) return MEMGUARD_OK;
  memguard_prekey *next = &shield->prekeys[coffer->prekey ^ 1];
  atomic_thread_fence(memory_order_release); /* who still reads there finds its entry changed */
  if (memcall_random(next, sizeof *next) == MEMCALL_OK) {
    coffer->prekey ^= 1;
    return MEMGUARD_OK;
  }
  memguard_zero(next, sizeof *next);
  return memguard_report_error(MEMGUARD_ERR_RANDOM, operation, NULL);
}

void memguard_shield_retire(memguard_coffer *coffer) {
  memguard_shield *shield = shield_of(coffer);
  if (shield == NULL) return;
  memguard_crypto_wipe(&shield->room, &coffer->blank);
  if (depends_on(coffer, coffer->prekey ^ 1)) return;
  atomic_thread_fence(memory_order_release);
  memguard_zero(&shield->prekeys[coffer->prekey ^ 1], sizeof shield->prekeys[0]);
}

void memguard_shield_forked(memguard_coffer *coffer) {
  memguard_shield *shield = shield_of(coffer);
  if (shield == NULL) return;
  memcall_secure_clear(&shield->room, sizeof shield->room);
  memguard_shield_retire(coffer);
}

void memguard_shield_wipe(const memguard_coffer *coffer) {
  memguard_shield *shield = shield_of(coffer);
  if (shield == NULL) return;
  memguard_crypto_wipe(&shield->room, &coffer->blank);
  memguard_zero(shield->prekeys, sizeof shield->prekeys);
}
