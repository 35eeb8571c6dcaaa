/* part.h: the heap as a part of a context. */
#ifndef MEMGUARD_HEAP_PART_H
#define MEMGUARD_HEAP_PART_H

#include "lib/memguard/heap/state.h"

/* The context's heap, or NULL when nothing was ever allocated. The context has been entered. */
static inline memguard_heap *memguard_heap_if_any(memguard_context *context) {
  return (memguard_heap *)atomic_load_explicit(&context->parts[MEMGUARD_PART_HEAP],
                                               memory_order_acquire);
}

/* The same, made when it is not there yet; NULL: reported. */
memguard_heap *memguard_heap_make(memguard_context *context);

/* What a part is asked for: see memguard_part_calls. */
void memguard_heap_wipe(memguard_part *part);
void memguard_heap_purge(memguard_part *part);
uint64_t memguard_heap_live(memguard_part *part);
memguard_status memguard_heap_verify(memguard_part *part);
void memguard_heap_count(memguard_part *part, memguard_stats *stats);
void memguard_heap_trim(memguard_part *part);

/* In a child, alone. What the parent's threads held half-done is put right or left behind. */
void memguard_heap_forked(memguard_part *part);

/* Its locks, held for a fork or given back. */
void memguard_heap_fork(memguard_part *part, bool hold);

/* The part's call of that name (locate.c). */
bool memguard_heap_locate(memguard_part *part, const unsigned char *address, memguard_spot *spot);

#endif
