#include "tests/memguard/enclave/crypto.h"

#include <stdlib.h>

#include "lib/memguard/enclave/crypto.h"

struct crypto_cipher {
  memguard_cipher inner;
};

_Static_assert(CRYPTO_CHACHA20 == (int)MEMGUARD_CIPHER_CHACHA20, "");
_Static_assert(CRYPTO_AES == (int)MEMGUARD_CIPHER_AES, "");
_Static_assert(CRYPTO_XCHACHA20 == (int)MEMGUARD_CIPHER_XCHACHA20, "");

crypto_cipher *crypto_new(int kind, const unsigned char *key) {
  crypto_cipher *cipher = aligned_alloc(_Alignof(crypto_cipher), sizeof *cipher);
  if (cipher == NULL || !memguard_crypto_init(&cipher->inner, (memguard_cipher_kind)kind, key))
    abort();
  return cipher;
}
void crypto_delete(crypto_cipher *cipher) { free(cipher); }
size_t crypto_size(void) { return sizeof(crypto_cipher); }
uint64_t crypto_limit(int kind) { return memguard_plaintext_limit((memguard_cipher_kind)kind); }
bool crypto_fits(int kind, size_t length) {
  return memguard_crypto_fits((memguard_cipher_kind)kind, length);
}
bool crypto_has_aes(void) { return memguard_crypto_has_aes(); }

bool crypto_condense(const unsigned char *key, const void *bytes, size_t length,
                     unsigned char *out) {
  crypto_cipher *room = aligned_alloc(_Alignof(crypto_cipher), sizeof *room);
  bool done = room != NULL && memguard_crypto_condense(&room->inner, key, bytes, length, out);
  free(room);
  return done;
}

void crypto_hash(const void *bytes, size_t length, unsigned char out[32]) {
  memguard_crypto_hash(bytes, length, out);
}
bool crypto_seal(const crypto_cipher *cipher, const unsigned char *nonce, const void *aad,
                 size_t aad_length, const void *bytes, size_t length, unsigned char *out) {
  return memguard_crypto_seal(&cipher->inner, nonce, aad, aad_length, bytes, length, out);
}
bool crypto_open(const crypto_cipher *cipher, const unsigned char *nonce, const void *aad,
                 size_t aad_length, const unsigned char *sealed, size_t length, void *out) {
  return memguard_crypto_open(&cipher->inner, nonce, aad, aad_length, sealed, length, out);
}
void crypto_wipe(crypto_cipher *cipher) {
  memguard_cipher blank;
  if (!memguard_crypto_blank(&blank, true)) abort();
  memguard_crypto_wipe(&cipher->inner, &blank);
}
