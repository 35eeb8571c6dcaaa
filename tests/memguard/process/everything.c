/* everything.c: a program that links whatever a signal handler of the library may reach. It is taken
   apart, not run. */
#include "memguard/memguard.h"
#include "memguard/process.h"
#include "securememory/securememory.h"

int main(void) {
  memguard_enclave *enclave = NULL;
  memguard_buffer *buffer = NULL;
  if (memguard_enclave_new_random(memguard_default_context(), 32, &enclave) != MEMGUARD_OK ||
      memguard_enclave_open(enclave, &buffer) != MEMGUARD_OK ||
      memguard_malloc(memguard_default_context(), 32) == NULL ||
      memguard_catch_signals(NULL, 0, NULL, NULL) != MEMGUARD_OK ||
      memguard_catch_faults() != MEMGUARD_OK)
    return 1;
  memcall_secure_clear(NULL, 0);
  memguard_emergency_wipe();
  return memguard_status_name(MEMGUARD_OK) == memguard_version();
}
