/* context.h: what the parts of a context (heap, buffers, coffer) know of it.

   A context itself holds no secret. It is made of parts that come to life on first use; each brings
   a table of calls, so that purge, fork and destroy treat all parts alike and the context links
   none of them (a program that uses the heap alone links no crypto). */
#ifndef MEMGUARD_CONTEXT_CONTEXT_H
#define MEMGUARD_CONTEXT_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "lib/memguard/context/lock.h"
#include "memguard/context.h"

/* --- Parts ----------------------------------------------------------------------------------- */

typedef enum memguard_part_id {
  MEMGUARD_PART_COFFER,
  MEMGUARD_PART_BUFFERS,
  MEMGUARD_PART_HEAP,
  MEMGUARD_PARTS
} memguard_part_id;

typedef struct memguard_part memguard_part;

typedef struct memguard_part_calls {
  /* All but destroy may be NULL. wipe_key comes first for all parts, then wipe. */
  void (*wipe_key)(
      memguard_part *part); /* no system call, no lock, may run beside anything. Signals: safe */
  void (*purge)(memguard_part *part);     /* content of what a purge ends: wiped, then inaccessible;
                                             waits for nobody */
  void (*emergency)(memguard_part *part); /* zeros over all content. No lock. Signals: safe */
  void (*forked)(memguard_part *part);    /* in a child, alone: open the locks, forget the parent's
                                             content, keep it mapped */
  void (*survey)(memguard_part *part,
                 memcall_safeguards *in_force); /* ands in what its pages have */
  uint64_t (*live)(memguard_part *part); /* objects that it counts itself, beside context->live */
  memguard_status (*verify)(memguard_part *part); /* every canary: OK, or CORRUPT, unreported and
                                                     without the handler; skips what is void */
  void (*count)(memguard_part *part, memguard_stats *stats); /* adds its numbers to *stats */
  void (*trim)(memguard_part *part);    /* gives back pages that hold no object; may do nothing */
  void (*destroy)(memguard_part *part); /* wipes and frees the part itself */
} memguard_part_calls;

struct memguard_part { /* the first member of each part */
  const memguard_part_calls *calls;
  memguard_context *context;
};

/* --- The context ----------------------------------------------------------------------------- */

typedef struct memguard_settings { /* on a page that is read-only after set-up: a stray write must
                                      not redirect the handler */
  uint64_t canary_key[2];
  memguard_violation_fn on_violation;
  void *on_violation_user;
} memguard_settings;

struct memguard_context {
  _Atomic uint32_t ready;             /* 0 only for the default context before its first use */
  memguard_lock lock;                 /* set-up of context and parts */
  memcall_safeguards require, prefer; /* for every page that holds secrets: LOCKED, NO_DUMP,
                                         FORK_HANDLED, GUARDED, NO_MERGE */
  memcall_fork_action fork_action;
  uint32_t flags;
  uint32_t refresh_interval_ms; /* not 0 */
  _Atomic memguard_aead aead;   /* BY_CPU until the coffer has looked at the CPU */
  memcall_region settings_page;
  const memguard_settings *settings;
  uint64_t id;             /* unlike any other context's of this process */
  _Atomic uint64_t purges; /* see memguard_epoch */
  _Atomic uint64_t live;   /* objects, but for those that a part counts itself: memguard_live */
  size_t budget;           /* bytes; MEMCALL_UNLIMITED */
  _Atomic size_t locked;   /* bytes charged to it */
  _Atomic(memguard_part *) parts[MEMGUARD_PARTS];
  struct memguard_entry *entry; /* in the process's table of contexts */
};

/* Every public call starts here: INVALID for NULL; sets the default context up; notices a fork. */
MEMCALL_CHECKED memguard_status memguard_enter(memguard_context *context);

/* The part, made by `make` under the context's lock when it is not there yet. make returns NULL and
   puts why in *status (already reported). Fast when the part exists. */
typedef memguard_part *(*memguard_make_part_fn)(memguard_context *context, memguard_status *status);
MEMCALL_CHECKED memguard_status memguard_part_of(memguard_context *context, memguard_part_id id,
                                                 memguard_make_part_fn make, memguard_part **out);
/* The part, or NULL when it was never used. */
memguard_part *memguard_part_if_any(memguard_context *context, memguard_part_id id);

/* All objects. */
uint64_t memguard_live(memguard_context *context);

/* --- Lock budget ----------------------------------------------------------------------------- */

/* Charges bytes to the context's budget before they are locked. LOCK_LIMIT (reported) when they do
   not fit. With lock OFF nothing is charged. */
MEMCALL_CHECKED memguard_status memguard_budget_take(memguard_context *context, size_t bytes);
void memguard_budget_give(memguard_context *context, size_t bytes);
size_t memguard_budget_left(const memguard_context *context); /* MEMCALL_UNLIMITED: none set */

/* A request for pages as the context's options say; kind REGULAR, READ_WRITE, one guard page on
   each side unless guards are OFF. */
memcall_request memguard_request_for(const memguard_context *context, size_t size);

/* --- Purge epochs ---------------------------------------------------------------------------- */

/* `purges` is epoch << 16 | purges in progress. A purge adds (1 << 16) + 1 first, wipes, and takes
   the 1 away at the end. So a key or result is good only when the word was the same before and
   after, with no purge in progress: */
static inline uint64_t memguard_epoch(const memguard_context *context) {
  return atomic_load_explicit(&context->purges, memory_order_acquire);
}
static inline bool memguard_epoch_is_calm(uint64_t epoch) { return (epoch & 0xffff) == 0; }
/* Call after the last read of key bytes; true: nothing was wiped since `epoch` was read. */
static inline bool memguard_epoch_holds(const memguard_context *context, uint64_t epoch) {
  atomic_thread_fence(memory_order_acquire);
  return atomic_load_explicit(&context->purges, memory_order_relaxed) == epoch;
}

/* --- Fork ------------------------------------------------------------------------------------ */

/* The process's generation: grows by one in each forked child that enters the library. An object
   remembers the one it was made in; if it differs, its content stayed with the parent. */
uint32_t memguard_generation(void);

/* --- Failures -------------------------------------------------------------------------------- */

/* Records the thread's last error (operation: the public function's name) and returns status. text
   NULL: the sentence that goes with the status. */
memguard_status memguard_report_error(memguard_status status, const char *operation,
                                      const char *text);

/* Memory corruption: wipes the context (no lock, so the caller may hold one), calls the handler or
   ends the process. If it returns, the caller never uses the object again and answers CORRUPT. */
memguard_status memguard_violate(memguard_context *context, memguard_violation_kind kind,
                                 const char *function, size_t object_size);

/* --- Canaries -------------------------------------------------------------------------------- */

/* The canary for the 8 bytes at address: keyed, so no constant gives it away, and different at each
 * address. */
static inline uint64_t memguard_canary_at(const memguard_context *context, uintptr_t address) {
  const uint64_t *key = context->settings->canary_key;
  uint64_t mixed = (address ^ key[0]) * UINT64_C(0x9e3779b97f4a7c15);
  return (mixed ^ (mixed >> 29) ^ key[1]) * UINT64_C(0xbf58476d1ce4e5b9);
}
/* Writes, or checks in constant time, canary over [from, to), any alignment. */
void memguard_canary_write(const memguard_context *context, unsigned char *from, unsigned char *to);
bool memguard_canary_check(const memguard_context *context, const unsigned char *from,
                           const unsigned char *to);

#endif
