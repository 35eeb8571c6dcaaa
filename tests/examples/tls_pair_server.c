/* tls_pair_server.c: a server as most are: BoringSSL has the key, in an EVP_PKEY, as long as it serves. */
#include <openssl/bio.h>
#include <openssl/nid.h>

#include "tests/examples/tls_pair.h"
#include "tests/examples/tls_talk.h"

static bool sign(void *key, uint16_t algorithm, const uint8_t *in, size_t in_length, uint8_t *out,
                 size_t max, size_t *length) {
  (void)algorithm;
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  *length = max;
  bool ok = context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) &&
            EVP_DigestSign(context, out, length, in, in_length);
  EVP_MD_CTX_free(context);
  return ok;
}

static X509 *certificate_of(EVP_PKEY *key) {
  bool rsa = EVP_PKEY_id(key) == EVP_PKEY_RSA;
  return tls_certificate(&(tls_key){
      .public_key = key,
      .issues_by_nid = rsa ? NID_sha256WithRSAEncryption : NID_ecdsa_with_SHA256,
      .sign = sign,
      .user = key,
  });
}

static bool write_certificate(int socket, X509 *certificate) {
  BIO *bio = BIO_new_socket(socket, BIO_NOCLOSE);
  bool ok = bio != NULL && i2d_X509_bio(bio, certificate);
  BIO_free(bio);
  return ok;
}

static bool answers(SSL *ssl) {
  static const char kAnswer[] = "the one with the key";
  char question[100];
  return SSL_accept(ssl) == 1 && SSL_read(ssl, question, sizeof question) > 0 &&
         SSL_write(ssl, kAnswer, sizeof kAnswer - 1) > 0;
}

bool tls_pair_serve(int socket, EVP_PKEY *key) {
  X509 *certificate = certificate_of(key);
  SSL_CTX *servers = SSL_CTX_new(TLS_method());
  bool ready = certificate != NULL && servers != NULL && write_certificate(socket, certificate) &&
               SSL_CTX_use_certificate(servers, certificate) &&
               SSL_CTX_use_PrivateKey(servers, key);
  SSL *ssl = ready ? SSL_new(servers) : NULL;
  bool ok = ssl != NULL && SSL_set_fd(ssl, socket) && answers(ssl);
  SSL_free(ssl);
  SSL_CTX_free(servers);
  X509_free(certificate);
  return ok;
}
