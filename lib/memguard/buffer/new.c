/* new.c: the public constructors. */
#include "lib/memguard/buffer/inner.h"
#include "lib/memguard/scrub/scrub.h"

static memguard_status check_out(memguard_buffer **out, const char *operation) {
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "out is NULL");
  *out = NULL;
  return MEMGUARD_OK;
}

memguard_status memguard_buffer_new(memguard_context *context, size_t size, memguard_buffer **out) {
  static const char *const kOperation = "memguard_buffer_new";
  memguard_buffer *buffer = NULL;
  memguard_status status = check_out(out, kOperation);
  if (status == MEMGUARD_OK) status = memguard_buffer_begin(context, size, kOperation, &buffer);
  return status != MEMGUARD_OK
             ? status
             : memguard_buffer_commit(buffer, MEMGUARD_READ_WRITE, kOperation, out);
}

memguard_status memguard_buffer_new_copy(memguard_context *context, const void *bytes,
                                         size_t length, memguard_buffer **out) {
  static const char *const kOperation = "memguard_buffer_new_copy";
  memguard_status status = check_out(out, kOperation);
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_fill_copy(context, bytes, length, kOperation, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_new_from(memguard_context *context, void *bytes, size_t length,
                                         memguard_buffer **out) {
  static const char *const kOperation = "memguard_buffer_new_from";
  memguard_status status = check_out(out, kOperation);
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_fill_copy(context, bytes, length, kOperation, out);
  if (status == MEMGUARD_OK) memguard_wipe(bytes, length);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_new_random(memguard_context *context, size_t length,
                                           memguard_buffer **out) {
  memguard_status status = check_out(out, "memguard_buffer_new_random");
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_fill_random(context, length, out);
  memguard_scrub();
  return status;
}
