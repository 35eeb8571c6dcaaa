/* bytes.c: clearing, randomness, and the system's own encryption. */
#include "lib/memcall/internal.h"

#define OS_ENCRYPT_BLOCK 16u

void memcall_secure_clear(void *bytes, size_t length) {
  if (bytes == NULL || length == 0) return;
  memcall_backend_clear(bytes, length);
  memcall_barrier();
}

memcall_status memcall_random(void *bytes, size_t length) {
  if (length == 0) return MEMCALL_OK;
  if (bytes == NULL)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_random", 0,
                                          "bytes is NULL");
  memcall_answer answer = memcall_backend_random(bytes, length);
  if (answer.status == MEMCALL_OK) return MEMCALL_OK;
  /* Half a random key must not be taken for one. */
  memcall_secure_clear(bytes, length);
  return (memcall_status)memcall_report(
      MEMCALL_ERR_SYSTEM, answer.operation, answer.os_code,
      "the system's random generator gave nothing; a sandbox may forbid it");
}

static memcall_status on_blocks(const char *call, void *bytes, size_t length,
                                memcall_answer (*operation)(void *bytes, size_t size)) {
  const char *flaw = NULL;
  if (length % OS_ENCRYPT_BLOCK != 0)
    flaw = "the length is not a multiple of 16";
  else if (length != 0 && bytes == NULL)
    flaw = "bytes is NULL";
  if (flaw != NULL) return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, call, 0, flaw);
  if (length == 0) return MEMCALL_OK;
  memcall_answer answer = operation(bytes, length);
  if (answer.status != MEMCALL_OK && answer.status != MEMCALL_ERR_UNSUPPORTED)
    answer.status = MEMCALL_ERR_SYSTEM; /* whatever kept a cipher from working */
  return memcall_report_answer(answer);
}

memcall_status memcall_os_encrypt(void *bytes, size_t length) {
  return on_blocks("memcall_os_encrypt", bytes, length, memcall_backend_os_encrypt);
}

memcall_status memcall_os_decrypt(void *bytes, size_t length) {
  return on_blocks("memcall_os_decrypt", bytes, length, memcall_backend_os_decrypt);
}
