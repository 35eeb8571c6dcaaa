/* tls_pair.c: a TLS server that reads its private key and keeps it, and a client in another process. Nothing here knows
   of secure memory: link //lib/boringssl_heap, and the key is in no core file; else it is.

     tls_pair [crash] <key.der     The server aborts after the connection. Exit status: 0, 2 */
#include "tests/examples/tls_pair.h"

#include <openssl/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 4096 };

/* The DER text is where BoringSSL's own memory is, and wiped with it. */
static EVP_PKEY *read_key(void) {
  unsigned char *der = OPENSSL_malloc(MOST);
  ssize_t got, length = 0;
  if (der == NULL) return NULL;
  while ((got = read(STDIN_FILENO, der + length, (size_t)(MOST - length))) > 0) length += got;
  const unsigned char *at = der;
  EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)length);
  OPENSSL_free(der);
  return key;
}

static pid_t start_client(int socket, int other) {
  fflush(stdout);
  pid_t client = fork(); /* before there is a key */
  if (client != 0) return client;
  close(other);
  bool ok = tls_pair_ask(socket);
  fflush(stdout);
  _exit(ok ? 0 : 2);
}

static int serve(int socket, pid_t client, bool crash) {
  int status = -1;
  EVP_PKEY *key = read_key();
  if (key == NULL) fprintf(stderr, "tls_pair: no private key in DER on standard input\n");
  bool ok = key != NULL && tls_pair_serve(socket, key);
  shutdown(socket, SHUT_RDWR);
  if (waitpid(client, &status, 0) != client || status != 0) ok = false;
  tls_pair_report();
  fflush(stdout);
  if (ok && crash) abort();
  EVP_PKEY_free(key);
  return ok ? 0 : 2;
}

int main(int argc, char **argv) {
  int ends[2];
  bool crash = argc == 2 && strcmp(argv[1], "crash") == 0;
  if (argc > 1 && !crash) return fprintf(stderr, "usage: tls_pair [crash] <key.der\n"), 2;
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 2;
  pid_t client = start_client(ends[1], ends[0]);
  close(ends[1]);
  return client > 0 ? serve(ends[0], client, crash) : 2;
}
