/* key_holder.c: a server that crashes: it reads a private key from standard input, signs with it, and
   aborts while it holds it. */
#include <openssl/evp.h>
#include <openssl/mem.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST = 4096 };

static EVP_PKEY *key;

/* The DER text is where BoringSSL's own memory is, and wiped with it. */
static int read_key(void) {
  unsigned char *der = OPENSSL_malloc(MOST);
  ssize_t got, length = 0;
  if (der == NULL) return 0;
  while ((got = read(STDIN_FILENO, der + length, (size_t)(MOST - length))) > 0) length += got;
  const unsigned char *at = der;
  key = d2i_AutoPrivateKey(NULL, &at, (long)length);
  OPENSSL_free(der);
  return key != NULL;
}

static int sign(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  unsigned char signature[1024];
  size_t length = sizeof signature;
  int done = context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) &&
             EVP_DigestSign(context, signature, &length, (const unsigned char *)"text", 4);
  EVP_MD_CTX_free(context);
  return done;
}

int main(void) {
  if (!read_key() || !sign()) return 1;
  abort();
}
