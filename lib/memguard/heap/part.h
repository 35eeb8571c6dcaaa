/* part.h: the heap as a part of a context. */
#ifndef MEMGUARD_HEAP_PART_H
#define MEMGUARD_HEAP_PART_H

#include "lib/memguard/heap/state.h"

/* The context's heap, made when it is not there yet; NULL: reported. The context has been entered.
 */
memguard_heap *memguard_heap_of(memguard_context *context);

/* The same, or NULL when nothing was ever allocated. */
memguard_heap *memguard_heap_if_any(memguard_context *context);

#endif
