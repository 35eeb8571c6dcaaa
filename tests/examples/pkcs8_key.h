/* pkcs8_key.h: a new ECDSA or RSA key, of which only the public half stays plain. */
#ifndef TESTS_EXAMPLES_PKCS8_KEY_H
#define TESTS_EXAMPLES_PKCS8_KEY_H

#include <openssl/evp.h>

#include "securememory/securememory.h"

struct pkcs8_key {
  bool rsa; /* RSA of 2,048 bits; else ECDSA on P-256 */
  EVP_PKEY *public_key;
  securememory_secret *secret; /* PKCS #8 (RFC 5208) */
};

/* Fills in the other two, the caller's; either may be NULL, and then it did not work. */
void pkcs8_key_new(struct pkcs8_key *key);

#endif
