/* tls_ecdsa.c: a TLS server whose ECDSA or RSA key is ciphertext at rest (pkcs8_key.h). To sign,
   BoringSSL wants an EVP_PKEY, which is a copy of the key in bignums on BoringSSL's heap. Linked with
   //lib/boringssl_heap, that heap is locked memory too; this file is the same without it, and says
   which one it has.

     tls_ecdsa p256|rsa          Exit status: 0, 2 */
#include <openssl/nid.h>
#include <stdio.h>
#include <string.h>

#include "tests/examples/pkcs8_key.h"
#include "tests/examples/tls_talk.h"

/* Where there is one, BoringSSL allocates by it. */
extern void *OPENSSL_memory_alloc(size_t size) __attribute__((weak));

static bool sign(void *secret, uint16_t algorithm, const uint8_t *in, size_t in_length,
                 uint8_t *out, size_t max, size_t *length) {
  *length = max;
  securememory_status status = pkcs8_sign(secret, algorithm, in, in_length, out, length);
  if (status == SECUREMEMORY_OK) return true;
  printf("the key does not sign: %s\n", securememory_status_name(status));
  return false;
}

static int serve(const struct pkcs8_key *made) {
  tls_key key = {made->public_key,
                 SSL_SIGN_ECDSA_SECP256R1_SHA256,
                 SSL_SIGN_ECDSA_SECP256R1_SHA256,
                 NID_ecdsa_with_SHA256,
                 sign,
                 made->secret};
  if (made->rsa) {
    key.algorithm = SSL_SIGN_RSA_PSS_RSAE_SHA256;
    key.issues_by = SSL_SIGN_RSA_PKCS1_SHA256;
    key.issues_by_nid = NID_sha256WithRSAEncryption;
  }
  X509 *certificate = tls_certificate(&key);
  int code = certificate != NULL && tls_talk(&key, certificate) ? 0 : 2;
  X509_free(certificate);
  return code;
}

int main(int argc, char **argv) {
  struct pkcs8_key made = {argc == 2 && strcmp(argv[1], "rsa") == 0, NULL, NULL};
  if (!made.rsa && (argc != 2 || strcmp(argv[1], "p256") != 0))
    return fprintf(stderr, "usage: tls_ecdsa p256|rsa\n"), 2;
  printf("BoringSSL allocates by %s\n",
         OPENSSL_memory_alloc != NULL ? "boringssl_heap, in locked memory" : "malloc");
  pkcs8_key_new(&made); /* a real server reads it: securememory_secret_new_read */
  if (made.secret != NULL)
    printf("a key of %zu bytes, sealed\n", securememory_secret_size(made.secret));
  int code = made.public_key != NULL ? serve(&made) : 2;
  EVP_PKEY_free(made.public_key);
  securememory_secret_destroy(made.secret);
  return code;
}
