/* shroud.c: hidden content where pages without access cannot stay locked (Windows).

   There, what is hidden could be swapped out. So it is covered before access is taken, and locked
   again before it is uncovered. The system's own cipher covers it where its self-test passes: the
   key stays in the kernel. Elsewhere a one-time pad does, on fresh locked pages that live as long
   as the content is hidden: what the buffer gave up in locked memory, the pad takes, so hiding
   needs no more of it (but may meet a limit that others have used up, and then the content stays
   shown). No cipher of our own: its key would have to be locked as well, and buffers work without
   any crypto.

   A pad is nothing by itself, so whatever a fork action or a dump does to it is harmless as long as
   the buffer's own pages are gone or covered. */
#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/scrub/attributes.h"
#include "memguard/bytes.h"

static memcall_answer done(void) { return (memcall_answer){MEMCALL_OK, 0, ""}; }

bool memguard_buffer_needs_shroud(const memguard_buffer *buffer) {
  return (buffer->region.in_force & MEMCALL_LOCKED) != 0 &&
         (memcall_backend_traits() & MEMCALL_TRAIT_NO_ACCESS_UNLOCKS) != 0;
}

/* --- The pad -------------------------------------------------------------------------------- */

void memguard_buffer_drop_pad(memguard_buffer *buffer) {
  if (buffer->pad == NULL) return;
  memguard_wipe(buffer->pad, buffer->region.size);
  if ((memcall_backend_traits() & MEMCALL_TRAIT_UNLOCK_BEFORE_FREE) != 0)
    (void)memcall_backend_unlock(buffer->pad, buffer->region.size);
  (void)memcall_backend_unmap(buffer->pad, buffer->region.size);
  buffer->pad = NULL;
}

static memcall_answer take_pad(memguard_buffer *buffer) {
  int number = memcall_backend_protection(MEMCALL_READ_WRITE);
  void *pages = NULL;
  memcall_answer answer = memcall_backend_map(buffer->region.size, number, &pages);
  if (answer.status != MEMCALL_OK) return answer;
  buffer->pad = pages;
  (void)memcall_backend_exclude_from_dumps(pages, buffer->region.size);
  answer = memcall_backend_lock(pages, buffer->region.size);
  if (answer.status == MEMCALL_OK) answer = memcall_backend_random(pages, buffer->region.size);
  if (answer.status != MEMCALL_OK) memguard_buffer_drop_pad(buffer);
  return answer;
}

/* Whole pages: both are aligned, and a number of words long. */
MEMGUARD_APART static void add_words(uint64_t *words, const uint64_t *pad, size_t count) {
  for (size_t i = 0; i < count; i++) words[i] ^= pad[i];
}

static void add_pad(memguard_buffer *buffer) {
  add_words((uint64_t *)(void *)buffer->region.data, (const uint64_t *)(const void *)buffer->pad,
            buffer->region.size / sizeof(uint64_t));
  memguard_scrub_registers();
}

/* --- Covering and uncovering -------------------------------------------------------------------
 */

static memcall_answer cover(memguard_buffer *buffer) {
  if (memcall_backend_probe("os_encrypt") == 1)
    return memcall_backend_os_encrypt(buffer->region.data, buffer->region.size);
  memcall_answer answer = take_pad(buffer);
  if (answer.status == MEMCALL_OK) add_pad(buffer);
  return answer;
}

static memcall_answer uncover(memguard_buffer *buffer) {
  if (buffer->pad == NULL)
    return memcall_backend_os_decrypt(buffer->region.data, buffer->region.size);
  add_pad(buffer);
  memguard_buffer_drop_pad(buffer);
  return done();
}

/* --- Hiding and showing --------------------------------------------------------------------------
   What the handle says of the access changes at the end alone: nobody is given a pointer to bytes
   that are covered. */

memcall_answer memguard_buffer_hide_content(memguard_buffer *buffer) {
  memguard_protection before = memguard_buffer_access(buffer);
  memcall_answer answer = done();
  if (before != MEMGUARD_READ_WRITE) answer = memguard_buffer_turn(buffer, MEMGUARD_READ_WRITE);
  if (answer.status != MEMCALL_OK) return answer;
  answer = cover(buffer);
  if (answer.status == MEMCALL_OK) {
    answer = memguard_buffer_turn(buffer, MEMGUARD_NO_ACCESS);
    if (answer.status == MEMCALL_OK)
      memguard_buffer_note_access(buffer, MEMGUARD_NO_ACCESS);
    else if (uncover(buffer).status != MEMCALL_OK)
      memguard_wipe(buffer->region.data, buffer->region.size); /* never ciphertext for content */
  }
  if (answer.status != MEMCALL_OK && before != MEMGUARD_READ_WRITE)
    (void)memguard_buffer_turn(buffer, before);
  return answer;
}

/* Covered still when it is locked, so no byte of content is ever on a page that can be swapped. */
static memcall_answer lock_and_uncover(memguard_buffer *buffer) {
  memcall_answer answer = memcall_backend_lock(buffer->region.data, buffer->region.size);
  return answer.status == MEMCALL_OK ? uncover(buffer) : answer;
}

memcall_answer memguard_buffer_show_content(memguard_buffer *buffer,
                                            memguard_protection protection) {
  memcall_answer answer = memguard_buffer_turn(buffer, MEMGUARD_READ_WRITE);
  if (answer.status != MEMCALL_OK) return answer;
  answer = lock_and_uncover(buffer);
  if (answer.status != MEMCALL_OK) {
    (void)memguard_buffer_turn(buffer, MEMGUARD_NO_ACCESS);
    return answer;
  }
  memguard_buffer_note_access(buffer, MEMGUARD_READ_WRITE);
  return protection == MEMGUARD_READ_WRITE ? answer
                                           : memguard_buffer_change_access(buffer, protection);
}
