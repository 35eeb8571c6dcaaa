/* new.c: the public constructors. */
#include "lib/memguard/buffer/inner.h"
#include "lib/memguard/scrub/scrub.h"

static memguard_status check_out(memguard_buffer **out, const char *operation) {
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "out is NULL");
  *out = NULL;
  return MEMGUARD_OK;
}

static memguard_status new_zeroed(memguard_context *context, size_t size, size_t alignment,
                                  const char *operation, memguard_buffer **out) {
  memguard_buffer *buffer = NULL;
  memguard_status status =
      memguard_buffer_begin_aligned(context, size, alignment, operation, &buffer);
  if (status != MEMGUARD_OK) return status;
  return memguard_buffer_commit(buffer, MEMGUARD_READ_WRITE, operation, out);
}

memguard_status memguard_buffer_new(memguard_context *context, size_t size, memguard_buffer **out) {
  memguard_status status = check_out(out, "memguard_buffer_new");
  return status != MEMGUARD_OK ? status : new_zeroed(context, size, 1, "memguard_buffer_new", out);
}

memguard_status memguard_buffer_new_aligned(memguard_context *context, size_t size,
                                            size_t alignment, memguard_buffer **out) {
  static const char *const kOperation = "memguard_buffer_new_aligned";
  memguard_status status = check_out(out, kOperation);
  if (status != MEMGUARD_OK) return status;
  if (alignment == 0 || (alignment & (alignment - 1)) != 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, kOperation,
                                 "the alignment is not a power of two");
  return new_zeroed(context, size, alignment, kOperation, out);
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

/* --- From a source --------------------------------------------------------------------------- */

memguard_status memguard_buffer_new_read(memguard_context *context, memguard_source source,
                                         size_t length, memguard_buffer **out) {
  memguard_status status = check_out(out, "memguard_buffer_new_read");
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_read_length(context, source, length, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_new_read_until(memguard_context *context, memguard_source source,
                                               unsigned char delimiter, size_t limit,
                                               memguard_buffer **out) {
  memguard_status status = check_out(out, "memguard_buffer_new_read_until");
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_read_until(context, source, delimiter, limit, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_new_read_all(memguard_context *context, memguard_source source,
                                             size_t limit, memguard_buffer **out) {
  memguard_status status = check_out(out, "memguard_buffer_new_read_all");
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_read_whole(context, source, limit, out);
  memguard_scrub();
  return status;
}
