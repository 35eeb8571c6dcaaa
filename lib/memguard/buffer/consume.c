/* consume.c: lending a buffer's content once, and ending it when it was taken. */
#include "lib/memguard/buffer/buffer.h"

/* Ends the content of a buffer that this thread holds. */
static void end_content(memguard_buffer *buffer) {
  bool unheld = memguard_buffer_expire(buffer, MEMGUARD_BUFFER_PURGED);
  (void)unheld; /* it is this thread's */
  (void)memguard_buffer_clear_pages(buffer);
  memguard_buffer_release_void(buffer);
}

void memguard_buffer_retire(memguard_buffer *buffer) {
  (void)memguard_buffer_hold_for_good(buffer);
  end_content(buffer);
}

/* `use` failed: as it was. Should hiding fail, the bytes are kept, and memguard_buffer_protection
   tells. */
static memguard_status restore(memguard_buffer *buffer, memguard_protection before,
                               memguard_status why, const char *operation) {
  (void)memguard_buffer_set_access(buffer, before);
  memguard_status status = memguard_buffer_let_go(buffer, operation);
  return status != MEMGUARD_OK ? status : why;
}

memguard_status memguard_buffer_consume(memguard_buffer *buffer, memguard_buffer_use_fn use,
                                        void *user, const char *operation) {
  memguard_status status = memguard_buffer_hold(buffer, operation);
  if (status != MEMGUARD_OK) return status;
  memguard_protection before = memguard_buffer_access(buffer);
  if (before == MEMGUARD_NO_ACCESS)
    status = (memguard_status)memcall_report_answer(
        memguard_buffer_set_access(buffer, MEMGUARD_READ_ONLY));
  if (status == MEMGUARD_OK) status = use(buffer->data, buffer->size, user);
  bool overlapped = (memguard_buffer_state(buffer) & MEMGUARD_BUFFER_EXPIRED) != 0;
  if (status != MEMGUARD_OK || overlapped) return restore(buffer, before, status, operation);
  end_content(buffer);
  return MEMGUARD_OK;
}
