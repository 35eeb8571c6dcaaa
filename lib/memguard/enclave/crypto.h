/* crypto.h: what the coffer and enclaves need of a crypto library. The provider is chosen at link
   time; no other file here includes one's headers. Random bytes come from memcall_random alone. */
#ifndef MEMGUARD_ENCLAVE_CRYPTO_H
#define MEMGUARD_ENCLAVE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/memguard/scrub/attributes.h"

#define MEMGUARD_KEY_SIZE 32
#define MEMGUARD_NONCE_SIZE 12
#define MEMGUARD_TAG_SIZE 16
#define MEMGUARD_CIPHER_SIZE 640 /* bytes of a cipher's state; the provider asserts that it fits */

/* The longest plaintext that one nonce can seal: RFC 8439's 2^38 - 64 bytes, less the byte that
   BoringSSL wants less. */
#define MEMGUARD_PLAINTEXT_LIMIT ((UINT64_C(1) << 38) - 65)

static inline bool memguard_crypto_fits(size_t length) {
  return (uint64_t)length <= MEMGUARD_PLAINTEXT_LIMIT;
}

typedef struct memguard_cipher { /* a key made ready; lives in locked memory only */
  _Alignas(16) unsigned char state[MEMGUARD_CIPHER_SIZE];
} memguard_cipher;

/* What touches a key stays a call of its own, also under link-time optimization: the scrub's own
   frames cover the first bytes of what it wipes, so a key must not come to stand in the frame of a
   public call's inner function. */

/* BLAKE2b-256 (RFC 7693). */
MEMGUARD_APART void memguard_crypto_hash(const void *bytes, size_t length,
                                         unsigned char out[MEMGUARD_KEY_SIZE]);

/* Makes a key ready. false: the provider is out of memory. */
MEMGUARD_APART bool memguard_crypto_init(memguard_cipher *cipher,
                                         const unsigned char key[MEMGUARD_KEY_SIZE]);

/* Seals length bytes to out[0, length + MEMGUARD_TAG_SIZE). false: too long for the AEAD. */
MEMGUARD_APART bool memguard_crypto_seal(const memguard_cipher *cipher,
                                         const unsigned char nonce[MEMGUARD_NONCE_SIZE],
                                         const void *aad, size_t aad_length, const void *bytes,
                                         size_t length, unsigned char *out);

/* Opens sealed[0, length + MEMGUARD_TAG_SIZE) to out[0, length). false: not authentic; then out is
   zero, and the provider's error queue is as it was. */
MEMGUARD_APART bool memguard_crypto_open(const memguard_cipher *cipher,
                                         const unsigned char nonce[MEMGUARD_NONCE_SIZE],
                                         const void *aad, size_t aad_length,
                                         const unsigned char *sealed, size_t length, void *out);

/* Zeroes the key inside; the cipher may be in use by another thread, which goes on without a fault,
   to a void result. Signals: safe. */
MEMGUARD_APART void memguard_crypto_wipe(memguard_cipher *cipher);

#endif
