/* resize.c: a buffer moves to pages of another size.

   The new pages come with a handle of their own, so that a purge reaches them while they are being
   filled. Then the two handles exchange their pages, out of everybody's sight, and the other one
   ends with the old pages. A purge that walked past just then is seen by its epoch. */
#include "lib/memguard/buffer/buffers.h"
#include "lib/memguard/buffer/inner.h"
#include "memguard/bytes.h"

#define OPERATION "memguard_buffer_resize"

static void exchange_pages(memguard_buffer *one, memguard_buffer *other) {
  memcall_region region = one->region;
  unsigned char *data = one->data;
  size_t size = one->size, charged = one->charged;
  one->region = other->region;
  one->data = other->data;
  one->size = other->size;
  one->charged = other->charged;
  other->region = region;
  other->data = data;
  other->size = size;
  other->charged = charged;
}

static memguard_status move(memguard_buffer *buffer, size_t size) {
  memguard_buffer *other = NULL;
  memguard_buffers *buffers = memguard_buffers_if_any(buffer->context);
  memguard_status status =
      memguard_buffer_begin_aligned(buffer->context, size, buffer->alignment, OPERATION, &other);
  if (status != MEMGUARD_OK) return status;
  memguard_copy(other->data, buffer->data, size < buffer->size ? size : buffer->size);
  memguard_lock_acquire(&buffers->exchange);
  memguard_registry_hide(buffer->entry);
  memguard_registry_hide(other->entry);
  exchange_pages(buffer, other);
  memguard_registry_show(buffer->entry);
  memguard_registry_show(other->entry);
  memguard_lock_release(&buffers->exchange);
  memguard_buffer_abandon(other);
  return MEMGUARD_OK;
}

static void expire_if_purged(memguard_buffer *buffer, uint64_t epoch) {
  if (memguard_epoch_is_calm(epoch) && memguard_epoch_holds(buffer->context, epoch)) return;
  bool unheld = memguard_buffer_expire(buffer, MEMGUARD_BUFFER_PURGED);
  (void)unheld; /* it is this thread's */
}

/* A broken canary is told when nobody is kept waiting by it; the old pages stay the buffer's. */
memguard_status memguard_buffer_refit(memguard_buffer *buffer, size_t size) {
  memguard_violation_kind kind = 0;
  memguard_status status = memguard_buffer_hold(buffer, OPERATION);
  if (status != MEMGUARD_OK) return status;
  uint64_t epoch = memguard_epoch(buffer->context);
  if (memguard_buffer_access(buffer) != MEMGUARD_READ_WRITE) {
    status = memguard_report_error(MEMGUARD_ERR_ACCESS, OPERATION, NULL);
  } else if ((kind = memguard_buffer_check_canary(buffer)) == 0) {
    status = move(buffer, size);
  }
  expire_if_purged(buffer, epoch);
  memguard_status held = memguard_buffer_let_go(buffer, OPERATION);
  if (held != MEMGUARD_OK) return held;
  return kind == 0 ? status : memguard_violate(buffer->context, kind, OPERATION, buffer->size);
}
