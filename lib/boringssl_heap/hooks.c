/* hooks.c: BoringSSL's allocations, handed on. */
#include "lib/boringssl_heap/hooks.h"

#include <errno.h>

#include "boringssl_heap/boringssl_heap.h"
#include "memguard/heap.h"

void *OPENSSL_memory_alloc(size_t size) {
  int before = errno;
  void *object = memguard_malloc(boringssl_heap_context(), size != 0 ? size : 1);
  errno = object != NULL ? before : ENOMEM;
  return object;
}

void OPENSSL_memory_free(void *pointer) {
  int before = errno;
  memguard_free(boringssl_heap_context(), pointer);
  errno = before;
}

size_t OPENSSL_memory_get_size(void *pointer) {
  return memguard_usable_size(boringssl_heap_context(), pointer);
}
