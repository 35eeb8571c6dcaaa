/* make.c: the constructor in three steps. The buffer is in the registry before the first secret
   byte is in it, so that no purge and no crash handler misses one. */
#include <stdlib.h>

#include "lib/memguard/buffer/buffers.h"

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
  memguard_object_begun(buffer->context);
  return MEMGUARD_OK;
}

typedef struct shape {
  size_t size, alignment;
  bool keyed;
} shape;

static size_t bytes_of(const shape *wanted) {
  size_t page = memcall_page_size();
  return (wanted->size + page - 1) & ~(page - 1);
}

static memguard_status make_fresh(memguard_context *context, const shape *wanted,
                                  const char *operation, memguard_buffer **out) {
  memguard_buffer *fresh = calloc(1, sizeof *fresh);
  if (fresh == NULL) return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
  fresh->context = context;
  fresh->generation = memguard_generation();
  fresh->alignment = wanted->alignment;
  fresh->keyed = wanted->keyed;
  memguard_status status = memguard_buffer_take_pages(fresh, bytes_of(wanted));
  if (status == MEMGUARD_OK) {
    *out = fresh;
  } else {
    free(fresh);
  }
  return status;
}

/* Pages that waited are at no larger alignment than their own, and have no key. */
static memguard_status obtain(memguard_buffers *buffers, const shape *wanted, const char *operation,
                              memguard_buffer **out) {
  memguard_status status = MEMGUARD_OK;
  memguard_buffers_retry_leftovers(buffers);
  *out = NULL;
  if (wanted->alignment <= memcall_page_size() && !wanted->keyed)
    status = memguard_recycle_take(buffers, bytes_of(wanted), operation, out);
  if (status != MEMGUARD_OK || *out != NULL) return status;
  return make_fresh(buffers->part.context, wanted, operation, out);
}

static memguard_status begin(memguard_buffers *buffers, const shape *wanted, const char *operation,
                             memguard_buffer **out) {
  memguard_buffer *buffer = NULL;
  memguard_status status = obtain(buffers, wanted, operation, &buffer);
  if (status != MEMGUARD_OK) return status;
  memguard_buffer_lay_out(buffer, wanted->size, wanted->alignment);
  status = enlist(buffers, buffer, operation);
  if (status == MEMGUARD_OK) {
    *out = buffer;
  } else {
    memguard_buffer_bury(buffer);
  }
  return status;
}

static memguard_status begin_in(memguard_context *context, const shape *wanted,
                                const char *operation, memguard_buffer **buffer) {
  memguard_buffers *buffers = NULL;
  *buffer = NULL;
  memguard_status status = memguard_enter(context);
  if (status == MEMGUARD_OK) status = check_size(wanted->size, operation);
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffers_of(context, &buffers);
  if (status == MEMGUARD_OK) status = begin(buffers, wanted, operation, buffer);
  if (status != MEMGUARD_OK) memguard_object_missed(context);
  return status;
}

memguard_status memguard_buffer_begin_aligned(memguard_context *context, size_t size,
                                              size_t alignment, const char *operation,
                                              memguard_buffer **buffer) {
  const shape wanted = {size, alignment, false};
  return begin_in(context, &wanted, operation, buffer);
}

memguard_status memguard_buffer_begin(memguard_context *context, size_t size, const char *operation,
                                      memguard_buffer **buffer) {
  return memguard_buffer_begin_aligned(context, size, 1, operation, buffer);
}

memguard_status memguard_buffer_begin_keyed(memguard_context *context, size_t size,
                                            const char *operation, memguard_buffer **buffer) {
  const shape wanted = {size, 1, context->keyed};
  return begin_in(context, &wanted, operation, buffer);
}

static memguard_status commit(memguard_buffer *buffer, memguard_protection protection,
                              const char *operation) {
  memcall_answer answer = memguard_buffer_set_access(buffer, protection);
  if (answer.status != MEMCALL_OK) {
    memguard_buffer_abandon(buffer);
    return (memguard_status)memcall_report_answer(answer);
  }
  memguard_status status = memguard_buffer_let_go(buffer, operation);
  if (status != MEMGUARD_OK) memguard_buffer_destroy(buffer);
  return status;
}

memguard_status memguard_buffer_commit(memguard_buffer *buffer, memguard_protection protection,
                                       const char *operation, memguard_buffer **out) {
  memguard_context *context = buffer->context;
  *out = NULL;
  memguard_status status = commit(buffer, protection, operation);
  if (status == MEMGUARD_OK) {
    *out = buffer;
    memguard_object_finished(context);
  } else {
    memguard_object_missed(context);
  }
  return status;
}

void memguard_buffer_abandon(memguard_buffer *buffer) {
  bool empty = memguard_buffer_clear_pages(buffer);
  memguard_buffer_unlist(buffer);
  memguard_buffer_lay_down(buffer, empty);
}
