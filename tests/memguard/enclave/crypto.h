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

crypto_cipher *crypto_new(const unsigned char *key);
void crypto_delete(crypto_cipher *cipher);
size_t crypto_size(void);
uint64_t crypto_limit(void);
bool crypto_fits(size_t length);

void crypto_hash(const void *bytes, size_t length, unsigned char out[32]);
bool crypto_seal(const crypto_cipher *cipher, const unsigned char *nonce, const void *aad,
                 size_t aad_length, const void *bytes, size_t length, unsigned char *out);
bool crypto_open(const crypto_cipher *cipher, const unsigned char *nonce, const void *aad,
                 size_t aad_length, const unsigned char *sealed, size_t length, void *out);
void crypto_wipe(crypto_cipher *cipher);

MEMCALL_END

#endif
