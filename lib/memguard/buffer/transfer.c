/* transfer.c: bytes in and out of a held buffer. */
#include "lib/memguard/buffer/inner.h"
#include "memguard/bytes.h"

static bool overlaps(const unsigned char *a, const unsigned char *b, size_t length) {
  uintptr_t first = (uintptr_t)a, second = (uintptr_t)b;
  return first < second ? second - first < length : first - second < length;
}

/* Holds the buffer when [offset, offset + length) lies in it, its access is at least `needed` (no
   byte needs any), and `bytes` is no part of that range. */
static memguard_status reach(const memguard_buffer *buffer, size_t offset, const void *bytes,
                             size_t length, memguard_protection needed, const char *operation) {
  if (bytes == NULL && length != 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "bytes is NULL");
  memguard_status status = memguard_buffer_hold(buffer, operation);
  if (status != MEMGUARD_OK) return status;
  if (offset > buffer->size || length > buffer->size - offset) {
    status = MEMGUARD_ERR_OVERFLOW;
  } else if (length != 0 && memguard_buffer_access(buffer) < needed) {
    status = MEMGUARD_ERR_ACCESS;
  } else if (length != 0 && overlaps(buffer->data + offset, bytes, length)) {
    status = MEMGUARD_ERR_INVALID;
  }
  if (status == MEMGUARD_OK) return MEMGUARD_OK;
  memguard_status held = memguard_buffer_let_go(buffer, operation);
  return held != MEMGUARD_OK ? held : memguard_report_error(status, operation, NULL);
}

memguard_status memguard_buffer_put(memguard_buffer *buffer, size_t offset, const void *bytes,
                                    size_t length, const char *operation) {
  memguard_status status = reach(buffer, offset, bytes, length, MEMGUARD_READ_WRITE, operation);
  if (status != MEMGUARD_OK) return status;
  if (length != 0) memguard_copy(buffer->data + offset, bytes, length);
  return memguard_buffer_let_go(buffer, operation);
}

/* A purge on the way makes what was read void, so the caller does not get it. */
memguard_status memguard_buffer_get(const memguard_buffer *buffer, size_t offset, void *bytes,
                                    size_t length) {
  static const char *const kOperation = "memguard_buffer_read";
  memguard_status status = reach(buffer, offset, bytes, length, MEMGUARD_READ_ONLY, kOperation);
  if (status != MEMGUARD_OK) return status;
  if (length != 0) memguard_copy(bytes, buffer->data + offset, length);
  status = memguard_buffer_let_go(buffer, kOperation);
  if (status != MEMGUARD_OK) memguard_wipe(bytes, length);
  return status;
}

memguard_status memguard_buffer_randomise(memguard_buffer *buffer) {
  static const char *const kOperation = "memguard_buffer_scramble";
  memguard_status status = memguard_buffer_hold(buffer, kOperation);
  if (status != MEMGUARD_OK) return status;
  bool writable = memguard_buffer_access(buffer) == MEMGUARD_READ_WRITE;
  memguard_status result = writable ? memguard_scramble(buffer->data, buffer->size)
                                    : memguard_report_error(MEMGUARD_ERR_ACCESS, kOperation, NULL);
  status = memguard_buffer_let_go(buffer, kOperation);
  return status != MEMGUARD_OK ? status : result;
}

memguard_status memguard_buffer_compare(const memguard_buffer *buffer, const void *bytes,
                                        size_t length, bool *equal) {
  static const char *const kOperation = "memguard_buffer_equal";
  if (bytes == NULL && length != 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, kOperation, "bytes is NULL");
  memguard_status status = memguard_buffer_hold(buffer, kOperation);
  if (status != MEMGUARD_OK) return status;
  bool readable = memguard_buffer_access(buffer) >= MEMGUARD_READ_ONLY;
  bool same = readable && length == buffer->size && memguard_equal(buffer->data, bytes, length);
  status = memguard_buffer_let_go(buffer, kOperation);
  if (status == MEMGUARD_OK && !readable)
    status = memguard_report_error(MEMGUARD_ERR_ACCESS, kOperation, NULL);
  *equal = status == MEMGUARD_OK && same;
  return status;
}
