/* verify.c: looking at canaries without an end of anything. */
#include "lib/memguard/buffer/buffers.h"

memguard_status memguard_buffer_verify(const memguard_buffer *buffer) {
  memguard_status status = memguard_buffer_hold(buffer, "memguard_buffer_verify");
  if (status != MEMGUARD_OK) return status;
  bool readable = memguard_buffer_access(buffer) != MEMGUARD_NO_ACCESS;
  bool whole = readable && memguard_buffer_check_canary(buffer) == 0;
  status = memguard_buffer_let_go(buffer, "memguard_buffer_verify");
  if (status != MEMGUARD_OK || whole) return status;
  return memguard_report_error(readable ? MEMGUARD_ERR_CORRUPT : MEMGUARD_ERR_ACCESS,
                               "memguard_buffer_verify", NULL);
}

/* --- All of a context ------------------------------------------------------------------------ */

/* A hidden one is readable for as long as it is looked at. Should hiding fail, its content is void:
   nobody asked for it to be readable. */
static bool is_whole(memguard_buffer *buffer) {
  bool hidden = memguard_buffer_access(buffer) == MEMGUARD_NO_ACCESS;
  if (buffer->size == buffer->region.size) return true;
  if (hidden && memguard_buffer_set_access(buffer, MEMGUARD_READ_ONLY).status != MEMCALL_OK)
    return true;
  bool whole = memguard_buffer_check_canary(buffer) == 0;
  if (hidden && memguard_buffer_set_access(buffer, MEMGUARD_NO_ACCESS).status != MEMCALL_OK)
    (void)memguard_buffer_expire(buffer, MEMGUARD_BUFFER_PURGED);
  return whole;
}

/* What another call is just using is left to it: whoever holds a buffer for its end waits for this
   visit. */
static void verify_one(void *object, void *user) {
  memguard_buffer *buffer = object;
  bool *whole = user;
  if (memguard_buffer_is_foreign(buffer) || !memguard_buffer_try_hold(buffer)) return;
  *whole &= is_whole(buffer);
  memguard_status status = memguard_buffer_let_go(buffer, "memguard_verify");
  (void)status; /* void by now, and wiped */
}

memguard_status memguard_buffers_verify(memguard_part *part) {
  const memcall_error before = *memcall_last_error();
  bool whole = true;
  memguard_registry_each(&((memguard_buffers *)(void *)part)->live, true, verify_one, &whole);
  memguard_restore_error(&before);
  return whole ? MEMGUARD_OK : MEMGUARD_ERR_CORRUPT;
}
