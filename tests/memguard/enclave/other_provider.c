/* other_provider.c: a provider of BLAKE2b alone: a stream of hashes of key, nonce and counter, and a
   tag that chains hashes over what it covers. It is sound enough, slow, and speaks no format of
   others; it shows that crypto.h is all that a provider has to know. */
#include "tests/memguard/enclave/other_provider.h"

#include <string.h>

#include "lib/memguard/enclave/blake2b.h"
#include "lib/memguard/enclave/crypto.h"
#include "memcall/memcall.h"

enum { PIECE = 64 };

unsigned other_provider_calls;

/* What one hash is of: key, what came before (or the nonce), a piece. */
typedef struct link {
  unsigned char key[MEMGUARD_KEY_SIZE], before[MEMGUARD_KEY_SIZE], piece[PIECE];
} link;
_Static_assert(sizeof(link) == MEMGUARD_BLAKE2B_BLOCK, "one block");

bool memguard_crypto_has_aes(void) { return false; }

/* --- Hashing --------------------------------------------------------------------------------- */

/* before = H(key, before, piece), piece after piece; the last one is filled up with zeros, and the
   length closes. */
static void chain(link *at, const void *bytes, size_t length) {
  const unsigned char *from = bytes;
  for (size_t done = 0; done < length; done += PIECE) {
    size_t size = length - done < PIECE ? length - done : PIECE;
    memset(at->piece, 0, PIECE);
    memcpy(at->piece, from + done, size);
    memguard_blake2b_256(at, sizeof *at, at->before);
  }
  memset(at->piece, 0, PIECE);
  memcpy(at->piece, &length, sizeof length);
  memguard_blake2b_256(at, sizeof *at, at->before);
}

void memguard_crypto_hash(const void *bytes, size_t length, unsigned char out[MEMGUARD_KEY_SIZE]) {
  link at = {.key = {0}};
  chain(&at, bytes, length);
  memcpy(out, at.before, MEMGUARD_KEY_SIZE);
  memcall_secure_clear(&at, sizeof at);
}

bool memguard_crypto_condense(memguard_cipher *room, const unsigned char key[MEMGUARD_KEY_SIZE],
                              const void *bytes, size_t length,
                              unsigned char out[MEMGUARD_TAG_SIZE]) {
  link *at = (link *)(void *)room->state;
  memset(at, 0, sizeof *at);
  memcpy(at->key, key, sizeof at->key);
  chain(at, bytes, length);
  memcpy(out, at->before, MEMGUARD_TAG_SIZE);
  return true;
}

/* --- Sealing --------------------------------------------------------------------------------- */

bool memguard_crypto_init(memguard_cipher *cipher, memguard_cipher_kind kind,
                          const unsigned char key[MEMGUARD_KEY_SIZE]) {
  other_provider_calls++;
  memset(cipher, 0, sizeof *cipher);
  memcpy(cipher->state, key, MEMGUARD_KEY_SIZE);
  cipher->state[MEMGUARD_KEY_SIZE] = (unsigned char)kind;
  return true;
}

static void start(const memguard_cipher *cipher, const unsigned char *nonce, link *at) {
  const memguard_cipher_kind kind = (memguard_cipher_kind)cipher->state[MEMGUARD_KEY_SIZE];
  memset(at, 0, sizeof *at);
  memcpy(at->key, cipher->state, sizeof at->key);
  memcpy(at->before, nonce, memguard_nonce_size(kind));
  at->before[MEMGUARD_KEY_SIZE - 1] = (unsigned char)kind;
}

static void add_stream(const memguard_cipher *cipher, const unsigned char *nonce,
                       const unsigned char *from, size_t length, unsigned char *to) {
  link at;
  unsigned char mask[MEMGUARD_KEY_SIZE];
  start(cipher, nonce, &at);
  at.piece[PIECE - 1] = 1; /* no link of a tag has that here with this nonce before it */
  for (size_t i = 0; i < length; i++) {
    if (i % sizeof mask == 0) {
      memcpy(at.piece, &i, sizeof i);
      memguard_blake2b_256(&at, sizeof at, mask);
    }
    to[i] = from[i] ^ mask[i % sizeof mask];
  }
  memcall_secure_clear(&at, sizeof at);
  memcall_secure_clear(mask, sizeof mask);
}

static void tag_of(const memguard_cipher *cipher, const unsigned char *nonce, const void *aad,
                   size_t aad_length, const unsigned char *sealed, size_t length,
                   unsigned char tag[MEMGUARD_TAG_SIZE]) {
  link at;
  start(cipher, nonce, &at);
  memguard_blake2b_256(&at, sizeof at, at.before);
  chain(&at, aad, aad_length);
  chain(&at, sealed, length);
  memcpy(tag, at.before, MEMGUARD_TAG_SIZE);
  memcall_secure_clear(&at, sizeof at);
}

bool memguard_crypto_seal(const memguard_cipher *cipher,
                          const unsigned char nonce[MEMGUARD_NONCE_SIZE], const void *aad,
                          size_t aad_length, const void *bytes, size_t length, unsigned char *out) {
  add_stream(cipher, nonce, bytes, length, out);
  tag_of(cipher, nonce, aad, aad_length, out, length, out + length);
  return true;
}

bool memguard_crypto_open(const memguard_cipher *cipher,
                          const unsigned char nonce[MEMGUARD_NONCE_SIZE], const void *aad,
                          size_t aad_length, const unsigned char *sealed, size_t length,
                          void *out) {
  unsigned char tag[MEMGUARD_TAG_SIZE], differ = 0;
  tag_of(cipher, nonce, aad, aad_length, sealed, length, tag);
  for (size_t i = 0; i < sizeof tag; i++) differ |= tag[i] ^ sealed[length + i];
  if (differ == 0) {
    add_stream(cipher, nonce, sealed, length, out);
  } else {
    memcall_secure_clear(out, length);
  }
  return differ == 0;
}

/* --- Wiping ---------------------------------------------------------------------------------- */

bool memguard_crypto_blank(memguard_cipher *blank, bool uses_aes) {
  (void)uses_aes;
  memset(blank, 0, sizeof *blank);
  return true;
}

void memguard_crypto_wipe(memguard_cipher *cipher, const memguard_cipher *blank) {
  (void)blank;
  memcall_secure_clear(cipher, sizeof *cipher);
}
