/* hold.c: who may use a buffer's pages, decided on one atomic word. See buffer.h for what its
   bits mean. */
#include "lib/memguard/buffer/buffer.h"

#define SPINS 64 /* about as long as a copy or a system call on another CPU takes */

static void pause_after(unsigned tries) {
  if (tries >= SPINS) memcall_host_yield();
}

/* Callers may keep a const handle: that it is in use right now is no property of the buffer. */
static _Atomic uint32_t *word_of(const memguard_buffer *buffer) {
  return &((memguard_buffer *)buffer)->state;
}

memguard_status memguard_buffer_examine(const memguard_buffer *buffer, uint32_t *state) {
  if (buffer == NULL) return MEMGUARD_ERR_INVALID;
  memguard_status status = memguard_enter(buffer->context);
  if (status != MEMGUARD_OK) return status;
  if (memguard_buffer_is_foreign(buffer)) return MEMGUARD_ERR_FORKED;
  uint32_t now = memguard_buffer_state(buffer);
  if (state != NULL) *state = now;
  return (now & MEMGUARD_BUFFER_EXPIRED) != 0 ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK;
}

static void forget_holder(const memguard_buffer *buffer) {
  atomic_store_explicit(&((memguard_buffer *)buffer)->holder, 0, memory_order_relaxed);
}

/* Takes the word from `seen` to held. Fails when somebody holds it, or when the word moved on. */
static bool try_hold(const memguard_buffer *buffer, uint32_t seen) {
  if ((seen & MEMGUARD_BUFFER_HELD) != 0) return false;
  bool held =
      atomic_compare_exchange_strong_explicit(word_of(buffer), &seen, seen | MEMGUARD_BUFFER_HELD,
                                              memory_order_acquire, memory_order_relaxed);
  if (held) memguard_buffer_note_holder((memguard_buffer *)buffer);
  return held;
}

bool memguard_buffer_try_hold(memguard_buffer *buffer) {
  uint32_t seen = memguard_buffer_state(buffer);
  return (seen & MEMGUARD_BUFFER_EXPIRED) == 0 && try_hold(buffer, seen);
}

memguard_status memguard_buffer_hold(const memguard_buffer *buffer, const char *operation) {
  for (unsigned tries = 0;; tries++) {
    uint32_t seen = 0;
    memguard_status status = memguard_buffer_examine(buffer, &seen);
    if (status != MEMGUARD_OK)
      return memguard_report_error(status, operation, buffer == NULL ? "the buffer is NULL" : NULL);
    if (try_hold(buffer, seen)) return MEMGUARD_OK;
    pause_after(tries);
  }
}

uint32_t memguard_buffer_hold_for_good(memguard_buffer *buffer) {
  for (unsigned tries = 0;; tries++) {
    uint32_t seen = memguard_buffer_state(buffer);
    if (try_hold(buffer, seen)) return seen;
    pause_after(tries);
  }
}

memguard_status memguard_buffer_let_go(const memguard_buffer *buffer, const char *operation) {
  uint32_t seen = memguard_buffer_state(buffer);
  forget_holder(buffer);
  while ((seen & MEMGUARD_BUFFER_EXPIRED) == 0 || (seen & MEMGUARD_BUFFER_LENT) != 0) {
    if (atomic_compare_exchange_weak_explicit(word_of(buffer), &seen,
                                              seen & ~(uint32_t)MEMGUARD_BUFFER_HELD,
                                              memory_order_release, memory_order_relaxed))
      return (seen & MEMGUARD_BUFFER_EXPIRED) == 0
                 ? MEMGUARD_OK
                 : memguard_report_error(MEMGUARD_ERR_EXPIRED, operation, NULL);
  }
  (void)memguard_buffer_clear_pages((memguard_buffer *)buffer);
  memguard_buffer_release_void((memguard_buffer *)buffer);
  return memguard_report_error(MEMGUARD_ERR_EXPIRED, operation, NULL);
}

bool memguard_buffer_expire(memguard_buffer *buffer, uint32_t flags) {
  uint32_t seen = atomic_load_explicit(&buffer->state, memory_order_relaxed), wanted;
  do {
    wanted = seen | flags | MEMGUARD_BUFFER_EXPIRED | MEMGUARD_BUFFER_HELD;
  } while (!atomic_compare_exchange_weak_explicit(&buffer->state, &seen, wanted,
                                                  memory_order_acq_rel, memory_order_relaxed));
  bool held = (seen & MEMGUARD_BUFFER_HELD) == 0;
  if (held) memguard_buffer_note_holder(buffer);
  return held;
}

/* A purge may come between the look at PURGED and the release: then the word has changed, and it
   is looked at again. Should the pages keep their access, they are wiped all the same. */
void memguard_buffer_release_void(memguard_buffer *buffer) {
  uint32_t seen;
  forget_holder(buffer);
  do {
    seen = memguard_buffer_state(buffer);
    if ((seen & MEMGUARD_BUFFER_PURGED) != 0) {
      (void)memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS);
      seen = memguard_buffer_state(buffer);
    }
  } while (!atomic_compare_exchange_strong_explicit(&buffer->state, &seen,
                                                    seen & ~(uint32_t)MEMGUARD_BUFFER_HELD,
                                                    memory_order_release, memory_order_relaxed));
}
