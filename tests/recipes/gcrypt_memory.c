/* gcrypt_memory.c: what libgcrypt calls instead of malloc(3) and of its own 32 KiB of locked memory
   (gcry_set_allocation_handler, in the manual's "Memory allocation"). */
#include "tests/recipes/gcrypt_memory.h"

#include <errno.h>
#include <gcrypt.h>

#include "memguard/heap.h"

/* Never destroyed: libgcrypt keeps objects until the process is gone. */
static memguard_context *context;

static void *allocate(size_t size) {
  void *object = memguard_malloc(context, size != 0 ? size : 1);
  if (object == NULL) errno = ENOMEM; /* it asks no other way */
  return object;
}

static void *resize(void *pointer, size_t size) {
  void *object = memguard_realloc(context, pointer, size != 0 ? size : 1);
  if (object == NULL) errno = ENOMEM;
  return object;
}

static int is_secure(const void *pointer) { return memguard_owns(context, pointer); }

static void release(void *pointer) {
  int before = errno;
  memguard_free(context, pointer);
  errno = before;
}

/* GCRYCTL_DISABLE_SECMEM is left out: it would turn gcry_is_secure off. Its own pool is made by
   whom it serves first, and that is nobody. Locks are preferred, or libgcrypt would end the process
   at the lock limit; workers go on with their parent's keys. */
bool gcrypt_use_memguard(void) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  if (gcry_control(GCRYCTL_ANY_INITIALIZATION_P) ||
      memguard_context_new(&options, &context) != MEMGUARD_OK)
    return false;
  gcry_set_allocation_handler(allocate, allocate, is_secure, resize, release);
  return gcry_check_version(GCRYPT_VERSION) != NULL &&
         gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
}

memguard_context *gcrypt_memory(void) { return context; }
