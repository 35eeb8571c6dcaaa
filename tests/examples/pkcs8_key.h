/* pkcs8_key.h: an ECDSA or RSA key that rests as a secret of DER (PKCS #8, RFC 5208), and is parsed for
   the length of one signature. */
#ifndef TESTS_EXAMPLES_PKCS8_KEY_H
#define TESTS_EXAMPLES_PKCS8_KEY_H

#include <openssl/evp.h>

#include "securememory/securememory.h"

MEMCALL_BEGIN

struct pkcs8_key {
  bool rsa; /* RSA of 2,048 bits; else ECDSA on P-256 */
  EVP_PKEY *public_key;
  securememory_secret *secret;
};

/* Fills in the other two, the caller's; either may be NULL, and then it did not work. */
void pkcs8_key_new(struct pkcs8_key *key);

/* Signs in[0, in_length) by a TLS algorithm (SSL_SIGN_…). *length: what is at out; then, what it took.
   CALLBACK: the DER is no such key, or there is no room; else securememory_secret_with_bytes'. */
securememory_status pkcs8_sign(securememory_secret *secret, uint16_t algorithm, const uint8_t *in,
                               size_t in_length, uint8_t *out, size_t *length);

MEMCALL_END

#endif
