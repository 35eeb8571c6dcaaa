/* destroy.c: the end of a buffer: check, wipe, leave the registry, lay its pages down (recycle.h) or
   unmap them. In this order, so that whoever finds it in the registry finds it mapped, and whoever
   misses it has nothing to wipe. */
#include "lib/memguard/buffer/buffers.h"

#define OPERATION "memguard_buffer_destroy"

void memguard_buffer_unlist(memguard_buffer *buffer) {
  memguard_registry_remove(&memguard_buffers_if_any(buffer->context)->live, buffer->entry);
  memguard_object_gone(buffer->context);
}

/* A hidden page must be readable to be checked. Where that cannot be had (the mapping limit), the
   check is left out. */
static memguard_violation_kind broken(memguard_buffer *buffer) {
  if (buffer->size == buffer->region.size) return 0;
  if (memguard_buffer_access(buffer) == MEMGUARD_NO_ACCESS &&
      memguard_buffer_set_access(buffer, MEMGUARD_READ_WRITE).status != MEMCALL_OK)
    return 0;
  return memguard_buffer_check_canary(buffer);
}

memguard_status memguard_buffer_condemn(memguard_buffer *buffer, memguard_violation_kind kind,
                                        const char *operation) {
  (void)memguard_buffer_clear_pages(buffer);
  memguard_status status = memguard_violate(buffer->context, kind, operation, buffer->size);
  (void)memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS);
  return status;
}

static void denounce(memguard_buffer *buffer, memguard_violation_kind kind) {
  memguard_status status = memguard_buffer_condemn(buffer, kind, OPERATION);
  (void)status; /* recorded; there is nobody to answer it to */
  memguard_buffer_unlist(buffer);
  memguard_buffers_set_aside(memguard_buffers_if_any(buffer->context), buffer);
}

void memguard_buffer_lay_down(memguard_buffer *buffer, bool empty) {
  if (!empty || !memguard_recycle_keep(memguard_buffers_if_any(buffer->context), buffer))
    memguard_buffer_bury(buffer);
}

static void end(memguard_buffer *buffer, bool empty) {
  memguard_buffers_retry_leftovers(memguard_buffers_if_any(buffer->context));
  memguard_buffer_unlist(buffer);
  memguard_buffer_lay_down(buffer, empty);
}

/* The handle itself waits in the quarantine for a while, so a second destroy can be told. */
static bool is_ended(memguard_buffer *buffer) {
  if ((memguard_buffer_state(buffer) & MEMGUARD_BUFFER_ENDED) == 0) return false;
  (void)memguard_violate(buffer->context, MEMGUARD_VIOLATION_DOUBLE_FREE, OPERATION, buffer->size);
  return true;
}

void memguard_buffer_destroy(memguard_buffer *buffer) {
  if (buffer == NULL) return;
  memguard_status status =
      memguard_enter(buffer->context); /* for the fork: a child must not read the parent's canary */
  if (status != MEMGUARD_OK || memguard_buffer_is_foreign(buffer)) {
    end(buffer, false);
    return;
  }
  if (is_ended(buffer)) return;
  uint32_t found = memguard_buffer_hold_for_good(buffer);
  memguard_violation_kind kind = (found & MEMGUARD_BUFFER_EXPIRED) != 0 ? 0 : broken(buffer);
  if (kind != 0) {
    denounce(buffer, kind);
    return;
  }
  (void)memguard_buffer_expire(buffer, 0); /* a child that is made now takes zeros for no canary */
  end(buffer, memguard_buffer_clear_pages(buffer));
}
