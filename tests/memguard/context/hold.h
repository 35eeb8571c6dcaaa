/* hold.h: what a thread of a parent may have been doing to a buffer. Shim over lib/memguard/buffer. */
#ifndef TESTS_MEMGUARD_CONTEXT_HOLD_H
#define TESTS_MEMGUARD_CONTEXT_HOLD_H

#include "memguard/buffer.h"

MEMCALL_BEGIN

/* Holds it, and lets go. */
void hold_buffer(memguard_buffer *buffer);
void hold_let_go(memguard_buffer *buffer);

/* Holds it in the middle of destroying it: the content is void. */
void hold_dying_buffer(memguard_buffer *buffer);

/* Holds it between two changes of fields of the handle. */
void hold_torn_buffer(memguard_buffer *buffer);

/* Where its pages are. */
unsigned char *hold_bytes(const memguard_buffer *buffer);

MEMCALL_END

#endif
