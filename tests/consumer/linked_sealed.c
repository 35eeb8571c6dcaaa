/* linked_sealed.c: a program that uses of memguard an enclave, which takes BoringSSL along. */
#include "memguard/memguard.h"

int main(void) {
  unsigned char bytes[32] = {1}, opened[32];
  size_t length = 0;
  memguard_enclave *enclave = NULL;
  int right =
      memguard_enclave_new_from(memguard_default_context(), bytes, 32, &enclave) == MEMGUARD_OK &&
      memguard_enclave_open_into(enclave, opened, 32, &length) == MEMGUARD_OK && length == 32 &&
      opened[0] == 1;
  memguard_enclave_destroy(enclave);
  return right ? 0 : 1;
}
