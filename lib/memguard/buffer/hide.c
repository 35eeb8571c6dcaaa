/* hide.c: changing the access of pages with content.

   Where taking access away also drops the lock (Windows), hidden plaintext could be swapped out.
   There a hidden page is covered (cover.c), and it is locked again before it becomes plaintext. */
#include "lib/memguard/buffer/buffers.h"

static bool hiding_unlocks(const memguard_buffer *buffer) {
  return (buffer->region.in_force & MEMCALL_LOCKED) != 0 &&
         (memcall_backend_traits() & MEMCALL_TRAIT_NO_ACCESS_UNLOCKS) != 0;
}

/* On failure it is as it was. What cannot be uncovered again is void. */
static memcall_answer hide_covered(memguard_buffer *buffer) {
  memguard_protection before = memguard_buffer_access(buffer);
  memcall_answer answer = memguard_buffer_change_access(buffer, MEMGUARD_READ_WRITE);
  if (answer.status != MEMCALL_OK) return answer;
  answer = memguard_buffer_cover(buffer);
  if (answer.status == MEMCALL_OK) {
    answer = memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS);
    if (answer.status != MEMCALL_OK && memguard_buffer_uncover(buffer).status != MEMCALL_OK)
      (void)memguard_buffer_expire(buffer, 0);
  }
  if (answer.status != MEMCALL_OK) (void)memguard_buffer_change_access(buffer, before);
  return answer;
}

/* Locked first: plaintext never stands in a page that may be swapped out. On failure it is hidden
   again, which undoes the lock; where that is refused as well, covered bytes would pass for content,
   and a covered canary for a broken one, so it is void. */
static memcall_answer show_plaintext(memguard_buffer *buffer, memguard_protection protection) {
  memcall_answer answer = memguard_buffer_change_access(buffer, MEMGUARD_READ_WRITE);
  if (answer.status != MEMCALL_OK) return answer;
  answer = memcall_backend_lock(buffer->region.data, buffer->region.size);
  if (answer.status == MEMCALL_OK) answer = memguard_buffer_uncover(buffer);
  if (answer.status != MEMCALL_OK) {
    if (memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS).status != MEMCALL_OK)
      (void)memguard_buffer_expire(buffer, 0);
    return answer;
  }
  answer = memguard_buffer_change_access(buffer, protection);
  if (answer.status != MEMCALL_OK) (void)hide_covered(buffer);
  return answer;
}

memcall_answer memguard_buffer_set_access(memguard_buffer *buffer, memguard_protection protection) {
  memguard_protection before = memguard_buffer_access(buffer);
  bool hides = protection == MEMGUARD_NO_ACCESS, is_hidden = before == MEMGUARD_NO_ACCESS;
  if (hides == is_hidden || !hiding_unlocks(buffer))
    return memguard_buffer_change_access(buffer, protection);
  return hides ? hide_covered(buffer) : show_plaintext(buffer, protection);
}

/* Pages that waited without access hold nothing that must be uncovered. */
memcall_answer memguard_buffer_wake(memguard_buffer *buffer) {
  memcall_answer answer = memguard_buffer_change_access(buffer, MEMGUARD_READ_WRITE);
  if (answer.status != MEMCALL_OK || !hiding_unlocks(buffer)) return answer;
  memguard_note_operation(buffer->context);
  return memcall_backend_lock(buffer->region.data, buffer->region.size);
}
