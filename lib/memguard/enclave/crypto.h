/* crypto.h: what the coffer and enclaves need of a crypto library. The provider is chosen at link
   time; no other file here includes one's headers. Random bytes come from memcall_random alone. */
#ifndef MEMGUARD_ENCLAVE_CRYPTO_H
#define MEMGUARD_ENCLAVE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/memguard/scrub/attributes.h"

#define MEMGUARD_KEY_SIZE 32
#define MEMGUARD_NONCE_SIZE 24 /* room for the longest */
#define MEMGUARD_TAG_SIZE 16
#define MEMGUARD_CIPHER_SIZE 608 /* bytes of a cipher's state; the provider asserts that it fits */

/* The numbers are authenticated with every ciphertext. */
typedef enum memguard_cipher_kind {
  MEMGUARD_CIPHER_CHACHA20 = 1, /* ChaCha20-Poly1305 (RFC 8439); nonces of 12 bytes */
  MEMGUARD_CIPHER_AES = 2,      /* AES-256-GCM (NIST SP 800-38D); nonces of 12 bytes */
  MEMGUARD_CIPHER_XCHACHA20 = 3 /* XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha); of 24 */
} memguard_cipher_kind;

static inline size_t memguard_nonce_size(memguard_cipher_kind kind) {
  return kind == MEMGUARD_CIPHER_XCHACHA20 ? 24 : 12;
}

/* The longest plaintext that one nonce can seal: RFC 8439's 2^38 - 64 bytes, less the byte that
   BoringSSL wants less; SP 800-38D's 2^39 - 256 bits. */
static inline uint64_t memguard_plaintext_limit(memguard_cipher_kind kind) {
  return kind == MEMGUARD_CIPHER_AES ? (UINT64_C(1) << 36) - 32 : (UINT64_C(1) << 38) - 65;
}

static inline bool memguard_crypto_fits(memguard_cipher_kind kind, size_t length) {
  return (uint64_t)length <= memguard_plaintext_limit(kind);
}

typedef struct memguard_cipher { /* a key made ready; lives in locked memory only */
  _Alignas(16) unsigned char state[MEMGUARD_CIPHER_SIZE];
} memguard_cipher;

/* Whether this CPU has instructions for AES that the provider uses. Does not change. */
bool memguard_crypto_has_aes(void);

/* What touches a key stays a call of its own, also under link-time optimization: the scrub's own
   frames cover the first bytes of what it wipes, so a key must not come to stand in the frame of a
   public call's inner function. */

/* BLAKE2b-256 (RFC 7693). */
MEMGUARD_APART void memguard_crypto_hash(const void *bytes, size_t length,
                                         unsigned char out[MEMGUARD_KEY_SIZE]);

/* An almost universal hash of many bytes under a key that is used for no other bytes: GMAC where
   has_aes, else Poly1305. It works in *room, and leaves the key there. false: the provider is out of
   memory. */
MEMGUARD_APART bool memguard_crypto_condense(memguard_cipher *room,
                                             const unsigned char key[MEMGUARD_KEY_SIZE],
                                             const void *bytes, size_t length,
                                             unsigned char out[MEMGUARD_TAG_SIZE]);

/* Makes a key ready. false: the provider is out of memory. */
MEMGUARD_APART bool memguard_crypto_init(memguard_cipher *cipher, memguard_cipher_kind kind,
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

/* A cipher without a secret, for memguard_crypto_wipe. uses_aes: AES, or condensing with it, will
   be used. false: the provider is out of memory. */
bool memguard_crypto_blank(memguard_cipher *blank, bool uses_aes);

/* Writes blank's state over cipher's: its key is gone. The cipher may be in use by another thread,
   which goes on without a fault, to a void result: where the provider keeps addresses of code in its
   state, blank has the same. Signals: safe. */
MEMGUARD_APART void memguard_crypto_wipe(memguard_cipher *cipher, const memguard_cipher *blank);

#endif
