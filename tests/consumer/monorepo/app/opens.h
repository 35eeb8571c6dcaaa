/* opens.h: 32 bytes go through an enclave, which takes BoringSSL along. */
#ifndef TESTS_CONSUMER_OPENS_H
#define TESTS_CONSUMER_OPENS_H

#include "memguard/memguard.h"

static inline int opens(void) {
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

#endif
