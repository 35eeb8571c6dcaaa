/* hide.c: changing the access of pages with content.

   Where taking access away also drops the lock (Windows), hidden plaintext could be swapped out.
   There a hidden page holds what the system's own encryption makes of it, and it is locked again
   before it becomes plaintext. A system that has the one and not the other refuses to hide. */
#include "lib/memguard/buffer/buffer.h"

static bool hiding_unlocks(const memguard_buffer *buffer) {
  return (buffer->region.in_force & MEMCALL_LOCKED) != 0 &&
         (memcall_backend_traits() & MEMCALL_TRAIT_NO_ACCESS_UNLOCKS) != 0;
}

static memcall_answer encrypt(const memguard_buffer *buffer) {
  return memcall_backend_os_encrypt(buffer->region.data, buffer->region.size);
}

static memcall_answer decrypt(const memguard_buffer *buffer) {
  return memcall_backend_os_decrypt(buffer->region.data, buffer->region.size);
}

/* On failure it is as it was. */
static memcall_answer hide_ciphertext(memguard_buffer *buffer) {
  memguard_protection before = memguard_buffer_access(buffer);
  memcall_answer answer = memguard_buffer_change_access(buffer, MEMGUARD_READ_WRITE);
  if (answer.status != MEMCALL_OK) return answer;
  answer = encrypt(buffer);
  if (answer.status == MEMCALL_OK) {
    answer = memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS);
    if (answer.status != MEMCALL_OK) (void)decrypt(buffer);
  }
  if (answer.status != MEMCALL_OK) (void)memguard_buffer_change_access(buffer, before);
  return answer;
}

/* Locked first: plaintext never stands in a page that may be swapped out. On failure it is hidden
   again, which undoes the lock. */
static memcall_answer show_plaintext(memguard_buffer *buffer, memguard_protection protection) {
  memcall_answer answer = memguard_buffer_change_access(buffer, MEMGUARD_READ_WRITE);
  if (answer.status != MEMCALL_OK) return answer;
  answer = memcall_backend_lock(buffer->region.data, buffer->region.size);
  if (answer.status == MEMCALL_OK) answer = decrypt(buffer);
  if (answer.status != MEMCALL_OK) {
    (void)memguard_buffer_change_access(buffer, MEMGUARD_NO_ACCESS);
    return answer;
  }
  answer = memguard_buffer_change_access(buffer, protection);
  if (answer.status != MEMCALL_OK) (void)hide_ciphertext(buffer);
  return answer;
}

memcall_answer memguard_buffer_set_access(memguard_buffer *buffer, memguard_protection protection) {
  memguard_protection before = memguard_buffer_access(buffer);
  bool hides = protection == MEMGUARD_NO_ACCESS, is_hidden = before == MEMGUARD_NO_ACCESS;
  if (hides == is_hidden || !hiding_unlocks(buffer))
    return memguard_buffer_change_access(buffer, protection);
  return hides ? hide_ciphertext(buffer) : show_plaintext(buffer, protection);
}
