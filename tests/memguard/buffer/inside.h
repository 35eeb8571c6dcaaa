/* inside.h: what tests in C++ need of a buffer's inside, which has _Atomic in it. */
#ifndef TESTS_MEMGUARD_BUFFER_INSIDE_H
#define TESTS_MEMGUARD_BUFFER_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memguard/buffer.h"

MEMCALL_BEGIN

/* Begins a buffer that this thread holds, as constructors do; *bytes: to be filled. */
memguard_status inside_begin(memguard_context *context, size_t size, memguard_buffer **buffer,
                             unsigned char **bytes);
memguard_status inside_commit(memguard_buffer *buffer, memguard_protection protection,
                              memguard_buffer **out);
void inside_abandon(memguard_buffer *buffer);

typedef memguard_status (*inside_use_fn)(const unsigned char *bytes, size_t size, void *user);
memguard_status inside_consume(memguard_buffer *buffer, inside_use_fn use, void *user);

/* Where its pages are, guards left out; whatever its status is. */
unsigned char *inside_pages(const memguard_buffer *buffer, size_t *size);
unsigned char *inside_bytes(const memguard_buffer *buffer);

/* Whether a purge empties pages that another call holds, or leaves that to the call. */
bool inside_empties_held_pages(memguard_context *context);

bool inside_is_held(const memguard_buffer *buffer);
uint64_t inside_live(const memguard_context *context);  /* objects */
size_t inside_charged(const memguard_context *context); /* bytes charged to the budget */

/* Gives back what waits to be used again, as a call does that finds no memory or no lock left. True:
   something did wait. */
bool inside_trim(memguard_context *context);
size_t inside_waiting(memguard_context *context);       /* mappings in the quarantine */
size_t inside_waiting_bytes(memguard_context *context); /* their bytes */
size_t inside_wait(void);       /* pages of one size that wait before the oldest is taken */
size_t inside_most_bytes(void); /* that may wait */
size_t inside_sizes(void);      /* pages of the largest mapping that waits */

/* A context's calls of all its buffers, as memguard_verify and memguard_context_stats make them. */
memguard_status inside_verify(memguard_context *context);
size_t inside_mapped(memguard_context *context);

MEMCALL_END

#endif
