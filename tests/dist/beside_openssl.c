/* OpenSSL and the archive in one program. Exit status: 0; 1: something failed; 3: an error that OpenSSL reported was not in
   the queue that ERR_get_error reads, so that call went to another library. */
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "memguard/memguard.h"

static int digest_is_right(void) {
  static const unsigned char first[4] = {0xba, 0x78, 0x16,
                                         0xbf}; /* of SHA-256 of "abc", FIPS 180-2 */
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  return EVP_Digest("abc", 3, digest, &length, EVP_sha256(), NULL) == 1 && length == 32 &&
         memcmp(digest, first, 4) == 0;
}

static int sealed_and_opened(memguard_aead aead) {
  memguard_options options = memguard_options_default();
  options.aead = aead;
  memguard_context *context = NULL;
  memguard_enclave *enclave = NULL;
  unsigned char bytes[16];
  size_t length = 0;
  int right = memguard_context_new(&options, &context) == MEMGUARD_OK &&
              memguard_enclave_new_copy(context, "0123456789abcdef", 16, &enclave) == MEMGUARD_OK &&
              memguard_enclave_open_into(enclave, bytes, sizeof bytes, &length) == MEMGUARD_OK &&
              length == 16 && memcmp(bytes, "0123456789abcdef", 16) == 0;
  memguard_enclave_destroy(enclave);
  return memguard_context_destroy(context) == MEMGUARD_OK && right;
}

int main(void) {
  if (BIO_new_file("/nonexistent", "r")) return 1;
  if (ERR_get_error() == 0) return 3;
  if (!digest_is_right()) return 1;
  if (!sealed_and_opened(MEMGUARD_AES_256_GCM) || !sealed_and_opened(MEMGUARD_CHACHA20_POLY1305))
    return 1;
  return digest_is_right() ? 0 : 1;
}
