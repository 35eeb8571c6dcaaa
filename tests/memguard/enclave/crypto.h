/* crypto.h: the provider, for tests in C++. Each function is what it is named after in
   lib/memguard/enclave/crypto.h. */
#ifndef TESTS_MEMGUARD_ENCLAVE_CRYPTO_H
#define TESTS_MEMGUARD_ENCLAVE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

typedef struct crypto_cipher crypto_cipher;

enum { CRYPTO_CHACHA20 = 1, CRYPTO_AES = 2, CRYPTO_XCHACHA20 = 3 };
crypto_cipher *crypto_new(int kind, const unsigned char *key);
void crypto_delete(crypto_cipher *cipher);
size_t crypto_size(void);
uint64_t crypto_limit(int kind);
bool crypto_has_aes(void);
bool crypto_condense(const unsigned char *key, const void *bytes, size_t length,
                     unsigned char *out);
bool crypto_fits(int kind, size_t length);

void crypto_hash(const void *bytes, size_t length, unsigned char out[32]);
bool crypto_seal(const crypto_cipher *cipher, const unsigned char *nonce, const void *aad,
                 size_t aad_length, const void *bytes, size_t length, unsigned char *out);
bool crypto_open(const crypto_cipher *cipher, const unsigned char *nonce, const void *aad,
                 size_t aad_length, const unsigned char *sealed, size_t length, void *out);
void crypto_wipe(crypto_cipher *cipher); /* as a coffer does that may use any of them */

MEMCALL_END

#endif
