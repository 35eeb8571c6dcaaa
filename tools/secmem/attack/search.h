/* search.h: finds a secret, or a part of it, in a stream of bytes, without a copy of it in ordinary
   memory: the tables hold positions only, and stand in the secure heap as the secret itself does.
   What is compared passes through the processor's registers; that cannot be helped.

   A part counts from 8 consecutive bytes, if among those are at least 4 different ones, and if the
   same 8 do not stand in a process that never saw the secret (a PEM header, say). */
#ifndef TOOLS_SECMEM_ATTACK_SEARCH_H
#define TOOLS_SECMEM_ATTACK_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

#include "memguard/context.h"

MEMCALL_BEGIN

typedef struct attack_search attack_search;

/* The secret stays the caller's, and readable as long as the search lives. NULL: no memory. */
attack_search *attack_search_new(memguard_context *context, const unsigned char *secret,
                                 size_t length);
void attack_search_free(attack_search *search);

/* How many 8-byte parts count. 0: this secret cannot be told from chance. */
size_t attack_search_countable(const attack_search *search);

void attack_search_start(attack_search *search); /* forgets what was found */
void attack_search_break(
    attack_search *search); /* the next byte is not the neighbour of the last one */
void attack_search_feed(attack_search *search, const unsigned char *bytes, size_t length);
void attack_search_learn(attack_search *search, const unsigned char *bytes,
                         size_t length); /* these parts do not count */

/* The longest part that was found; 0 when none was. Of a secret that repeats itself it may be
   longer than this says. */
size_t attack_search_found(const attack_search *search);

MEMCALL_END

#endif
