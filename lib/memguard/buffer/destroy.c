/* destroy.c: the end of a buffer: check, wipe, leave the registry, unmap. In this order, so that
   whoever finds it in the registry finds it mapped, and whoever misses it has nothing to wipe. */
#include <stdlib.h>

#include "lib/memguard/buffer/buffer.h"

#define OPERATION "memguard_buffer_destroy"

void memguard_buffer_unlist(memguard_buffer *buffer) {
  memguard_registry_remove(&memguard_buffers_if_any(buffer->context)->live, buffer->entry);
  memguard_object_gone(buffer->context);
}

/* A hidden page must be readable to be checked. Where that cannot be had (the mapping limit), the
   check is left out. */
static bool canary_is_whole(memguard_buffer *buffer) {
  if (buffer->data == buffer->region.data) return true;
  if (memguard_buffer_access(buffer) == MEMGUARD_NO_ACCESS &&
      memguard_buffer_set_access(buffer, MEMGUARD_READ_WRITE).status != MEMCALL_OK)
    return true;
  return memguard_buffer_canary_holds(buffer);
}

/* Something wrote below the data. If the handler returns, the mapping stays, hidden and still
   charged to the budget: what wrote there may write again, and must not meet another object. */
static void denounce(memguard_buffer *buffer) {
  memguard_buffer_clear_pages(buffer);
  memguard_status status =
      memguard_violate(buffer->context, MEMGUARD_VIOLATION_UNDERFLOW, OPERATION, buffer->size);
  (void)status; /* recorded; there is nobody to answer it to */
  (void)memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS);
  memguard_buffer_unlist(buffer);
  free(buffer);
}

static void end(memguard_buffer *buffer) {
  memguard_buffers *buffers = memguard_buffers_if_any(buffer->context);
  memguard_buffers_retry_leftovers(buffers);
  memguard_buffer_unlist(buffer);
  memguard_buffer_bury(buffer);
}

void memguard_buffer_destroy(memguard_buffer *buffer) {
  if (buffer == NULL) return;
  memguard_status status =
      memguard_enter(buffer->context); /* for the fork: a child must not read the parent's canary */
  if (status != MEMGUARD_OK || memguard_buffer_is_foreign(buffer)) {
    end(buffer);
    return;
  }
  uint32_t found = memguard_buffer_hold_for_good(buffer);
  if ((found & MEMGUARD_BUFFER_EXPIRED) == 0 && !canary_is_whole(buffer)) {
    denounce(buffer);
    return;
  }
  (void)memguard_buffer_expire(buffer, 0); /* a child that is made now takes zeros for no canary */
  memguard_buffer_clear_pages(buffer);
  end(buffer);
}

memguard_status memguard_buffer_verify(const memguard_buffer *buffer) {
  memguard_status status = memguard_buffer_hold(buffer, "memguard_buffer_verify");
  if (status != MEMGUARD_OK) return status;
  bool readable = memguard_buffer_access(buffer) != MEMGUARD_NO_ACCESS;
  bool whole = readable && memguard_buffer_canary_holds(buffer);
  status = memguard_buffer_let_go(buffer, "memguard_buffer_verify");
  if (status != MEMGUARD_OK || whole) return status;
  return memguard_report_error(readable ? MEMGUARD_ERR_CORRUPT : MEMGUARD_ERR_ACCESS,
                               "memguard_buffer_verify", NULL);
}
