/* leftover.c: the end of a handle, and mappings that the system would not take back.

   At the mapping limit even unmapping can fail, because it would split a mapping that the kernel
   had merged. The pages are wiped then and nobody's; their handle waits in a list until a later
   call tries again. The list is only ever pushed to and taken whole, so it needs no lock and no
   tag. Mappings that were condemned wait in another, for the end of their context. */
#include <stdlib.h>

#include "lib/memguard/buffer/buffers.h"

static void push(_Atomic(memguard_buffer *) *list, memguard_buffer *buffer) {
  buffer->next = atomic_load_explicit(list, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(list, &buffer->next, buffer, memory_order_release,
                                                memory_order_relaxed)) {
  }
}

void memguard_buffers_keep_leftover(memguard_buffers *buffers, memguard_buffer *buffer) {
  push(&buffers->leftovers, buffer);
}

void memguard_buffers_set_aside(memguard_buffers *buffers, memguard_buffer *buffer) {
  push(&buffers->condemned, buffer);
}

void memguard_buffer_bury(memguard_buffer *buffer) {
  memguard_context *context = buffer->context;
  if (memguard_buffer_release_pages(buffer)) {
    atomic_fetch_add_explicit(&context->given_back, 1, memory_order_relaxed);
    free(buffer);
  } else {
    memguard_buffers_keep_leftover(memguard_buffers_if_any(context), buffer);
  }
}

static void bury_all(_Atomic(memguard_buffer *) *list) {
  if (atomic_load_explicit(list, memory_order_relaxed) == NULL) return;
  memguard_buffer *buffer = atomic_exchange_explicit(list, NULL, memory_order_acquire);
  while (buffer != NULL) {
    memguard_buffer *next = buffer->next;
    memguard_buffer_bury(buffer);
    buffer = next;
  }
}

void memguard_buffers_retry_leftovers(memguard_buffers *buffers) { bury_all(&buffers->leftovers); }

/* What the system refuses to the last outlives its context (context/leftover.c); its handle goes. */
void memguard_buffers_end_leftovers(memguard_buffers *buffers) {
  bury_all(&buffers->condemned);
  bury_all(&buffers->leftovers);
  memguard_buffer *buffer = atomic_load_explicit(&buffers->leftovers, memory_order_relaxed);
  while (buffer != NULL) {
    memguard_buffer *next = buffer->next;
    if (!memguard_buffer_is_foreign(buffer)) memguard_give_region(&buffer->region);
    free(buffer);
    buffer = next;
  }
}
