/* crypto_boringssl.c: the crypto of enclaves by BoringSSL. Its random generator is not used: that
   is a heap object from which later output can be told. */
#include <openssl/aead.h>
#include <openssl/blake2.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/poly1305.h>
#include <string.h>

#include "lib/memguard/enclave/blake2b.h"
#include "lib/memguard/enclave/crypto.h"
#include "lib/memguard/scrub/attributes.h"
#include "memcall/memcall.h"

typedef struct provider_cipher {
  EVP_AEAD_CTX aead;
  uint8_t nonce_size;
} provider_cipher;

_Static_assert(sizeof(provider_cipher) <= sizeof(memguard_cipher), "the cipher's state must fit");
_Static_assert(_Alignof(provider_cipher) <= _Alignof(memguard_cipher), "and be aligned for it");
#define POLY1305_AT 64 /* behind what a wipe leaves alone */
_Static_assert(POLY1305_AT + sizeof(poly1305_state) <= sizeof(EVP_AEAD_CTX), "Poly1305 fits too");
_Static_assert(BLAKE2B256_DIGEST_LENGTH == MEMGUARD_KEY_SIZE, "a key is one digest");

static provider_cipher *inside(memguard_cipher *cipher) {
  return (provider_cipher *)(void *)cipher->state;
}

static const provider_cipher *look_inside(const memguard_cipher *cipher) {
  return (const provider_cipher *)(const void *)cipher->state;
}

static const EVP_AEAD *aead_of(memguard_cipher_kind kind) {
  if (kind == MEMGUARD_CIPHER_AES) return EVP_aead_aes_256_gcm();
  return kind == MEMGUARD_CIPHER_XCHACHA20 ? EVP_aead_xchacha20_poly1305()
                                           : EVP_aead_chacha20_poly1305();
}

bool memguard_crypto_has_aes(void) { return EVP_has_aes_hardware() == 1; }

bool memguard_crypto_init(memguard_cipher *cipher, memguard_cipher_kind kind,
                          const unsigned char key[MEMGUARD_KEY_SIZE]) {
  provider_cipher *own = inside(cipher);
  own->nonce_size = (uint8_t)memguard_nonce_size(kind);
  return EVP_AEAD_CTX_init(&own->aead, aead_of(kind), key, MEMGUARD_KEY_SIZE, MEMGUARD_TAG_SIZE,
                           NULL) == 1;
}

/* --- Hashing --------------------------------------------------------------------------------- */

void memguard_crypto_hash(const void *bytes, size_t length, unsigned char out[MEMGUARD_KEY_SIZE]) {
  if (length <= MEMGUARD_BLAKE2B_BLOCK) {
    memguard_blake2b_256(bytes, length, out);
  } else {
    BLAKE2B256(bytes, length, out);
  }
}

/* --- Sealing --------------------------------------------------------------------------------- */

/* The caller's length is never beyond what the AEAD takes: BoringSSL would put an error into the
   caller's queue. */
static bool seal(const provider_cipher *own, const unsigned char *nonce, const void *aad,
                 size_t aad_length, const void *bytes, size_t length, unsigned char *out,
                 unsigned char tag[MEMGUARD_TAG_SIZE]) {
  size_t written;
  return EVP_AEAD_CTX_seal_scatter(&own->aead, out, tag, &written, MEMGUARD_TAG_SIZE, nonce,
                                   own->nonce_size, bytes, length, NULL, 0, aad, aad_length) == 1;
}

static bool fits(const provider_cipher *own, size_t length) {
  bool aes = EVP_AEAD_CTX_aead(&own->aead) == EVP_aead_aes_256_gcm();
  return memguard_crypto_fits(aes ? MEMGUARD_CIPHER_AES : MEMGUARD_CIPHER_CHACHA20, length);
}

bool memguard_crypto_seal(const memguard_cipher *cipher,
                          const unsigned char nonce[MEMGUARD_NONCE_SIZE], const void *aad,
                          size_t aad_length, const void *bytes, size_t length, unsigned char *out) {
  const provider_cipher *own = look_inside(cipher);
  return fits(own, length) && seal(own, nonce, aad, aad_length, bytes, length, out, out + length);
}

/* --- Condensing ------------------------------------------------------------------------------ */

