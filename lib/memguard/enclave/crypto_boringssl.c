/* crypto_boringssl.c: the crypto of enclaves by BoringSSL. Its random generator is not used: that
   is a heap object from which later output can be told. */
#include <openssl/aead.h>
#include <openssl/blake2.h>
#include <openssl/chacha.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/poly1305.h>
#include <string.h>

#include "lib/memguard/enclave/blake2b.h"
#include "lib/memguard/enclave/crypto.h"
#include "lib/memguard/scrub/attributes.h"
#include "memcall/memcall.h"

/* The key stands a second time beside BoringSSL's own copy of it, for open_quietly. */
typedef struct provider_cipher {
  EVP_AEAD_CTX aead;
  uint8_t key[MEMGUARD_KEY_SIZE];
} provider_cipher;

_Static_assert(sizeof(provider_cipher) <= sizeof(memguard_cipher), "the cipher's state must fit");
_Static_assert(_Alignof(provider_cipher) <= _Alignof(memguard_cipher), "and be aligned for it");
_Static_assert(BLAKE2B256_DIGEST_LENGTH == MEMGUARD_KEY_SIZE, "a key is one digest");

static const provider_cipher *inside(const memguard_cipher *cipher) {
  return (const provider_cipher *)(const void *)cipher->state;
}

void memguard_crypto_hash(const void *bytes, size_t length, unsigned char out[MEMGUARD_KEY_SIZE]) {
  if (length <= MEMGUARD_BLAKE2B_BLOCK) {
    memguard_blake2b_256(bytes, length, out);
  } else {
    BLAKE2B256(bytes, length, out);
  }
}

bool memguard_crypto_init(memguard_cipher *cipher, const unsigned char key[MEMGUARD_KEY_SIZE]) {
  provider_cipher *own = (provider_cipher *)(void *)cipher->state;
  memcpy(own->key, key, sizeof own->key);
  return EVP_AEAD_CTX_init(&own->aead, EVP_aead_chacha20_poly1305(), key, MEMGUARD_KEY_SIZE,
                           MEMGUARD_TAG_SIZE, NULL) == 1;
}

/* The length is checked first: BoringSSL would put an error into the caller's queue. */
bool memguard_crypto_seal(const memguard_cipher *cipher,
                          const unsigned char nonce[MEMGUARD_NONCE_SIZE], const void *aad,
                          size_t aad_length, const void *bytes, size_t length, unsigned char *out) {
  size_t sealed;
  if (!memguard_crypto_fits(length)) return false;
  return EVP_AEAD_CTX_seal(&inside(cipher)->aead, out, &sealed, length + MEMGUARD_TAG_SIZE, nonce,
                           MEMGUARD_NONCE_SIZE, bytes, length, aad, aad_length) == 1;
}

/* --- Opening with errors pending ------------------------------------------------------------- */

/* BoringSSL's open records a failure in the calling thread's error queue, which belongs to the
   program. With an empty queue that is undone by taking the one entry out again. It cannot be
   undone otherwise: a full queue drops its oldest entry, and popping to a mark takes away a mark
   that the program may have set there. So a thread with errors pending opens with the primitives of
   RFC 8439 instead, which record nothing. That is rare, and takes some 1.4 times as long. */

static void absorb_padded(poly1305_state *state, const void *bytes, size_t length) {
  static const uint8_t kZeros[16];
  CRYPTO_poly1305_update(state, bytes, length);
  if (length % 16 != 0) CRYPTO_poly1305_update(state, kZeros, 16 - length % 16);
}

static void absorb_length(poly1305_state *state, uint64_t length) {
  uint8_t bytes[8];
  for (unsigned i = 0; i < 8; i++) bytes[i] = (uint8_t)(length >> (8 * i));
  CRYPTO_poly1305_update(state, bytes, sizeof bytes);
}

/* RFC 8439, 2.8. */
static void make_tag(const uint8_t *key, const unsigned char *nonce, const void *aad,
                     size_t aad_length, const unsigned char *sealed, size_t length,
                     uint8_t tag[MEMGUARD_TAG_SIZE]) {
  _Alignas(16) uint8_t block[32] = {0};
  poly1305_state state;
  CRYPTO_chacha_20(block, block, sizeof block, key, nonce, 0);
  CRYPTO_poly1305_init(&state, block);
  absorb_padded(&state, aad, aad_length);
  absorb_padded(&state, sealed, length);
  absorb_length(&state, aad_length);
  absorb_length(&state, length);
  CRYPTO_poly1305_finish(&state, tag);
}

static bool open_quietly(const uint8_t *key, const unsigned char *nonce, const void *aad,
                         size_t aad_length, const unsigned char *sealed, size_t length, void *out) {
  uint8_t tag[MEMGUARD_TAG_SIZE];
  make_tag(key, nonce, aad, aad_length, sealed, length, tag);
  bool authentic = CRYPTO_memcmp(tag, sealed + length, sizeof tag) == 0;
  if (authentic) CRYPTO_chacha_20(out, sealed, length, key, nonce, 1);
  return authentic;
}

static bool open_fast(const EVP_AEAD_CTX *aead, const unsigned char *nonce, const void *aad,
                      size_t aad_length, const unsigned char *sealed, size_t length, void *out) {
  size_t opened;
  bool authentic = EVP_AEAD_CTX_open(aead, out, &opened, length, nonce, MEMGUARD_NONCE_SIZE, sealed,
                                     length + MEMGUARD_TAG_SIZE, aad, aad_length) == 1;
  while (!authentic && ERR_get_error() != 0) continue;
  return authentic;
}

bool memguard_crypto_open(const memguard_cipher *cipher,
                          const unsigned char nonce[MEMGUARD_NONCE_SIZE], const void *aad,
                          size_t aad_length, const unsigned char *sealed, size_t length,
                          void *out) {
  const provider_cipher *own = inside(cipher);
  bool authentic = memguard_crypto_fits(length);
  if (authentic && ERR_peek_error() == 0) {
    authentic = open_fast(&own->aead, nonce, aad, aad_length, sealed, length, out);
  } else if (authentic) {
    authentic = open_quietly(own->key, nonce, aad, aad_length, sealed, length, out);
  }
  if (!authentic) memcall_secure_clear(out, length);
  return authentic;
}

/* --- Wiping ---------------------------------------------------------------------------------- */

MEMGUARD_MAY_RACE static void zero_words(void *words, size_t size) {
  volatile uint64_t *word = words;
  for (size_t i = 0; i < size / sizeof *word; i++) word[i] = 0;
}

/* All that may hold key bytes, and not the pointer to BoringSSL's method table beside it: another
   thread may be about to follow it. */
void memguard_crypto_wipe(memguard_cipher *cipher) {
  provider_cipher *own = (provider_cipher *)(void *)cipher->state;
  zero_words(&own->aead.state, sizeof own->aead.state);
  zero_words(own->key, sizeof own->key);
}
