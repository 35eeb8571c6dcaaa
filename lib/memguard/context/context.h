/* context.h: what the parts of a context (heap, buffers, coffer) know of it.

   A context itself holds no secret. It is made of parts that come to life on first use; each brings
   a table of calls, so that purge, fork and destroy treat all parts alike and the context links
   none of them (a program that uses the heap alone links no crypto). */
#ifndef MEMGUARD_CONTEXT_CONTEXT_H
#define MEMGUARD_CONTEXT_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>

#include "lib/memguard/context/canary.h"
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

/* What of ours stands at or beside an address that faulted. */
typedef struct memguard_spot {
  const char *object;  /* "buffer", "heap object"; static storage */
  const char *state;   /* "hidden ", "purged ": why it may not be touched; "" beside it */
  size_t size;         /* bytes of the object; 0: it is none */
  size_t before, past; /* bytes by which the address is beside it; both 0: inside */
} memguard_spot;

typedef struct memguard_part_calls {
  /* All but destroy may be NULL. wipe_key comes first for all parts, then wipe. */
  void (*wipe_key)(
      memguard_part *part); /* no system call, no lock, may run beside anything. Signals: safe */
  void (*purge)(memguard_part *part);     /* content of what a purge ends: wiped, then inaccessible;
                                             waits for nobody */
  void (*emergency)(memguard_part *part); /* zeros over all content. No lock. Signals: safe */
  void (*fork)(memguard_part *part, bool hold); /* around a fork, in contexts whose content a child
                                                   goes on with: hold the locks
                                                   (memguard_fork_hold), or give them back */
  void (*forked)(memguard_part *part); /* in a child, alone: open the locks, forget the parent's
                                             content and keep it mapped, or go on with it */
  void (*survey)(memguard_part *part,
                 memcall_safeguards *in_force); /* ands in what its pages have */
  uint64_t (*live)(memguard_part *part); /* objects that it counts itself, beside context->live */
  memguard_status (*verify)(memguard_part *part); /* every canary: OK, or CORRUPT, unreported and
                                                     without the handler; skips what is void */
  void (*count)(memguard_part *part, memguard_stats *stats); /* adds its numbers to *stats, `live`
                                                                among them */
  void (*trim)(memguard_part *part);    /* gives back pages that hold no object; may do nothing */
  void (*destroy)(memguard_part *part); /* wipes and frees the part itself */
  bool (*locate)(memguard_part *part, const unsigned char *address,
                 memguard_spot *spot); /* false: nothing of this part's. Looks at bookkeeping alone,
                                          however torn. No lock. Signals: safe */
} memguard_part_calls;

struct memguard_part { /* the first member of each part */
  const memguard_part_calls *calls;
  memguard_context *context;
};

/* --- The context ----------------------------------------------------------------------------- */

typedef struct memguard_settings { /* on a page that is read-only after set-up: a stray write must
                                      not redirect the handler */
  memguard_canary canary;
  memguard_violation_fn on_violation;
  void *on_violation_user;
} memguard_settings;

struct memguard_context {
  _Atomic uint32_t ready;             /* 0 only before a late context's first use */
  memguard_lock lock;                 /* set-up of context and parts */
  const memguard_options *late;       /* in static storage, with this for the rest zero: set up with
                                         these options, and again if that failed, by the first call
                                         that uses it; lives as long as the process. NULL in others */
  memcall_safeguards require, prefer; /* for every page that holds secrets: LOCKED, NO_DUMP,
                                         FORK_HANDLED, GUARDED, NO_MERGE; KEYED only for those
                                         of memguard_request_key */
  memcall_fork_action fork_action;
  bool inherits;                /* MEMGUARD_FORK_INHERIT: objects are a child's as well */
  bool secret;                  /* its pages are secret memory */
  bool keyed;                   /* a protection key closes what only this library touches */
  uint32_t flags;               /* MEMGUARD_SHIELD … */
  uint32_t refresh_interval_ms; /* not 0 */
  _Atomic memguard_aead aead;   /* BY_CPU until the coffer has looked at the CPU */
  memcall_region settings_page;
  const memguard_settings *settings;
  uint64_t id;             /* unlike any other context's of this process */
  _Atomic uint64_t purges; /* see memguard_epoch */
  _Atomic uint64_t live;   /* objects, but for those that a part counts itself: memguard_live */
  _Atomic uint64_t peak, made, failures; /* memguard_object_made, memguard_object_missed */
  _Atomic uint64_t operations;           /* memguard_note_operation */
  _Atomic uint64_t given_back;           /* mappings of parts: whether a trim was of use */
  size_t budget;                         /* bytes; MEMCALL_UNLIMITED */
  _Atomic size_t locked;                 /* bytes charged to it */
  _Atomic(memguard_part *) parts[MEMGUARD_PARTS];
  struct memguard_entry *entry; /* in the process's table of contexts */
};

