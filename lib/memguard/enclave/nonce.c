/* nonce.c: numbers that are used once. A counter is safe because a key seals for one process image
   only: a forked child makes a key of its own. Where a virtual machine may be cloned with all its
   memory, counters go on from the same number in each clone, so MEMGUARD_SNAPSHOT_SAFE draws nonces
   that are long enough to be drawn at random (XChaCha20-Poly1305). */
#include <string.h>

#include "lib/memguard/enclave/coffer.h"

/* AES-GCM: what SP 800-38D, 8.3 allows one key to seal. Else half the numbers are never used: it
   would take as many calls that fail to come round to 0. */
uint64_t memguard_nonces(memguard_cipher_kind kind) {
  return kind == MEMGUARD_CIPHER_AES ? UINT64_C(1) << 32 : UINT64_MAX / 2;
}

memguard_status memguard_nonce_make(memguard_cipher_kind kind, const memguard_key_use *use,
                                    const char *operation,
                                    unsigned char nonce[MEMGUARD_NONCE_SIZE]) {
  if (kind == MEMGUARD_CIPHER_XCHACHA20) {
    if (memcall_random(nonce, MEMGUARD_NONCE_SIZE) == MEMCALL_OK) return MEMGUARD_OK;
    return memguard_report_error(MEMGUARD_ERR_RANDOM, operation, NULL);
  }
  memcpy(nonce, &use->serial, sizeof use->serial);
  memcpy(nonce + sizeof use->serial, &use->number, sizeof use->number);
  return MEMGUARD_OK;
}
