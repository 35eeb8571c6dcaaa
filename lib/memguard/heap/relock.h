/* relock.h: locks are not inherited; a child that goes on with the parent's pages takes its own. */
#ifndef MEMGUARD_HEAP_RELOCK_H
#define MEMGUARD_HEAP_RELOCK_H

#include "lib/memguard/heap/state.h"

/* Locks again what was locked, as far as limit and budget go; what is not, says so from now on. */
void memguard_relock(memguard_heap *heap);

/* The same for some bytes: how many are locked and charged, all or none. */
size_t memguard_relock_bytes(memguard_context *context, unsigned char *bytes, size_t size);

#endif
