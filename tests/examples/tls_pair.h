/* tls_pair.h: the two ends of the example, each a process. */
#ifndef TESTS_EXAMPLES_TLS_PAIR_H
#define TESTS_EXAMPLES_TLS_PAIR_H

#include <openssl/evp.h>
#include <stdbool.h>

/* Both talk over a connected stream socket. The certificate goes ahead, as if by a file. */
bool tls_pair_serve(int socket, EVP_PKEY *key);
bool tls_pair_ask(int socket);

/* Says where BoringSSL's memory is: one line. Linked in two ways, as BoringSSL's heap is or is not. */
void tls_pair_report(void);

#endif
