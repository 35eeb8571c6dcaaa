/* inner.h: the work behind the public calls that touch plaintext. Each stands in another file than
   its shim, and stays out of line under link-time optimisation too, so that the shim's scrub runs
   where nothing secret is live (scrub/scrub.h). */
#ifndef MEMGUARD_BUFFER_INNER_H
#define MEMGUARD_BUFFER_INNER_H

#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/scrub/attributes.h"

/* fill.c */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_fill_copy(memguard_context *context,
                                                                         const void *bytes,
                                                                         size_t length,
                                                                         const char *operation,
                                                                         memguard_buffer **out);
MEMCALL_CHECKED MEMGUARD_APART memguard_status
memguard_buffer_fill_random(memguard_context *context, size_t length, memguard_buffer **out);

/* read.c */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_read_length(
    memguard_context *context, memguard_source source, size_t length, memguard_buffer **out);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_read_until(memguard_context *context,
                                                                          memguard_source source,
                                                                          unsigned char delimiter,
                                                                          size_t limit,
                                                                          memguard_buffer **out);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_read_whole(memguard_context *context,
                                                                          memguard_source source,
                                                                          size_t limit,
                                                                          memguard_buffer **out);

/* resize.c */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_refit(memguard_buffer *buffer,
                                                                     size_t size);

/* transfer.c */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_put(memguard_buffer *buffer,
                                                                   size_t offset, const void *bytes,
                                                                   size_t length,
                                                                   const char *operation);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_get(const memguard_buffer *buffer,
                                                                   size_t offset, void *bytes,
                                                                   size_t length);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_randomise(memguard_buffer *buffer);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_buffer_compare(
    const memguard_buffer *buffer, const void *bytes, size_t length, bool *equal);

#endif
