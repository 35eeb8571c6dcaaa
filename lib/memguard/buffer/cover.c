/* cover.c: making content unreadable in place, where pages without access cannot stay locked.

   The system's own cipher does it where it passed its self-test: the key stays in the kernel.
   Elsewhere a one-time pad does, on fresh locked pages that live as long as the content is covered:
   what the buffer gave up in locked memory, the pad takes. No cipher of ours: its key would have to
   be locked as well, and buffers work without any crypto.

   A pad is nothing by itself, so whatever a fork or a dump does to it is harmless as long as the
   buffer's own pages are gone or covered. */
#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/scrub/attributes.h"
#include "memguard/bytes.h"

/* --- The pad --------------------------------------------------------------------------------- */

/* Wiped at once; if the system will not take the pages back now, a later call tries again. */
bool memguard_buffer_drop_pad(memguard_buffer *buffer) {
  buffer->padded = false;
  if (buffer->pad == NULL) return true;
  memguard_wipe(buffer->pad, buffer->pad_size);
  if ((memcall_backend_traits() & MEMCALL_TRAIT_UNLOCK_BEFORE_FREE) != 0)
    (void)memcall_backend_unlock(buffer->pad, buffer->pad_size);
  if (memcall_backend_unmap(buffer->pad, buffer->pad_size).status != MEMCALL_OK) return false;
  buffer->pad = NULL;
  return true;
}

static memcall_answer fill_pad(const memguard_buffer *buffer) {
  (void)memcall_backend_exclude_from_dumps(buffer->pad, buffer->pad_size);
  memcall_answer answer = memcall_backend_lock(buffer->pad, buffer->pad_size);
  if (answer.status != MEMCALL_OK) return answer;
  return memcall_backend_random(buffer->pad, buffer->pad_size);
}

static memcall_answer take_pad(memguard_buffer *buffer) {
  int read_write = memcall_backend_protection(MEMCALL_READ_WRITE);
  void *pages = NULL;
  if (!memguard_buffer_drop_pad(buffer))
    return (memcall_answer){MEMCALL_ERR_NO_MEMORY, 0, "memguard_buffer_protect"};
  memcall_answer answer = memcall_backend_map(buffer->region.size, read_write, &pages);
  if (answer.status != MEMCALL_OK) return answer;
  buffer->pad = pages;
  buffer->pad_size = buffer->region.size;
  answer = fill_pad(buffer);
  if (answer.status != MEMCALL_OK) (void)memguard_buffer_drop_pad(buffer);
  return answer;
}

/* Whole pages: both are aligned, and a number of words long. */
MEMGUARD_APART static void add_words(uint64_t *words, const uint64_t *pad, size_t count) {
  for (size_t i = 0; i < count; i++) words[i] ^= pad[i];
}

static void add_pad(memguard_buffer *buffer) {
  add_words((uint64_t *)(void *)buffer->region.data, (const uint64_t *)(const void *)buffer->pad,
            buffer->pad_size / sizeof(uint64_t));
  memguard_scrub_registers();
}

/* --- Covering and uncovering ----------------------------------------------------------------- */

memcall_answer memguard_buffer_cover(memguard_buffer *buffer) {
  if (memcall_backend_probe("os_encrypt") == 1)
    return memcall_backend_os_encrypt(buffer->region.data, buffer->region.size);
  memcall_answer answer = take_pad(buffer);
  if (answer.status != MEMCALL_OK) return answer;
  add_pad(buffer);
  buffer->padded = true;
  return answer;
}

memcall_answer memguard_buffer_uncover(memguard_buffer *buffer) {
  if (!buffer->padded) return memcall_backend_os_decrypt(buffer->region.data, buffer->region.size);
  add_pad(buffer);
  (void)memguard_buffer_drop_pad(buffer);
  return (memcall_answer){MEMCALL_OK, 0, ""};
}
