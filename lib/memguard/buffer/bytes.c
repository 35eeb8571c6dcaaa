/* bytes.c: the public calls that copy, compare, move and overwrite content. */
#include "lib/memguard/buffer/inner.h"
#include "lib/memguard/scrub/scrub.h"

memguard_status memguard_buffer_write_copy(memguard_buffer *buffer, size_t offset,
                                           const void *bytes, size_t length) {
  memguard_status status =
      memguard_buffer_put(buffer, offset, bytes, length, "memguard_buffer_write_copy");
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_write(memguard_buffer *buffer, size_t offset, void *bytes,
                                      size_t length) {
  memguard_status status =
      memguard_buffer_put(buffer, offset, bytes, length, "memguard_buffer_write");
  if (status == MEMGUARD_OK) memguard_wipe(bytes, length);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_read(const memguard_buffer *buffer, size_t offset, void *bytes,
                                     size_t length) {
  memguard_status status = memguard_buffer_get(buffer, offset, bytes, length);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_scramble(memguard_buffer *buffer) {
  memguard_status status = memguard_buffer_randomise(buffer);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_resize(memguard_buffer *buffer, size_t size) {
  memguard_status status = memguard_buffer_refit(buffer, size);
  memguard_scrub();
  return status;
}

/* Reads nothing, so there is nothing to scrub. */
memguard_status memguard_buffer_wipe(memguard_buffer *buffer) {
  static const char *const kOperation = "memguard_buffer_wipe";
  memguard_status status = memguard_buffer_hold(buffer, kOperation);
  if (status != MEMGUARD_OK) return status;
  bool writable = memguard_buffer_access(buffer) == MEMGUARD_READ_WRITE;
  if (writable) memguard_wipe(buffer->data, buffer->size);
  status = memguard_buffer_let_go(buffer, kOperation);
  if (status != MEMGUARD_OK || writable) return status;
  return memguard_report_error(MEMGUARD_ERR_ACCESS, kOperation, NULL);
}

memguard_status memguard_buffer_equal(const memguard_buffer *buffer, const void *bytes,
                                      size_t length, bool *equal) {
  if (equal == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, "memguard_buffer_equal", "equal is NULL");
  *equal = false;
  memguard_status status = memguard_buffer_compare(buffer, bytes, length, equal);
  memguard_scrub();
  return status;
}
