/* tls_pair_client.c: asks the server one thing. */
#include <openssl/bio.h>
#include <openssl/mem.h>
#include <stdio.h>
#include <string.h>

#include "tests/examples/tls_pair.h"
#include "tests/examples/tls_talk.h"

static X509 *read_certificate(int socket) {
  BIO *bio = BIO_new_socket(socket, BIO_NOCLOSE);
  X509 *certificate = NULL;
  uint8_t *der = NULL;
  size_t length = 0;
  if (bio != NULL && BIO_read_asn1(bio, &der, &length, 1 << 16)) {
    const uint8_t *at = der;
    certificate = d2i_X509(NULL, &at, (long)length);
  }
  OPENSSL_free(der);
  BIO_free(bio);
  return certificate;
}

static bool asks(SSL *ssl) {
  static const char kQuestion[] = "who are you?";
  char answer[100];
  if (SSL_connect(ssl) != 1 || SSL_write(ssl, kQuestion, sizeof kQuestion) <= 0) return false;
  int length = SSL_read(ssl, answer, sizeof answer - 1);
  if (length <= 0) return false;
  printf("the client heard over %s: %.*s\n", SSL_get_version(ssl), length, answer);
  return true;
}

bool tls_pair_ask(int socket) {
  X509 *trusted = read_certificate(socket);
  SSL_CTX *clients = trusted != NULL ? tls_client(trusted) : NULL;
  SSL *ssl = clients != NULL ? SSL_new(clients) : NULL;
  bool ok = ssl != NULL && SSL_set_fd(ssl, socket) && asks(ssl);
  SSL_free(ssl);
  SSL_CTX_free(clients);
  X509_free(trusted);
  return ok;
}
