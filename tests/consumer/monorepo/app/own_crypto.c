/* own_crypto.c: the monorepo's BoringSSL and memguard in one program, by one libcrypto: what BoringSSL allocates
   is the secure heap's, and an enclave opens. */
#include <openssl/aead.h>
#include <openssl/digest.h>
#include <openssl/mem.h>
#include <stdio.h>
#include <string.h>

#include "boringssl_heap/boringssl_heap.h"
#include "memguard/memguard.h"

static int in_the_heap(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int owned = context != NULL && memguard_owns(boringssl_heap_context(), context);
  EVP_MD_CTX_free(context);
  return owned;
}

static int opens(void) {
  unsigned char bytes[32] = {1}, opened[32];
  size_t length = 0;
  memguard_enclave *enclave = NULL;
  int right =
      memguard_enclave_new_from(memguard_default_context(), bytes, 32, &enclave) == MEMGUARD_OK &&
      memguard_enclave_open_into(enclave, opened, 32, &length) == MEMGUARD_OK && length == 32 &&
      opened[0] == 1;
  memguard_enclave_destroy(enclave);
  return right;
}

int main(void) {
  int owned = in_the_heap(), opened = opens();
  printf("in the secure heap: %d; opened: %d\n", owned, opened);
  return owned && opened ? 0 : 1;
}
