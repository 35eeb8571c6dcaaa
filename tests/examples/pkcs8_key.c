/* pkcs8_key.c: BoringSSL makes the key on its own heap, which it wipes, and on the stack, which is wiped
   here. */
#include "tests/examples/pkcs8_key.h"

#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/ec_key.h>
#include <openssl/mem.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>
#include <stdio.h>

#include "memguard/bytes.h"
#include "memguard/heap.h"

enum { DER = 4096, STACK = 16384 }; /* bytes */

static EVP_PKEY *generate(bool rsa) {
  EVP_PKEY *key = EVP_PKEY_new();
  EC_KEY *ec = rsa ? NULL : EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
  RSA *pair = rsa ? RSA_new() : NULL;
  BIGNUM *exponent = BN_new();
  bool ok = key != NULL && exponent != NULL && BN_set_word(exponent, RSA_F4) &&
            (rsa ? pair != NULL && RSA_generate_key_ex(pair, 2048, exponent, NULL) &&
                       EVP_PKEY_set1_RSA(key, pair)
                 : ec != NULL && EC_KEY_generate_key(ec) && EVP_PKEY_set1_EC_KEY(key, ec));
  BN_free(exponent);
  EC_KEY_free(ec);
  RSA_free(pair);
  if (ok) return key;
  EVP_PKEY_free(key);
  return NULL;
}

/* Straight into locked memory, and from there into the secret. */
static securememory_secret *seal(const EVP_PKEY *key) {
  CBB der;
  size_t length = 0;
  securememory_secret *secret = NULL;
  uint8_t *locked = memguard_malloc(memguard_default_context(), DER);
  bool ok = locked != NULL && CBB_init_fixed(&der, locked, DER) &&
            EVP_marshal_private_key(&der, key) && CBB_finish(&der, NULL, &length) &&
            securememory_secret_new_from(securememory_default_factory(), locked, length, &secret) ==
                SECUREMEMORY_OK;
  memguard_free(memguard_default_context(), locked);
  if (!ok) fprintf(stderr, "the key is not sealed: %s\n", memcall_last_error()->text);
  return secret;
}

static EVP_PKEY *public_half(const EVP_PKEY *key) {
  uint8_t *der = NULL;
  size_t length = 0;
  CBB out;
  CBS in;
  EVP_PKEY *half = NULL;
  if (CBB_init(&out, 512) && EVP_marshal_public_key(&out, key) && CBB_finish(&out, &der, &length)) {
    CBS_init(&in, der, length);
    half = EVP_parse_public_key(&in);
  }
  OPENSSL_free(der);
  return half;
}

static void make(void *user) {
  struct pkcs8_key *to = user;
  EVP_PKEY *key = generate(to->rsa);
  to->secret = key != NULL ? seal(key) : NULL;
  to->public_key = to->secret != NULL ? public_half(key) : NULL;
  EVP_PKEY_free(key);
}

void pkcs8_key_new(struct pkcs8_key *key) { memguard_call_scrubbed(make, key, STACK); }
