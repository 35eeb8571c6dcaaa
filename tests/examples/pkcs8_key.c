/* pkcs8_key.c: BoringSSL has the key on its own heap, which it wipes, and on the stack, which is wiped
   by with_bytes, or here. */
#include "tests/examples/pkcs8_key.h"

#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/ec_key.h>
#include <openssl/mem.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <stdio.h>

#include "memguard/bytes.h"
#include "memguard/heap.h"

enum { DER = 4096, STACK = 16384 }; /* bytes */

/* --- A new key -------------------------------------------------------------------------------- */

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

/* --- Signing ---------------------------------------------------------------------------------- */

struct signing {
  uint16_t algorithm;
  const uint8_t *in;
  size_t in_length;
  uint8_t *out;
  size_t *length;
};

static bool sign_with(EVP_PKEY *key, const struct signing *what) {
  EVP_PKEY_CTX *padding = NULL; /* owned by digest */
  EVP_MD_CTX *digest = EVP_MD_CTX_new();
  const EVP_MD *hash = SSL_get_signature_algorithm_digest(what->algorithm);
  bool ok = digest != NULL && EVP_DigestSignInit(digest, &padding, hash, NULL, key) == 1 &&
            (!SSL_is_signature_algorithm_rsa_pss(what->algorithm) ||
             (EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, -1))) &&
            EVP_DigestSign(digest, what->out, what->length, what->in, what->in_length) == 1;
  EVP_MD_CTX_free(digest);
  return ok;
}

static int parse_and_sign(const unsigned char *der, size_t length, void *user) {
  CBS bytes;
  CBS_init(&bytes, der, length);
  EVP_PKEY *key = EVP_parse_private_key(&bytes);
  bool ok = key != NULL && sign_with(key, user);
  EVP_PKEY_free(key); /* BoringSSL wipes what it frees */
  return ok ? 0 : -1;
}

securememory_status pkcs8_sign(securememory_secret *secret, uint16_t algorithm, const uint8_t *in,
                               size_t in_length, uint8_t *out, size_t *length) {
  struct signing what = {algorithm, in, in_length, out, length};
  return securememory_secret_with_bytes(secret, parse_and_sign, &what);
}
