/* sources.c: where the plaintext of a new enclave comes from. */
#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/enclave/handle.h"
#include "memguard/heap.h"

static memguard_status begin(memguard_context *context, const char *operation,
                             memguard_enclave **out) {
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "out is NULL");
  *out = NULL;
  return memguard_enter(context);
}

memguard_status memguard_seal_copy(memguard_context *context, const void *bytes, size_t length,
                                   const char *operation, memguard_enclave **out) {
  memguard_status status = begin(context, operation, out);
  if (status != MEMGUARD_OK) return status;
  if (bytes == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "bytes is NULL");
  return memguard_seal_bytes(context, bytes, length, operation, out);
}

memguard_status memguard_seal_from(memguard_context *context, void *bytes, size_t length,
                                   const char *operation, memguard_enclave **out) {
  memguard_status status = memguard_seal_copy(context, bytes, length, operation, out);
  if (status == MEMGUARD_OK) memcall_secure_clear(bytes, length);
  return status;
}

/* --- Random ---------------------------------------------------------------------------------- */

static memguard_status draw_and_seal(memguard_context *context, unsigned char *room, size_t length,
                                     const char *operation, memguard_enclave **out) {
  if (memcall_random(room, length) != MEMCALL_OK) {
    memguard_object_missed(context);
    return memguard_report_error(MEMGUARD_ERR_RANDOM, operation, NULL);
  }
  return memguard_seal_bytes(context, room, length, operation, out);
}

/* The bytes are drawn into the locked heap, not into the place of their ciphertext: there they
   would stand in ordinary memory, as plaintext, until they are sealed. So it takes as much of the
   lock budget for a moment as every use of the secret will. */
memguard_status memguard_seal_random(memguard_context *context, size_t length,
                                     const char *operation, memguard_enclave **out) {
  memguard_status status = begin(context, operation, out);
  if (status != MEMGUARD_OK) return status;
  unsigned char *room = memguard_malloc(context, length);
  if (room == NULL) return (memguard_status)memcall_last_error()->status;
  status = draw_and_seal(context, room, length, operation, out);
  memguard_free(context, room);
  return status;
}

/* --- A buffer's content ---------------------------------------------------------------------- */

typedef struct consumption {
  memguard_context *context;
  const char *operation;
  memguard_enclave *enclave;
  bool tried; /* to seal; a failure of that is counted */
} consumption;

static memguard_status seal_content(const unsigned char *bytes, size_t size, void *user) {
  consumption *to = user;
  to->tried = true;
  return memguard_seal_bytes(to->context, bytes, size, to->operation, &to->enclave);
}

memguard_status memguard_seal_buffer(memguard_buffer *buffer, const char *operation,
                                     memguard_enclave **out) {
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "out is NULL");
  *out = NULL;
  consumption to = {buffer != NULL ? buffer->context : NULL, operation, NULL, false};
  memguard_status status = memguard_buffer_consume(buffer, seal_content, &to, operation);
  if (status == MEMGUARD_OK) {
    *out = to.enclave;
  } else {
    memguard_enclave_destroy(to.enclave); /* a purge came after it was sealed */
    if (buffer != NULL && !to.tried) memguard_object_missed(buffer->context);
  }
  return status;
}
