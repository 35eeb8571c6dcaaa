/* growing_parts.h: what reserving and extending a growing region have in common. */
#ifndef MEMCALL_GROWING_PARTS_H
#define MEMCALL_GROWING_PARTS_H

#include "lib/memcall/growing.h"
#include "lib/memcall/internal.h"

/* The size is whole units and one page. Taken from there, and not asked for, so that a signal
   handler may do it. */
static inline size_t memcall_growing_page(const memcall_growing *growing) {
  return growing->size & (growing->unit - 1);
}

static inline bool memcall_growing_wants(const memcall_growing *growing, memcall_safeguards one) {
  return ((growing->require | growing->prefer) & one) != 0;
}

static inline bool memcall_growing_at_unit_start(const memcall_growing *growing) {
  return (growing->prefix & (growing->unit - 1)) == 0;
}

/* Pages that are reserved only fault as they are: no guard is needed, and opening commits them. */
static inline bool memcall_growing_guarded_by_nature(void) {
  return (memcall_backend_traits() & MEMCALL_TRAIT_RESERVE_THEN_COMMIT) != 0;
}

/* By nature, that is, until closing a run failed and left pages open. */
static inline memcall_answer memcall_growing_guard(const memcall_growing *growing, size_t offset) {
  bool holds = (growing->in_force & MEMCALL_GUARDED) != 0;
  if (holds && memcall_growing_guarded_by_nature()) return memcall_yes();
  return memcall_backend_guard(growing->base + offset, memcall_growing_page(growing));
}

/* Notes in *in_force what came of trying a safeguard. A failure counts only where it is
   required. */
static inline memcall_answer memcall_growing_settle(const memcall_growing *growing,
                                                    memcall_safeguards one, memcall_answer answer,
                                                    memcall_safeguards *in_force) {
  answer = memcall_lacking(answer);
  if (answer.status == MEMCALL_OK) {
    *in_force |= one;
    return answer;
  }
  *in_force &= ~one;
  return (growing->require & one) != 0 ? answer : memcall_yes();
}

#endif
