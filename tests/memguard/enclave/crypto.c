#include "tests/memguard/enclave/crypto.h"

#include <stdlib.h>

#include "lib/memguard/enclave/crypto.h"

struct crypto_cipher {
  memguard_cipher inner;
};

crypto_cipher *crypto_new(const unsigned char *key) {
  crypto_cipher *cipher = aligned_alloc(_Alignof(crypto_cipher), sizeof *cipher);
  if (cipher == NULL || !memguard_crypto_init(&cipher->inner, key)) abort();
  return cipher;
}
void crypto_delete(crypto_cipher *cipher) { free(cipher); }
size_t crypto_size(void) { return sizeof(crypto_cipher); }
uint64_t crypto_limit(void) { return MEMGUARD_PLAINTEXT_LIMIT; }
bool crypto_fits(size_t length) { return memguard_crypto_fits(length); }

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
void crypto_wipe(crypto_cipher *cipher) { memguard_crypto_wipe(&cipher->inner); }
