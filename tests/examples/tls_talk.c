/* tls_talk.c: BoringSSL's side of the examples; nothing in this file sees a private key. */
#include "tests/examples/tls_talk.h"

#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>

static const char kName[] = "localhost";

/* --- The certificate -------------------------------------------------------------------------- */

static bool add_name(X509 *certificate) {
  X509_NAME *name = X509_get_subject_name(certificate);
  X509_EXTENSION *alternative =
      X509V3_EXT_nconf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost");
  bool ok = alternative != NULL && X509_add_ext(certificate, alternative, -1) &&
            X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)kName, -1,
                                       -1, 0) &&
            X509_set_issuer_name(certificate, name);
  X509_EXTENSION_free(alternative);
  return ok;
}

static bool fill_in(X509 *certificate, const tls_key *key) {
  return X509_set_version(certificate, 2) && /* counted from 0: version 3 */
         ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) &&
         X509_gmtime_adj(X509_get_notBefore(certificate), -60) != NULL &&
         X509_gmtime_adj(X509_get_notAfter(certificate), 3600) != NULL &&
         X509_set_pubkey(certificate, key->public_key) && add_name(certificate);
}

/* X509_sign wants the private key in an EVP_PKEY; this wants a signature of the bytes only. */
static bool sign_certificate(X509 *certificate, const tls_key *key) {
  uint8_t *bytes = NULL, signature[512];
  size_t length = 0;
  X509_ALGOR *algorithm = X509_ALGOR_new();
  const int parameter =
      key->issues_by_nid == NID_sha256WithRSAEncryption ? V_ASN1_NULL : V_ASN1_UNDEF;
  bool ok = algorithm != NULL &&
            X509_ALGOR_set0(algorithm, OBJ_nid2obj(key->issues_by_nid), parameter, NULL) &&
            X509_set1_signature_algo(certificate, algorithm);
  int size = ok ? i2d_re_X509_tbs(certificate, &bytes) : -1;
  ok = size > 0 &&
       key->sign(key->user, key->issues_by, bytes, (size_t)size, signature, sizeof signature,
                 &length) &&
       X509_set1_signature_value(certificate, signature, length);
  X509_ALGOR_free(algorithm);
  OPENSSL_free(bytes);
  return ok;
}

X509 *tls_certificate(const tls_key *key) {
  X509 *certificate = X509_new();
  if (certificate != NULL && fill_in(certificate, key) && sign_certificate(certificate, key))
    return certificate;
  X509_free(certificate);
  return NULL;
}

/* --- The server's key, as TLS asks for it ------------------------------------------------------ */

static enum ssl_private_key_result_t sign(SSL *ssl, uint8_t *out, size_t *length, size_t max,
                                          uint16_t algorithm, const uint8_t *in, size_t in_length) {
  const tls_key *key = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
  bool ok = algorithm == key->algorithm &&
            key->sign(key->user, algorithm, in, in_length, out, max, length);
  return ok ? ssl_private_key_success : ssl_private_key_failure;
}

static SSL_CTX *new_server(const tls_key *key, X509 *certificate) {
  static const SSL_PRIVATE_KEY_METHOD kMethod = {sign, NULL, NULL};
  SSL_CTX *server = SSL_CTX_new(TLS_method());
  if (server == NULL) return NULL;
  SSL_CTX_set_app_data(server, (void *)key);
  SSL_CTX_set_private_key_method(server, &kMethod);
  if (SSL_CTX_use_certificate(server, certificate) &&
      SSL_CTX_set_signing_algorithm_prefs(server, &key->algorithm, 1))
    return server;
  SSL_CTX_free(server);
  return NULL;
}

SSL_CTX *tls_client(X509 *trusted) {
  SSL_CTX *client = SSL_CTX_new(TLS_method());
  if (client == NULL) return NULL;
  SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
  if (X509_STORE_add_cert(SSL_CTX_get_cert_store(client), trusted) &&
      X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(client), kName, strlen(kName)))
    return client;
  SSL_CTX_free(client);
  return NULL;
}

static SSL_CTX *new_client(const tls_key *key, X509 *trusted) {
  SSL_CTX *client = tls_client(trusted);
  if (client != NULL && SSL_CTX_set_verify_algorithm_prefs(client, &key->algorithm, 1))
    return client;
  SSL_CTX_free(client);
  return NULL;
}

/* --- The connection --------------------------------------------------------------------------- */

static bool goes_on(SSL *ssl, int returned) {
  return returned == 1 || SSL_get_error(ssl, returned) == SSL_ERROR_WANT_READ;
}

static bool shake_hands(SSL *client, SSL *server) {
  int there = 0, here = 0;
  while (there != 1 || here != 1) {
    there = SSL_do_handshake(client);
    here = SSL_do_handshake(server);
    if (!goes_on(client, there) || !goes_on(server, here)) return false;
  }
  return true;
}

static bool say(SSL *from, SSL *to, const char *text) {
  char heard[100];
  int length = (int)strlen(text);
  return SSL_write(from, text, length) == length && SSL_read(to, heard, sizeof heard) == length &&
         memcmp(heard, text, (size_t)length) == 0;
}

static bool converse(SSL *client, SSL *server) {
  if (!shake_hands(client, server)) {
    uint32_t error = ERR_peek_error();
    printf("no connection: %s\n", error != 0 ? ERR_reason_error_string(error) : "unknown");
    return false;
  }
  printf("connected: %s, %s, signed by %s\n", SSL_get_version(client),
         SSL_CIPHER_standard_name(SSL_get_current_cipher(client)),
         SSL_get_signature_algorithm_name(SSL_get_peer_signature_algorithm(client), 1));
  bool ok = say(client, server, "who are you?") && say(server, client, "the one with the key");
  printf(ok ? "the client asked, and was answered\n" : "nothing came through\n");
  return ok;
}

bool tls_talk(const tls_key *key, X509 *certificate) {
  SSL_CTX *servers = new_server(key, certificate), *clients = new_client(key, certificate);
  SSL *server = servers != NULL ? SSL_new(servers) : NULL;
  SSL *client = clients != NULL ? SSL_new(clients) : NULL;
  BIO *one = NULL, *other = NULL;
  bool ok = false;
  ERR_clear_error();
  if (server != NULL && client != NULL && BIO_new_bio_pair(&one, 0, &other, 0)) {
    SSL_set_bio(server, one, one); /* owns it now */
    SSL_set_bio(client, other, other);
    SSL_set_accept_state(server);
    SSL_set_connect_state(client);
    ok = converse(client, server);
  }
  SSL_free(server);
  SSL_free(client);
  SSL_CTX_free(servers);
  SSL_CTX_free(clients);
  return ok;
}
