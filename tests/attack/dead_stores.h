/* dead_stores.h: two functions that wipe an array which nobody reads any more, compiled with -O3. */
#ifndef TESTS_ATTACK_DEAD_STORES_H
#define TESTS_ATTACK_DEAD_STORES_H

#include "memcall/attributes.h"

MEMCALL_BEGIN

enum { DEAD_BYTES = 256 };

/* Each copies `secret` to an array on its stack, uses it, wipes it and returns. */
void dead_with_memset(const unsigned char secret[DEAD_BYTES]); /* memset(3) */
void dead_with_wipe(const unsigned char secret[DEAD_BYTES]);   /* memguard_wipe */
void dead_without(const unsigned char secret[DEAD_BYTES]);     /* not at all */

MEMCALL_END

#endif
