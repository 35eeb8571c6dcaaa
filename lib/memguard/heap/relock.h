/* relock.h: locks are not inherited; a child that goes on with the parent's pages takes its own. */
#ifndef MEMGUARD_HEAP_RELOCK_H
#define MEMGUARD_HEAP_RELOCK_H

#include "lib/memguard/heap/state.h"

/* Locks again what was locked, as far as limit and budget go, reporting nothing; what is not, says
   so from now on. True: all of it. */
bool memguard_heap_relock(memguard_heap *heap);

#endif
