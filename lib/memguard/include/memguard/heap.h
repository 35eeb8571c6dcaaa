/* memguard/heap.h: malloc for secrets. These calls return pointers, as malloc(3) does; a NULL is
   explained by memcall_last_error. Memory is locked, dump-excluded and gone in a forked child, as
   the context's options say, and costs no page or mapping of its own: a 32-byte secret takes 48
   locked bytes.

   What is found, and when: a write past the end or before the start, when that object (or its
   neighbour) is freed; a write after free, when the slot is handed out again; a double free and a
   foreign or interior pointer, at once (the double free of an object of more than 15 pages: one of
   the last 64; before that it is a foreign pointer). An access past a unit of 15 pages, or before the first,
   faults. A freed slot is wiped before free returns. */
#ifndef MEMGUARD_HEAP_H
#define MEMGUARD_HEAP_H

#include "memguard/context.h"

MEMCALL_BEGIN

/* memguard_malloc returns size zeroed bytes, 16-byte aligned, to be ended by memguard_free. NULL,
   with: INVALID (NULL context, size 0), OVERFLOW, NO_MEMORY, LOCK_LIMIT, DENIED, UNSUPPORTED,
   SYSTEM, CORRUPT. */
MEMCALL_CHECKED MEMCALL_API void *memguard_malloc(memguard_context *context, size_t size);

/* memguard_calloc is memguard_malloc of count * size, with OVERFLOW when that does not fit. */
MEMCALL_CHECKED MEMCALL_API void *memguard_calloc(memguard_context *context, size_t count,
                                                  size_t size);

/* memguard_aligned_alloc is memguard_malloc at a multiple of alignment (in bytes, a power of two; C11
   7.22.3.1). The same is promised of the object, and size need not be a multiple of anything. Below
   a page, an object takes one of the places that happen to be aligned so, and the rest serves
   others; from a page on it has a mapping of its own, with `alignment` bytes of canary before it.
   INVALID also: the alignment is no power of two; OVERFLOW also: both together do not fit. */
MEMCALL_CHECKED MEMCALL_API void *memguard_aligned_alloc(memguard_context *context,
                                                         size_t alignment, size_t size);

/* memguard_realloc moves to a new place of size bytes, of which those beyond the old size are zero,
   and wipes the old place; 16-byte aligned, whatever the old place was. NULL pointer:
   memguard_malloc. On failure (size 0 is INVALID) it returns
   NULL and the old place is intact. */
MEMCALL_CHECKED MEMCALL_API void *memguard_realloc(memguard_context *context, void *pointer,
                                                   size_t size);

/* memguard_free wipes and takes back. NULL: no effect. A pointer from before a fork, an emergency wipe
   or a purge with MEMGUARD_PURGE_HEAP is only forgotten (after that purge an access faults). Double free, foreign pointer, broken canary: the violation handler. */
MEMCALL_API void memguard_free(memguard_context *context, void *pointer);

/* memguard_usable_size returns exactly the bytes that were asked for: what lies behind them is
   canary. 0 for NULL and for a pointer that is not a live allocation of this heap. */
MEMCALL_API size_t memguard_usable_size(memguard_context *context, const void *pointer);

/* memguard_owns returns 1 when pointer is a live allocation of this heap, else 0. Never a
 * violation. */
MEMCALL_API int memguard_owns(memguard_context *context, const void *pointer);

/* memguard_safeguards_of tells what protects one allocation. OK; INVALID: not a live allocation of
 * this heap, NULL. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_safeguards_of(memguard_context *context,
                                                                   const void *pointer,
                                                                   memguard_safeguards *out);

MEMCALL_END

#endif
