/* access.c: what a buffer is, and who may touch its bytes. No call here touches them. */
#include "lib/memguard/buffer/buffer.h"

memguard_status memguard_buffer_status(const memguard_buffer *buffer) {
  return memguard_buffer_examine(buffer, NULL);
}

size_t memguard_buffer_size(const memguard_buffer *buffer) {
  return memguard_buffer_examine(buffer, NULL) == MEMGUARD_OK ? buffer->size : 0;
}

memguard_protection memguard_buffer_protection(const memguard_buffer *buffer) {
  uint32_t state = 0;
  if (memguard_buffer_examine(buffer, &state) != MEMGUARD_OK) return MEMGUARD_NO_ACCESS;
  return (memguard_protection)(state & MEMGUARD_BUFFER_PROTECTION);
}

/* --- Protection ------------------------------------------------------------------------------ */

static bool is_protection(memguard_protection protection) {
  return protection >= MEMGUARD_NO_ACCESS && protection <= MEMGUARD_READ_WRITE;
}

memguard_status memguard_buffer_protect(memguard_buffer *buffer, memguard_protection protection) {
  static const char *const kOperation = "memguard_buffer_protect";
  if (!is_protection(protection))
    return memguard_report_error(MEMGUARD_ERR_INVALID, kOperation,
                                 "the protection is none of memguard_protection");
  memguard_status status = memguard_buffer_hold(buffer, kOperation);
  if (status != MEMGUARD_OK) return status;
  memcall_answer answer = memguard_buffer_set_access(buffer, protection);
  if (answer.status == MEMCALL_ERR_NO_MEMORY && memguard_give_back_all(MEMGUARD_PARTS))
    answer = memguard_buffer_set_access(buffer, protection);
  status = memguard_buffer_let_go(buffer, kOperation);
  return status != MEMGUARD_OK ? status : (memguard_status)memcall_report_answer(answer);
}

/* --- Bytes in place -------------------------------------------------------------------------- */

/* NULL, reported, unless the access is at least `needed`. */
static unsigned char *bytes_of(const memguard_buffer *buffer, memguard_protection needed,
                               const char *operation) {
  uint32_t state = 0;
  memguard_status status = memguard_buffer_examine(buffer, &state);
  if (status == MEMGUARD_OK && (state & MEMGUARD_BUFFER_PROTECTION) < (uint32_t)needed)
    status = MEMGUARD_ERR_ACCESS;
  if (status == MEMGUARD_OK) return buffer->data;
  status = memguard_report_error(status, operation, NULL);
  return NULL;
}

const unsigned char *memguard_buffer_data(const memguard_buffer *buffer) {
  return bytes_of(buffer, MEMGUARD_READ_ONLY, "memguard_buffer_data");
}

unsigned char *memguard_buffer_mutable_data(memguard_buffer *buffer) {
  return bytes_of(buffer, MEMGUARD_READ_WRITE, "memguard_buffer_mutable_data");
}

/* --- Safeguards ------------------------------------------------------------------------------ */

memguard_status memguard_buffer_safeguards(const memguard_buffer *buffer,
                                           memguard_safeguards *out) {
  static const char *const kOperation = "memguard_buffer_safeguards";
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, kOperation, "out is NULL");
  *out = (memguard_safeguards){0, 0};
  memguard_status status = memguard_buffer_examine(buffer, NULL);
  if (status != MEMGUARD_OK) return memguard_report_error(status, kOperation, NULL);
  *out = (memguard_safeguards){buffer->requested, buffer->region.in_force};
  return MEMGUARD_OK;
}
