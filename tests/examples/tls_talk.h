/* tls_talk.h: what the TLS examples need besides a key: a certificate for it, and a client and a
   server that talk in memory. */
#ifndef TESTS_EXAMPLES_TLS_TALK_H
#define TESTS_EXAMPLES_TLS_TALK_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* Puts a signature of in[0, in_length) at out and its length in *length, at most max. */
typedef bool (*tls_sign_fn)(void *user, uint16_t algorithm, const uint8_t *in, size_t in_length,
                            uint8_t *out, size_t max, size_t *length);

typedef struct tls_key {
  EVP_PKEY *public_key;
  uint16_t algorithm; /* of connections: SSL_SIGN_… */
  uint16_t issues_by; /* of the certificate: SSL_SIGN_…, and its NID */
  int issues_by_nid;
  tls_sign_fn sign; /* the one place where the private key is needed */
  void *user;
} tls_key;

/* A certificate for "localhost" that is its own issuer and is good for an hour; the caller's. NULL:
   the key did not sign, or no memory. */
X509 *tls_certificate(const tls_key *key);

/* A client's side, which trusts that certificate alone and checks the name; the caller's. NULL: no
   memory. */
SSL_CTX *tls_client(X509 *trusted);

/* One connection: the client trusts that certificate alone and checks the name, says something and is
   answered. Prints what was negotiated, or why there was no connection. */
bool tls_talk(const tls_key *key, X509 *certificate);

#endif
