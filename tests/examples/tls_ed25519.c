/* tls_ed25519.c: a TLS server whose Ed25519 key (RFC 8032) is ciphertext at rest. BoringSSL never has
   it: it asks for a signature, which is made in place, from the one copy in locked memory, and the
   library clears what that left on the stack. Exit status: 0, 2. */
#include <openssl/curve25519.h>
#include <openssl/evp.h>
#include <openssl/nid.h>
#include <stdio.h>

#include "memguard/heap.h"
#include "securememory/securememory.h"
#include "tests/examples/ed25519.h"
#include "tests/examples/tls_talk.h"

static bool sign(void *key, uint16_t algorithm, const uint8_t *in, size_t in_length, uint8_t *out,
                 size_t max, size_t *length) {
  securememory_status status = SECUREMEMORY_ERR_TOO_SMALL;
  if (algorithm == SSL_SIGN_ED25519 && max >= ED25519_SIGNATURE_LEN)
    status = ed25519_sign(key, in, in_length, out);
  *length = ED25519_SIGNATURE_LEN;
  if (status == SECUREMEMORY_OK) return true;
  printf("the key does not sign: %s\n", securememory_status_name(status));
  return false;
}

static int serve(securememory_secret *secret, EVP_PKEY *public_key) {
  const tls_key key = {public_key, SSL_SIGN_ED25519, SSL_SIGN_ED25519, NID_ED25519, sign, secret};
  X509 *certificate = tls_certificate(&key);
  int code = certificate != NULL && tls_talk(&key, certificate) ? 0 : 2;
  if (code == 0) {
    printf("a purge, as after an alarm or a signal\n");
    securememory_purge_all();
    code = tls_talk(&key, certificate) ? 2 : 0; /* nobody is answered with a key of zeros */
  }
  X509_free(certificate);
  return code;
}

int main(void) {
  uint8_t public_bytes[ED25519_PUBLIC_KEY_LEN];
  securememory_secret *secret = NULL;
  securememory_status status = ed25519_new(securememory_default_factory(), public_bytes, &secret);
  if (status != SECUREMEMORY_OK)
    return fprintf(stderr, "tls_ed25519: no key: %s\n", memcall_last_error()->text), 2;
  printf("a key of %zu bytes, sealed\n", securememory_secret_size(secret));
  EVP_PKEY *public_key =
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_bytes, sizeof public_bytes);
  int code = public_key != NULL ? serve(secret, public_key) : 2;
  EVP_PKEY_free(public_key);
  securememory_secret_destroy(secret);
  return code;
}
