/* alone.c: the hooks in a program without BoringSSL: whatever they call is here. */
#include "boringssl_heap/boringssl_heap.h"
#include "lib/boringssl_heap/hooks.h"
#include "memguard/heap.h"

int main(void) {
  void *bytes = OPENSSL_memory_alloc(40);
  int right = bytes != NULL && OPENSSL_memory_get_size(bytes) == 40 &&
              memguard_owns(boringssl_heap_context(), bytes);
  if (bytes != NULL) OPENSSL_memory_free(bytes);
  return right ? 0 : 1;
}
