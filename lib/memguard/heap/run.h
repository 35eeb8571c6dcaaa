/* run.h: what the two files on runs of pages share.

   Runs belong to no shard: who changes the tag of the first page has the run.

   | canary | object | canary, to the end of the last page | */
#ifndef MEMGUARD_HEAP_RUN_H
#define MEMGUARD_HEAP_RUN_H

#include "lib/memguard/heap/edge.h"
#include "lib/memguard/heap/state.h"

static inline unsigned char *memguard_run_object(const memguard_span *span) {
  return span->data + span->start;
}
static inline unsigned char *memguard_run_end(const memguard_heap *heap,
                                              const memguard_span *span) {
  return span->data + (span->pages << heap->layout.page_shift);
}
static inline memguard_span *memguard_run_entry(const memguard_heap *heap, memguard_span *first,
                                                size_t page) {
  return (memguard_span *)(void *)((unsigned char *)first + page * heap->layout.stride);
}

/* How many pages an object takes that starts so far into them. */
static inline size_t memguard_run_pages(const memguard_heap *heap, size_t start, size_t size) {
  return (start + size + MEMGUARD_EDGE + heap->layout.page - 1) >> heap->layout.page_shift;
}

void memguard_run_write_edges(const memguard_heap *heap, const memguard_span *span);

/* The right to end a run (`as` is LEAVING: only one caller gets it) or to look at it (HELD: the
   others wait). false: it is no run. let_go: for what was held. */
bool memguard_run_hold(memguard_span *span, uint32_t as);
void memguard_run_let_go(memguard_span *span);

/* In a child that goes on with the region: what threads of the parent held is let go. */
void memguard_run_forked(memguard_heap *heap, const memguard_heap_region *region);

/* What is wrong with a run that is this caller's; 0: nothing, or it cannot be told because of a wipe
   or a fork. */
memguard_violation_kind memguard_run_inspect(const memguard_heap *heap, const memguard_span *span);

/* Tells of an address at which there is no run: it was freed, or never one. */
void memguard_run_refuse(memguard_heap *heap, const memguard_place *place, const char *function);

#endif
