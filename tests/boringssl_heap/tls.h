// tls.h: both ends of TLS connections in one process.
#ifndef TESTS_BORINGSSL_HEAP_TLS_H
#define TESTS_BORINGSSL_HEAP_TLS_H

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <string>

#include "tests/boringssl_heap/keys.h"

namespace boringssl_heap_test {

// A server with a certificate of its own making, and a client that believes it.
struct Ends {
  bssl::UniquePtr<SSL_CTX> server{SSL_CTX_new(TLS_method())}, client{SSL_CTX_new(TLS_method())};
  bool made = Make();

 private:
  bool Make() {
    Key key = NewEcKey();
    bssl::UniquePtr<X509> certificate(X509_new());
    return ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600) != nullptr &&
           X509_set_pubkey(certificate.get(), key.get()) &&
           X509_sign(certificate.get(), key.get(), EVP_sha256()) != 0 &&
           SSL_CTX_use_certificate(server.get(), certificate.get()) &&
           SSL_CTX_use_PrivateKey(server.get(), key.get());
  }
};

struct Connection {
  bssl::UniquePtr<SSL> server, client;

  explicit Connection(const Ends& ends)
      : server(SSL_new(ends.server.get())), client(SSL_new(ends.client.get())) {
    BIO *one = nullptr, *other = nullptr;
    EXPECT_TRUE(BIO_new_bio_pair(&one, 0, &other, 0));
    SSL_set_bio(server.get(), one, one);
    SSL_set_bio(client.get(), other, other);
    SSL_set_accept_state(server.get());
    SSL_set_connect_state(client.get());
  }

  // Whether both ends are ready, in as many steps as they need.
  bool Shake() {
    int here = 0, there = 0;
    for (int step = 0; step < 20 && (here != 1 || there != 1); step++) {
      there = SSL_do_handshake(client.get());
      here = SSL_do_handshake(server.get());
    }
    return here == 1 && there == 1;
  }

  bool Carries(const std::string& text) {
    std::string got(text.size(), '\0');
    const int size = static_cast<int>(text.size());
    return SSL_write(client.get(), text.data(), size) == size &&
           SSL_read(server.get(), &got[0], size) == size && got == text;
  }
};

}  // namespace boringssl_heap_test

#endif
