/* internal.h: what the files of memcall share with each other and with nobody else. */
#ifndef MEMCALL_INTERNAL_H
#define MEMCALL_INTERNAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/report.h"
#include "memcall/memcall.h"

#define MEMCALL_EVERY_SAFEGUARD                                                                   \
  (MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE | \
   MEMCALL_SECRET | MEMCALL_LARGE | MEMCALL_KEYED)

/* --- Barrier --------------------------------------------------------------------------------- */

/* Keeps the compiler from moving a load or store of page content over a change of access, also
   under LTO. */
static inline void memcall_barrier(void) {
#if defined(__GNUC__)
  __asm__ volatile("" ::: "memory");
#else
  atomic_signal_fence(memory_order_seq_cst);
#endif
}

/* --- Answers --------------------------------------------------------------------------------- */

static inline memcall_answer memcall_yes(void) { return (memcall_answer){MEMCALL_OK, 0, ""}; }

static inline memcall_answer memcall_no(memcall_status status, const char *operation) {
  return (memcall_answer){status, 0, operation};
}

/* A refused argument, where the arguments are ours and right, means that the system does not know
   the request. */
static inline memcall_answer memcall_lacking(memcall_answer answer) {
  if (answer.status == MEMCALL_ERR_INVALID) answer.status = MEMCALL_ERR_UNSUPPORTED;
  return answer;
}

/* The same of a mapping's size, which is whole pages and not zero: it can only be too large. */
static inline memcall_answer memcall_too_large(memcall_answer answer) {
  if (answer.status == MEMCALL_ERR_INVALID) answer.status = MEMCALL_ERR_NO_MEMORY;
  return answer;
}

/* --- Sizes ----------------------------------------------------------------------------------- */

static inline bool memcall_is_power_of_two(size_t number) {
  return number != 0 && (number & (number - 1)) == 0;
}

/* Both return false, and leave *size alone, when the result does not fit. unit is a power of
   two. */
static inline bool memcall_add(size_t *size, size_t more) {
  if (more > SIZE_MAX - *size) return false;
  *size += more;
  return true;
}

static inline bool memcall_round_up(size_t *size, size_t unit) {
  if (*size > SIZE_MAX - (unit - 1)) return false;
  *size = (*size + unit - 1) & ~(unit - 1);
  return true;
}

/* --- Requests (request.c) -------------------------------------------------------------------- */

/* A plan is a request that was found valid, with the kind's own wishes added and the layout worked
   out: before | slack | data | after, where the slack is wherever the alignment puts it. */
typedef struct memcall_plan {
  memcall_kind kind;   /* as it was asked for */
  memcall_kind memory; /* what is mapped: REGULAR, LARGE_PAGE or SECRET_MEMORY */
  memcall_protection protection;
  memcall_fork_action fork_action;
  memcall_safeguards require, prefer; /* no bit stands in both */
  size_t alignment;
  size_t before, data, after; /* bytes */
  size_t total;               /* bytes, slack included */
} memcall_plan;

/* Returns NULL, or the sentence that says why the request is refused, with *status. */
const char *memcall_check_request(const memcall_request *request, memcall_status *status);

/* Makes the plan of a valid request on the given memory. OK, OVERFLOW, UNSUPPORTED. */
memcall_status memcall_make_plan(const memcall_request *request, memcall_kind memory,
                                 memcall_plan *plan);

/* --- Regions (alloc.c, stages.c, free.c) ----------------------------------------------------- */

/* Does what a valid request says, without touching the last error: facts.c tries safeguards with
   it. */
memcall_answer memcall_carry_out(const memcall_request *request, memcall_region *out);

/* Runs the plan's steps on the region, which holds nothing yet. On failure the caller gives back
   what is there. */
memcall_answer memcall_run_stages(const memcall_plan *plan, memcall_region *region);

/* Gives back the mapping without wiping it. */
memcall_answer memcall_give_back(const memcall_region *region);

/* A sum over the region's fields: tells a region that was changed. */
uint32_t memcall_region_check(const memcall_region *region);

/* Makes zeros of [address, address + size) whatever its protection is; after OK it may be
   writable. */
memcall_answer memcall_wipe_pages(void *address, size_t size, memcall_kind memory);

/* --- The protection key (keyed.c) ------------------------------------------------------------- */

/* Closes pages, which become readable and writable for who opens them, by the process's key; it is
   allocated with the first of them. */
memcall_answer memcall_close_by_key(void *address, size_t size);

/* --- Steps that regions and growing regions share (steps.c) ---------------------------------- */

/* What makes a child find in pages what the action says; NULL: it is none of memcall_fork_action. */
typedef memcall_answer (*memcall_operation)(void *address, size_t size);
memcall_operation memcall_fork_operation(memcall_fork_action action);

/* The same done to pages that are fresh; the action is one. */
memcall_answer memcall_fork_fresh(void *address, size_t size, memcall_fork_action action);

/* Large pages are switched off first, where that exists: their making moves locked pages and leaves
   the old frames. */
memcall_answer memcall_forbid_large_pages(void *address, size_t size);

/* Writable pages become resident now, so that no later touch of them can fail. */
memcall_answer memcall_make_resident(void *address, size_t size);

/* One lock, also where locks nest. */
memcall_answer memcall_lock_once(void *address, size_t size);

/* Some systems refuse what is not mapped with the code of a limit that is used up. Turns such an
   answer to INVALID. */
memcall_answer memcall_tell_apart(memcall_answer answer, void *address, size_t size);

/* INVALID where a page of the range is not mapped and changing its access would not say so. */
memcall_answer memcall_look_for_holes(void *address, size_t size);

#endif
