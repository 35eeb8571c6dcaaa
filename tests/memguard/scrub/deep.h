/* deep.h: a call that leaves a pattern on the stack, and a look at what is left of it. */
#ifndef TESTS_MEMGUARD_SCRUB_DEEP_H
#define TESTS_MEMGUARD_SCRUB_DEEP_H

#include <stddef.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* Writes a pattern of words of 4 bytes over `size` bytes of stack, from some 256 bytes below its
   caller on, and returns. */
void deep_leave(size_t size);

/* How much of a pattern of `size` bytes is left, in whole words. Call it from the frame that called
   deep_leave. */
size_t deep_count(size_t size);

MEMCALL_END

#endif
