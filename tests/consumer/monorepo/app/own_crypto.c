/* own_crypto.c: the monorepo's BoringSSL and memguard in one program, by one libcrypto: what BoringSSL allocates
   is the secure heap's, and an enclave opens. */
#include <openssl/aead.h>
#include <openssl/digest.h>
#include <openssl/mem.h>
#include <stdio.h>

#include "boringssl_heap/boringssl_heap.h"
#include "memguard/memguard.h"
#include "opens.h"

static int in_the_heap(void) {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  int owned = context != NULL && memguard_owns(boringssl_heap_context(), context);
  EVP_MD_CTX_free(context);
  return owned;
}

int main(void) {
  int owned = in_the_heap(), opened = opens();
  printf("in the secure heap: %d; opened: %d\n", owned, opened);
  return owned && opened ? 0 : 1;
}
