/* make.c: the constructor in three steps. The buffer is in the registry before the first secret
   byte is in it, so that no purge and no crash handler misses one. */
#include <stdlib.h>

#include "lib/memguard/buffer/buffer.h"

/* Rounding to pages and two guard pages must fit, with room to spare. */
static memguard_status check_size(size_t size, const char *operation) {
  if (size == 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, operation,
                                 "a buffer of zero bytes was asked for");
  if (size > SIZE_MAX - 4 * memcall_page_size())
    return memguard_report_error(MEMGUARD_ERR_OVERFLOW, operation, NULL);
  return MEMGUARD_OK;
}

static memguard_status enlist(memguard_buffers *buffers, memguard_buffer *buffer,
                              const char *operation) {
  atomic_store_explicit(&buffer->state, MEMGUARD_READ_WRITE | MEMGUARD_BUFFER_HELD,
                        memory_order_relaxed);
  memguard_buffer_note_holder(buffer);
  buffer->entry = memguard_registry_add(&buffers->live, buffer);
  if (buffer->entry == NULL) return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
  memguard_object_made(buffer->context);
  return MEMGUARD_OK;
}

static memguard_status furnish(memguard_buffers *buffers, memguard_buffer *buffer,
                               const char *operation) {
  memguard_status status = memguard_buffer_take_pages(buffer);
  if (status != MEMGUARD_OK) {
    free(buffer);
    return status;
  }
  status = enlist(buffers, buffer, operation);
  if (status != MEMGUARD_OK) memguard_buffer_bury(buffer);
  return status;
}

static memguard_status make_handle(memguard_context *context, size_t size, const char *operation,
                                   memguard_buffer **out) {
  *out = calloc(1, sizeof **out);
  if (*out == NULL) return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
  (*out)->context = context;
  (*out)->size = size;
  (*out)->generation = memguard_generation();
  return MEMGUARD_OK;
}

memguard_status memguard_buffer_begin(memguard_context *context, size_t size, const char *operation,
                                      memguard_buffer **buffer) {
  memguard_buffers *buffers = NULL;
  *buffer = NULL;
  memguard_status status = memguard_enter(context);
  if (status == MEMGUARD_OK) status = check_size(size, operation);
  if (status == MEMGUARD_OK) status = memguard_buffers_of(context, &buffers);
  if (status != MEMGUARD_OK) return status;
  memguard_buffers_retry_leftovers(buffers);
  memguard_buffer *fresh = NULL;
  status = make_handle(context, size, operation, &fresh);
  if (status == MEMGUARD_OK) status = furnish(buffers, fresh, operation);
  if (status == MEMGUARD_OK) {
    *buffer = fresh;
  } else {
    memguard_object_missed(context);
  }
  return status;
}

memguard_status memguard_buffer_commit(memguard_buffer *buffer, memguard_protection protection,
                                       const char *operation, memguard_buffer **out) {
  *out = NULL;
  memcall_answer answer = memguard_buffer_set_access(buffer, protection);
  memguard_status status = (memguard_status)memcall_report_answer(answer);
  if (status != MEMGUARD_OK) {
    memguard_buffer_abandon(buffer);
    return status;
  }
  status = memguard_buffer_let_go(buffer, operation);
  if (status == MEMGUARD_OK) {
    *out = buffer;
  } else {
    memguard_buffer_destroy(buffer);
  }
  return status;
}

void memguard_buffer_abandon(memguard_buffer *buffer) {
  memguard_buffer_clear_pages(buffer);
  memguard_buffer_unlist(buffer);
  memguard_buffer_bury(buffer);
}
