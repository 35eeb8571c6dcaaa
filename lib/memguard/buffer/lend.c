/* lend.c: lending a buffer's content to code that may take its time.

   A lent buffer is not held: verification and emergencies do not wait for it. A purge that comes
   meanwhile marks it and goes on; what is void is wiped when it is taken back. A system that will
   not take access away leaves one way to keep the secret: to end it. */
#include "lib/memguard/buffer/buffer.h"

/* From held to lent, in one step, so that a purge meets it in one of both. False: a purge came
   before. */
static bool lend_held(memguard_buffer *buffer) {
  uint32_t seen = memguard_buffer_state(buffer);
  atomic_store_explicit(&buffer->holder, 0, memory_order_relaxed);
  while ((seen & MEMGUARD_BUFFER_EXPIRED) == 0) {
    uint32_t lent = (seen & ~(uint32_t)MEMGUARD_BUFFER_HELD) | MEMGUARD_BUFFER_LENT;
    if (atomic_compare_exchange_weak_explicit(&buffer->state, &seen, lent, memory_order_release,
                                              memory_order_relaxed))
      return true;
  }
  return false;
}

memguard_status memguard_buffer_lend(memguard_buffer *buffer, const char *operation,
                                     const unsigned char **bytes) {
  *bytes = NULL;
  memguard_status status = memguard_buffer_hold(buffer, operation);
  if (status != MEMGUARD_OK) return status;
  memguard_protection before = memguard_buffer_access(buffer);
  memcall_answer answer = memguard_buffer_set_access(buffer, MEMGUARD_READ_ONLY);
  if (answer.status == MEMCALL_OK && lend_held(buffer)) {
    *bytes = buffer->data;
    return MEMGUARD_OK;
  }
  if (answer.status != MEMCALL_OK && memguard_buffer_access(buffer) != before)
    (void)memguard_buffer_expire(buffer, MEMGUARD_BUFFER_PURGED); /* held: by us */
  status = memguard_buffer_let_go(buffer, operation);
  return status != MEMGUARD_OK ? status : (memguard_status)memcall_report_answer(answer);
}

memguard_status memguard_buffer_take_back(memguard_buffer *buffer, memguard_protection protection,
                                          const char *operation, bool *refused) {
  uint32_t found = memguard_buffer_hold_for_good(buffer);
  atomic_fetch_and_explicit(&buffer->state, ~(uint32_t)MEMGUARD_BUFFER_LENT, memory_order_acq_rel);
  *refused = (found & MEMGUARD_BUFFER_EXPIRED) == 0 &&
             memguard_buffer_set_access(buffer, protection).status != MEMCALL_OK;
  if (*refused) (void)memguard_buffer_expire(buffer, MEMGUARD_BUFFER_PURGED); /* held: by us */
  return memguard_buffer_let_go(buffer, operation);
}