#define MEMGUARD_LATE_CONTEXTS 4 /* that one process may have: the default one, and BoringSSL's */

/* On a page that a child finds zeroed: MEMGUARD_FORK_WATCHED while this process is the one that made it
   or has been given a fresh start. NULL: not made yet, or pages cannot be zeroed here (fork.c). */
extern _Atomic(_Atomic uint32_t *) memguard_fork_word;
enum { MEMGUARD_FORK_CHILD = 0, MEMGUARD_FORK_WATCHED = 1, MEMGUARD_FORK_REVIVING = 2 };

/* Every public call starts here: INVALID for NULL; sets a late context up; notices a fork. */
MEMCALL_CHECKED memguard_status memguard_enter_slowly(memguard_context *context);
MEMCALL_CHECKED static inline memguard_status memguard_enter(memguard_context *context) {
  const _Atomic uint32_t *word = atomic_load_explicit(&memguard_fork_word, memory_order_acquire);
  bool known = word != NULL &&
               atomic_load_explicit(word, memory_order_acquire) == MEMGUARD_FORK_WATCHED &&
               context != NULL && atomic_load_explicit(&context->ready, memory_order_acquire) != 0;
  return known ? MEMGUARD_OK : memguard_enter_slowly(context);
}

/* The part, made by `make` under the context's lock when it is not there yet. make returns NULL and
   puts why in *status (already reported). Fast when the part exists. */
typedef memguard_part *(*memguard_make_part_fn)(memguard_context *context, memguard_status *status);
MEMCALL_CHECKED memguard_status memguard_part_of(memguard_context *context, memguard_part_id id,
                                                 memguard_make_part_fn make, memguard_part **out);
/* The part, or NULL when it was never used. */
memguard_part *memguard_part_if_any(memguard_context *context, memguard_part_id id);
/* For loops over all that there are: the first from *id on, which moves behind it; NULL: no more.
   Signals: safe. */
memguard_part *memguard_part_next(memguard_context *context, int *id);

/* All objects. */
uint64_t memguard_live(memguard_context *context);

/* Count an object of a part that does not count its own: begun, from when on the context is BUSY;
   finished, when it is its owner's; or made, which is both; its end; and a call that should have
   made one and did not. Signals: none of them is called in one. */
void memguard_object_begun(memguard_context *context);
void memguard_object_finished(memguard_context *context);
static inline void memguard_object_made(memguard_context *context) {
  memguard_object_begun(context);
  memguard_object_finished(context);
}
void memguard_object_gone(memguard_context *context);
void memguard_object_missed(memguard_context *context);

/* Counts a memory operation that is asked of the system. Signals: safe. */
static inline void memguard_note_operation(memguard_context *context) {
  atomic_fetch_add_explicit(&context->operations, 1, memory_order_relaxed);
}

/* --- Lock budget ----------------------------------------------------------------------------- */

/* Charges bytes to the context's budget before they are locked. LOCK_LIMIT (reported) when they do
   not fit. With lock OFF nothing is charged. */
MEMCALL_CHECKED memguard_status memguard_budget_take(memguard_context *context, size_t bytes);
void memguard_budget_give(memguard_context *context, size_t bytes);
size_t memguard_budget_left(const memguard_context *context); /* MEMCALL_UNLIMITED: none set */

