/* fill.c: what new buffers are filled with. */
#include "lib/memguard/buffer/inner.h"
#include "memguard/bytes.h"

memguard_status memguard_buffer_fill_copy(memguard_context *context, const void *bytes,
                                          size_t length, const char *operation,
                                          memguard_buffer **out) {
  memguard_buffer *buffer = NULL;
  if (bytes == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "bytes is NULL");
  memguard_status status = memguard_buffer_begin(context, length, operation, &buffer);
  if (status != MEMGUARD_OK) return status;
  memguard_copy(buffer->data, bytes, length);
  return memguard_buffer_commit(buffer, MEMGUARD_READ_ONLY, operation, out);
}

memguard_status memguard_buffer_fill_random(memguard_context *context, size_t length,
                                            memguard_buffer **out) {
  static const char *const kOperation = "memguard_buffer_new_random";
  memguard_buffer *buffer = NULL;
  memguard_status status = memguard_buffer_begin(context, length, kOperation, &buffer);
  if (status != MEMGUARD_OK) return status;
  status = memguard_scramble(buffer->data, length);
  if (status != MEMGUARD_OK) {
    memguard_buffer_abandon(buffer);
    memguard_object_missed(context);
    return status;
  }
  return memguard_buffer_commit(buffer, MEMGUARD_READ_ONLY, kOperation, out);
}
