/* leftover.c: regions that the system would not take back.

   At the mapping limit even unmapping can fail. What was refused is kept, whatever becomes of its
   owner, and tried again with the next region that is given back: until then it is mapped, and may
   be locked, although no context's ledger has it. The list is only ever pushed to and taken whole,
   so it needs no lock and no tag. */
#include <stdlib.h>

#include "lib/memguard/context/context.h"
#include "lib/memguard/context/process.h"

typedef struct leftover {
  struct leftover *next;
  memcall_region region;
  uint32_t generation;
} leftover;

static _Atomic(leftover *) leftovers;

static void push(leftover *refused) {
  refused->next = atomic_load_explicit(&leftovers, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(&leftovers, &refused->next, refused,
                                                memory_order_release, memory_order_relaxed)) {
  }
}

/* Where the ordinary memory for it is used up as well, the region stays mapped for good. */
static void keep(memcall_region *region) {
  leftover *refused = malloc(sizeof *refused);
  if (refused == NULL) return;
  *refused = (leftover){NULL, *region, memguard_generation()};
  *region = (memcall_region){0};
  push(refused);
}

/* In a child, whatever stands at its parent's addresses may be somebody else's. */
static void retry(leftover *refused) {
  if (refused->generation != memguard_generation() ||
      memcall_free(&refused->region) == MEMCALL_OK) {
    free(refused);
  } else {
    push(refused);
  }
}

static void retry_all(void) {
  if (atomic_load_explicit(&leftovers, memory_order_relaxed) == NULL) return;
  leftover *refused = atomic_exchange_explicit(&leftovers, NULL, memory_order_acquire);
  while (refused != NULL) {
    leftover *next = refused->next;
    retry(refused);
    refused = next;
  }
}

void memguard_give_region(memcall_region *region) {
  const memcall_error before = *memcall_last_error();
  retry_all();
  if (memcall_free(region) != MEMCALL_OK) keep(region);
  memguard_restore_error(&before);
}