/* Locks are not inherited: in a child, locks what the parent had locked. Returns the bytes that are
   locked and charged: all or, reporting nothing, none. */
size_t memguard_relock(memguard_context *context, unsigned char *bytes, size_t size);
/* Before a call answers that there is no memory or no lock left: trims what the parts of this
   context hold without need, or those of all contexts when the system's limit is met, not the
   budget. asker is left alone (it may hold its own locks); MEMGUARD_PARTS: none is. True: pages
   were given back, so another try may do. */
bool memguard_give_back(memguard_context *context, memguard_part_id asker);
bool memguard_give_back_all(memguard_part_id asker);

/* A request for pages as the context's options say; kind REGULAR, READ_WRITE, one guard page on
   each side unless guards are OFF. */
memcall_request memguard_request_for(const memguard_context *context, size_t size);
/* And closed by the protection key, if the options say so. */
void memguard_request_key(const memguard_context *context, memcall_request *request);

/* What pages are asked for that callers are given pointers to: no key, which would close them. */
static inline memcall_safeguards memguard_page_safeguards(const memguard_context *context) {
  return (context->require | context->prefer) & ~MEMCALL_KEYED;
}

/* Bytes of pages that lack the lock that was asked for. */
static inline uint64_t memguard_unlocked(const memguard_context *context,
                                         memcall_safeguards in_force, size_t size) {
  memcall_safeguards wanted = context->require | context->prefer;
  return (wanted & ~in_force & MEMCALL_LOCKED) != 0 ? size : 0;
}

/* --- Protection key -------------------------------------------------------------------------- */

/* Pages that only this library touches are closed to all threads (context->keyed); whoever of us touches
   them opens them to its own thread, and puts back what was before. In between no code of the program's
   runs, and no thread is started: it would begin with them open. Signals: safe. */
static inline uint32_t memguard_keyed_open(const memguard_context *context) {
  return context->keyed ? memcall_keyed_open() : 0;
}
static inline void memguard_keyed_restore(uint32_t before) {
  if (before != 0) memcall_keyed_restore(before);
}

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

/* The action by which a child gets nothing of the parent's: zeros, or where the system has none, no
   page. */
memcall_fork_action memguard_fork_forgets(void);

/* Whether this is a forked child that did not enter the library yet, so that pages with this action,
   still on its books, are not there. Where the action was preferred and could not be had, a copy is:
   *in_force tells, which is read in such a child only, where nobody writes it. Signals: safe. */
bool memguard_is_absent(memcall_fork_action action, const memcall_safeguards *in_force);

/* --- Failures -------------------------------------------------------------------------------- */

/* Records the thread's last error (operation: the public function's name) and returns status. text
   NULL: the sentence that goes with the status. */
memguard_status memguard_report_error(memguard_status status, const char *operation,
                                      const char *text);

/* Makes *before the thread's last error again: what another try made good is no failure. */
void memguard_restore_error(const memcall_error *before);

/* What every page of the context has; all that was requested while there is none. */
memguard_safeguards memguard_survey(memguard_context *context);

/* memcall_free on the way out of a call that fails, or in one that has nobody to tell: a refusal is
   not the thread's last error then. memguard_give_region keeps what is refused, to try again later. */
memcall_status memguard_free_region(memcall_region *region);
void memguard_give_region(memcall_region *region);

/* Memory corruption: wipes the context (no lock, so the caller may hold one), calls the handler or
   ends the process. If it returns, the caller never uses the object again and answers CORRUPT. */
memguard_status memguard_violate(memguard_context *context, memguard_violation_kind kind,
                                 const char *function, size_t object_size);

/* --- Places of faults ------------------------------------------------------------------------ */

/* Whether the address is in the region's mapping, guards included. Signals: safe. */
bool memguard_spot_is_in(const memcall_region *region, const unsigned char *address);

/* Fills size, before and past. Signals: safe. */
void memguard_spot_measure(memguard_spot *spot, const unsigned char *address,
                           const unsigned char *object, size_t size);

#endif
