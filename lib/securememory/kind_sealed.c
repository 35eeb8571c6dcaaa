/* kind_sealed.c: at rest an enclave; open, a slot of the locked heap. */
#include "lib/securememory/kind.h"

static memguard_status store(securememory_held *held, const void *bytes) {
  if (bytes == NULL) return memguard_enclave_new_random(held->context, held->size, &held->enclave);
  return memguard_enclave_new_copy(held->context, bytes, held->size, &held->enclave);
}

static memguard_status status(const securememory_held *held) {
  return memguard_enclave_status(held->enclave);
}

static void close(securememory_held *held) {
  memguard_free(held->context, held->open);
  held->open = NULL;
}

static memguard_status open(securememory_held *held) {
  size_t length = 0;
  held->open = memguard_malloc(held->context, held->size);
  if (held->open == NULL) return (memguard_status)memcall_last_error()->status;
  memguard_status opened =
      memguard_enclave_open_into(held->enclave, held->open, held->size, &length);
  if (opened != MEMGUARD_OK) close(held);
  return opened;
}

static void drop(securememory_held *held) { memguard_enclave_destroy(held->enclave); }

const securememory_kind_calls securememory_kind_sealed = {store, status, open, close, drop};
