/* inside.h: what tests in C++ need of a heap's inside, which has _Atomic in it. */
#ifndef TESTS_MEMGUARD_HEAP_INSIDE_H
#define TESTS_MEMGUARD_HEAP_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memguard/heap.h"

MEMCALL_BEGIN

uint64_t heap_live(memguard_context *context);       /* objects, as a report would say */
size_t heap_locked(const memguard_context *context); /* bytes charged to the budget */

/* What is wrong with the bookkeeping of an idle heap; NULL: nothing. */
const char *heap_flaw(memguard_context *context);

/* How often bytes stand in pages of regions that are this process's, outside pages included. */
size_t heap_find(memguard_context *context, const void *bytes, size_t size);

size_t heap_regions(memguard_context *context);
size_t heap_free_pages(memguard_context *context);
size_t heap_usable_pages(memguard_context *context);

/* What the context asks of the heap as a part of it. */
memguard_status heap_verify(memguard_context *context);
memguard_stats heap_stats(memguard_context *context);
void heap_trim(memguard_context *context);
void heap_set_flags(memguard_context *context, uint32_t flags);

/* Before the first object: the context's pages are secret memory. */
void heap_set_secret(memguard_context *context);

/* Zeros over everything, as a violation or a signal handler would. */
void heap_emergency(memguard_context *context);

/* Holds the lock of a shard, or of the free pages. */
void heap_lock_shard(memguard_context *context, uint32_t number);
void heap_unlock_shard(memguard_context *context, uint32_t number);
void heap_lock_pool(memguard_context *context);
void heap_unlock_pool(memguard_context *context);

/* Leaves an object of whole pages as a thread that was stopped in the middle of resizing it might; and
   as it was. */
void heap_tear_run(memguard_context *context, void *object);
void heap_mend_run(memguard_context *context, void *object);

/* The number of this thread's shard, and how many there are. */
uint32_t heap_own_shard(void);
uint32_t heap_shards(void);

/* Leaves this thread's shard as a thread that was stopped in the middle of a change might. */
void heap_tear_shard(memguard_context *context);

/* The table of slots for a page size. */
size_t heap_classes(size_t page);
size_t heap_slot_of(size_t page, size_t size);  /* bytes; size fits a slot */
size_t heap_slots_of(size_t page, size_t size); /* on one page */
size_t heap_largest(size_t page);
size_t heap_divide(size_t page, size_t size, size_t offset); /* by the slot, as a free does */

MEMCALL_END

#endif
