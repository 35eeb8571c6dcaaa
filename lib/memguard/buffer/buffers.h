/* buffers.h: all buffers of a context, living, waiting and left over. For this folder alone. */
#ifndef MEMGUARD_BUFFER_BUFFERS_H
#define MEMGUARD_BUFFER_BUFFERS_H

#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/buffer/recycle.h"

typedef struct memguard_buffers {
  memguard_part part;
  memguard_registry live;
  memguard_lock exchange; /* held while two handles exchange their pages: no fork comes between */
  memguard_recycler recycler;
  _Atomic size_t mapped;                /* bytes */
  _Atomic(memguard_buffer *) leftovers; /* dead, but the system would not take the pages back */
  _Atomic(memguard_buffer *) condemned; /* memguard_buffer_condemn */
  bool discards_in_one_step;            /* discarding pages cannot collide with their holder */
} memguard_buffers;

MEMCALL_CHECKED memguard_status memguard_buffers_of(memguard_context *context,
                                                    memguard_buffers **out);

static inline memguard_buffers *memguard_buffers_if_any(memguard_context *context) {
  return (memguard_buffers *)(void *)memguard_part_if_any(context, MEMGUARD_PART_BUFFERS);
}

/* Adds to what is mapped; modulo 2^n, so that it takes away as well. */
static inline void memguard_buffer_note_mapped(const memguard_buffer *buffer, size_t bytes) {
  atomic_fetch_add_explicit(&memguard_buffers_if_any(buffer->context)->mapped, bytes,
                            memory_order_relaxed);
}

/* The canaries of all, as memguard_part_calls has it (verify.c). */
memguard_status memguard_buffers_verify(memguard_part *part);

/* The part's call of that name (locate.c). */
bool memguard_buffers_locate(memguard_part *part, const unsigned char *address,
                             memguard_spot *spot);

/* Ends a handle that is out of the registry: pages back, or kept for another try. */
void memguard_buffer_bury(memguard_buffer *buffer);
void memguard_buffers_keep_leftover(memguard_buffers *buffers, memguard_buffer *buffer);

/* The same for pages that are held; those that are empty may wait to be used again. */
void memguard_buffer_lay_down(memguard_buffer *buffer, bool empty);

/* Tries again what an earlier burial could not give back. */
void memguard_buffers_retry_leftovers(memguard_buffers *buffers);

/* Keeps a mapping that was condemned from everybody, and gives it back when the context ends. */
void memguard_buffers_set_aside(memguard_buffers *buffers, memguard_buffer *buffer);

/* With the context: one more try for all that waits. */
void memguard_buffers_end_leftovers(memguard_buffers *buffers);

/* Takes a held, wiped buffer out of the registry and the count of live objects. */
void memguard_buffer_unlist(memguard_buffer *buffer);

#endif