/* GMAC is AES-GCM of no plaintext; its one nonce may be constant, as its key hashes once. */
static bool gmac(memguard_cipher *room, const unsigned char *key, const void *bytes, size_t length,
                 unsigned char out[MEMGUARD_TAG_SIZE]) {
  static const unsigned char kNonce[MEMGUARD_NONCE_SIZE];
  return memguard_crypto_init(room, MEMGUARD_CIPHER_AES, key) &&
         seal(look_inside(room), kNonce, bytes, length, NULL, 0, out, out);
}

bool memguard_crypto_condense(memguard_cipher *room, const unsigned char key[MEMGUARD_KEY_SIZE],
                              const void *bytes, size_t length,
                              unsigned char out[MEMGUARD_TAG_SIZE]) {
  if (memguard_crypto_has_aes()) return gmac(room, key, bytes, length, out);
  poly1305_state *state = (poly1305_state *)(void *)(room->state + POLY1305_AT);
  CRYPTO_poly1305_init(state, key);
  CRYPTO_poly1305_update(state, bytes, length);
  CRYPTO_poly1305_finish(state, out);
  return true;
}

/* --- Opening --------------------------------------------------------------------------------- */

/* BoringSSL's open records a failure in the calling thread's error queue, which belongs to the
   program. With an empty queue that is undone by taking the one entry out again. It cannot be
   undone otherwise: a full queue drops its oldest entry, and popping to a mark takes away a mark
   that the program may have set there. So a thread with errors pending opens by sealing, which
   records nothing: all three AEADs add a stream of bytes to the text, so sealing ciphertext gives
   the plaintext, and sealing that gives back the ciphertext, with its tag. That is rare, and takes
   three times as long as the cipher alone. */
static bool open_quietly(const provider_cipher *own, const unsigned char *nonce, const void *aad,
                         size_t aad_length, const unsigned char *sealed, size_t length, void *out) {
  uint8_t tag[MEMGUARD_TAG_SIZE];
  return seal(own, nonce, aad, aad_length, sealed, length, out, tag) &&
         seal(own, nonce, aad, aad_length, out, length, out, tag) &&
         CRYPTO_memcmp(tag, sealed + length, sizeof tag) == 0 &&
         seal(own, nonce, aad, aad_length, out, length, out, tag);
}

static bool open_fast(const provider_cipher *own, const unsigned char *nonce, const void *aad,
                      size_t aad_length, const unsigned char *sealed, size_t length, void *out) {
  size_t opened;
  bool authentic = EVP_AEAD_CTX_open(&own->aead, out, &opened, length, nonce, own->nonce_size,
                                     sealed, length + MEMGUARD_TAG_SIZE, aad, aad_length) == 1;
  while (!authentic && ERR_get_error() != 0) continue;
  return authentic;
}

bool memguard_crypto_open(const memguard_cipher *cipher,
                          const unsigned char nonce[MEMGUARD_NONCE_SIZE], const void *aad,
                          size_t aad_length, const unsigned char *sealed, size_t length,
                          void *out) {
  const provider_cipher *own = look_inside(cipher);
  bool authentic = fits(own, length);
  if (authentic && ERR_peek_error() == 0) {
    authentic = open_fast(own, nonce, aad, aad_length, sealed, length, out);
  } else if (authentic) {
    authentic = open_quietly(own, nonce, aad, aad_length, sealed, length, out);
  }
  if (!authentic) memcall_secure_clear(out, length);
  return authentic;
}

/* --- Wiping ---------------------------------------------------------------------------------- */

/* AES-GCM's state has the number of rounds and the addresses of its code beside the key: those of a
   key of zeros are the same, and a Poly1305 or ChaCha20 that meets them computes something void. */
bool memguard_crypto_blank(memguard_cipher *blank, bool uses_aes) {
  static const unsigned char kZeros[MEMGUARD_KEY_SIZE];
  memset(blank, 0, sizeof *blank);
  return !uses_aes || memguard_crypto_init(blank, MEMGUARD_CIPHER_AES, kZeros);
}

/* All that may hold key bytes, and not the pointer to BoringSSL's method table beside it: another
   thread may be about to follow it. (Poly1305 works in the same bytes.) */
MEMGUARD_MAY_RACE static void write_words(void *to, const void *from, size_t size) {
  volatile uint64_t *word = to;
  const uint64_t *new_word = from;
  for (size_t i = 0; i < size / sizeof *word; i++) word[i] = new_word[i];
}

void memguard_crypto_wipe(memguard_cipher *cipher, const memguard_cipher *blank) {
  const EVP_AEAD_CTX *empty = &look_inside(blank)->aead;
  write_words(&inside(cipher)->aead.state, &empty->state, sizeof empty->state);
}
