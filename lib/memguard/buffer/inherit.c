/* inherit.c: a buffer in a child that goes on with its parent's content.

   What a thread of the parent was doing to it at that moment is nobody's business any more: its hold
   ends, the access is set anew, and content that it was ending is ended. A write that it was in the
   middle of is half done, as any write to memory is in a child. */
#include "lib/memguard/buffer/buffer.h"

/* The end of content that is void, or may not stand in this process. The access in the handle may be
   out of date (the parent may have been changing it), so it is taken for none and set anew. */
void memguard_buffer_forget(memguard_buffer *buffer) {
  uint32_t state =
      MEMGUARD_NO_ACCESS | MEMGUARD_BUFFER_HELD | MEMGUARD_BUFFER_EXPIRED | MEMGUARD_BUFFER_PURGED;
  atomic_store_explicit(&buffer->state, state, memory_order_relaxed);
  (void)memguard_buffer_clear_pages(buffer);
  memguard_buffer_release_void(buffer);
}

/* The handle may have been caught between two of its fields. */
static bool is_whole(const memguard_buffer *buffer) {
  const unsigned char *from = buffer->region.data, *data = buffer->data;
  return from != NULL && data >= from && buffer->size <= buffer->region.size &&
         (size_t)(data - from) <= buffer->region.size - buffer->size;
}

static bool set_access_anew(memguard_buffer *buffer, memguard_protection protection) {
  int number = memcall_backend_protection((memcall_protection)protection);
  return memcall_backend_protect(buffer->region.data, buffer->region.size, number).status ==
         MEMCALL_OK;
}

/* Ends the hold of a thread that is not here. */
static bool take_over(memguard_buffer *buffer) {
  uint32_t state = memguard_buffer_state(buffer);
  if ((state & MEMGUARD_BUFFER_HELD) == 0 || memguard_buffer_is_held_here(buffer)) return true;
  atomic_store_explicit(&buffer->holder, 0, memory_order_relaxed);
  atomic_store_explicit(&buffer->state, state & ~(uint32_t)MEMGUARD_BUFFER_HELD,
                        memory_order_relaxed);
  return is_whole(buffer) &&
         set_access_anew(buffer, (memguard_protection)(state & MEMGUARD_BUFFER_PROTECTION));
}

/* Pages without access cannot be locked everywhere: they are readable meanwhile, in a process that
   has one thread inside. */
static size_t lock_readable(memguard_buffer *buffer) {
  memguard_protection before = memguard_buffer_access(buffer);
  if (before == MEMGUARD_NO_ACCESS && !set_access_anew(buffer, MEMGUARD_READ_ONLY)) return 0;
  uint32_t rights = memguard_keyed_open(buffer->context);
  size_t bytes = memguard_relock(buffer->context, buffer->region.data, buffer->region.size);
  memguard_keyed_restore(rights);
  if (before == MEMGUARD_NO_ACCESS && !set_access_anew(buffer, before)) {
    memguard_budget_give(buffer->context, bytes);
    return 0;
  }
  return bytes;
}

/* False: the policy requires a lock that cannot be had. */
static bool lock_again(memguard_buffer *buffer) {
  if ((buffer->region.in_force & MEMCALL_LOCKED) == 0) return true;
  buffer->charged = lock_readable(buffer);
  if (buffer->charged != 0) return true;
  buffer->region.in_force &= ~MEMCALL_LOCKED;
  return (buffer->context->require & MEMCALL_LOCKED) == 0;
}

static bool was_foreign_already(const memguard_buffer *buffer) {
  return buffer->generation + 1 != memguard_generation();
}

/* One that is given up stays of the parent's generation, and answers FORKED. */
void memguard_buffer_inherit(memguard_buffer *buffer) {
  bool is_void = (memguard_buffer_state(buffer) & MEMGUARD_BUFFER_EXPIRED) != 0;
  if (was_foreign_already(buffer)) return;
  buffer->charged = 0;
  bool goes_on = !is_void && take_over(buffer) && lock_again(buffer);
  if (!goes_on) memguard_buffer_forget(buffer);
  if (goes_on || is_void) buffer->generation = memguard_generation();
}
