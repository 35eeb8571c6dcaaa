/* openssl_memory.c: what OpenSSL calls instead of malloc(3), realloc(3) and free(3)
   (CRYPTO_set_mem_functions(3)). errno stays: OpenSSL frees between a failing read(2) and the caller's look at why. */
#include "tests/recipes/openssl_memory.h"

#include <errno.h>
#include <openssl/crypto.h>

#include "memguard/heap.h"

/* Never destroyed: OpenSSL's own handler of atexit(3) frees as well. */
static memguard_context *context;

static void *allocate(size_t size, const char *file, int line) {
  (void)file, (void)line;
  return size != 0 ? memguard_malloc(context, size) : NULL;
}

static void release(void *pointer, const char *file, int line) {
  int before = errno;
  (void)file, (void)line;
  memguard_free(context, pointer);
  errno = before;
}

static void *resize(void *pointer, size_t size, const char *file, int line) {
  if (size != 0) return memguard_realloc(context, pointer, size);
  release(pointer, file, line);
  return NULL;
}

/* Locks are preferred, or connections would fail at the lock limit; workers go on with their parent's keys. */
bool openssl_use_memguard(void) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  return memguard_context_new(&options, &context) == MEMGUARD_OK &&
         CRYPTO_set_mem_functions(allocate, resize, release) == 1;
}

memguard_context *openssl_memory(void) { return context; }
