/* buffer.h: isolated buffers from the inside, for this folder and for the enclave that seals and
   opens them.

   A handle holds no secret. One word, `state`, says who may do what with the pages.

   HELD: one call is using them or changing their access; others wait for it.

   EXPIRED: the content is void. Set once, by anyone, without waiting. Whoever holds the pages then
   (the call that was inside, or else the one that set it) wipes them before it lets go.

   PURGED: and takes their access away.

   LENT: code outside this folder is reading them, for as long as it likes. A purge leaves them to
   whoever takes them back: a thread must never go on with a key of zeros. An emergency does not.

   So a purge waits for nobody, no call of ours ever meets a page whose access changed under it, and
   whatever a call wrote while it was being purged is wiped by that same call, which answers
   EXPIRED. */
#ifndef MEMGUARD_BUFFER_BUFFER_H
#define MEMGUARD_BUFFER_BUFFER_H

#include "lib/memcall/host/host.h"
#include "lib/memcall/report.h"
#include "lib/memguard/context/context.h"
#include "lib/memguard/context/registry.h"
#include "memguard/buffer.h"

/* --- Sealing and opening: what the enclave needs --------------------------------------------- */

/* What is done with the plaintext of a buffer that is being consumed. */
typedef memguard_status (*memguard_buffer_use_fn)(const unsigned char *bytes, size_t size,
                                                  void *user);

/* Calls `use` with the content readable, whatever the protection is. OK from it ends the content:
   wiped, hidden, the buffer EXPIRED (the handle and its addresses stay until destroy).
   Any other status is passed on and the buffer is as it was. EXPIRED although `use` answered OK: a
   purge overlapped, so what `use` made is void. operation: the public call's name. */
MEMCALL_CHECKED memguard_status memguard_buffer_consume(memguard_buffer *buffer,
                                                        memguard_buffer_use_fn use, void *user,
                                                        const char *operation);

/* A constructor in three steps: begin makes a zeroed READ_WRITE buffer that this thread holds; fill
   buffer->data[0, size); then commit or abandon. A purge reaches it at any time. begin reports its
   failures. */
MEMCALL_CHECKED memguard_status memguard_buffer_begin(memguard_context *context, size_t size,
                                                      const char *operation,
                                                      memguard_buffer **buffer);
/* The same, with the data at a multiple of `alignment`, a power of two. */
MEMCALL_CHECKED memguard_status memguard_buffer_begin_aligned(memguard_context *context,
                                                              size_t size, size_t alignment,
                                                              const char *operation,
                                                              memguard_buffer **buffer);
/* The same, for one whose bytes no caller has a pointer to but while it is lent: where the context has a
   protection key it closes the pages, and who fills, lends or reads them opens it for its own thread. The
   caller has entered the context. */
MEMCALL_CHECKED memguard_status memguard_buffer_begin_keyed(memguard_context *context, size_t size,
                                                            const char *operation,
                                                            memguard_buffer **buffer);
/* Sets the protection, lets go, hands over. On failure (EXPIRED: a purge overlapped) the buffer
   is gone and *out NULL. */
MEMCALL_CHECKED memguard_status memguard_buffer_commit(memguard_buffer *buffer,
                                                       memguard_protection protection,
                                                       const char *operation,
                                                       memguard_buffer **out);
/* Wipes and unmaps what was begun. */
void memguard_buffer_abandon(memguard_buffer *buffer);

/* --- Lending: what a secret needs (lend.c) --------------------------------------------------- */

/* Makes the content readable until it is taken back: *bytes. Once at a time. EXPIRED, FORKED, and
   what a change of access answers; then nothing is lent. Reports. */
MEMCALL_CHECKED memguard_status memguard_buffer_lend(memguard_buffer *buffer, const char *operation,
                                                     const unsigned char **bytes);

/* Ends that, and sets the protection. EXPIRED: a purge came meanwhile, or (*refused) the system
   would not change the access; the content is wiped. Reports. Not in a forked child. */
MEMCALL_CHECKED memguard_status memguard_buffer_take_back(memguard_buffer *buffer,
                                                          memguard_protection protection,
                                                          const char *operation, bool *refused);

/* Ends the content of a buffer that is not lent, as a purge does: wiped, hidden, EXPIRED. */
void memguard_buffer_retire(memguard_buffer *buffer);

/* --- The handle ------------------------------------------------------------------------------ */

enum { /* memguard_buffer.state; the two lowest bits are a memguard_protection */
       MEMGUARD_BUFFER_PROTECTION = 3,
       MEMGUARD_BUFFER_HELD = 4,
       MEMGUARD_BUFFER_EXPIRED = 8,
       MEMGUARD_BUFFER_PURGED = 16,
       MEMGUARD_BUFFER_ENDED = 32, /* destroyed; its pages wait in the quarantine (recycle.h) */
       MEMGUARD_BUFFER_LENT = 64
};

struct memguard_buffer {
  memguard_context *context;
  memcall_region region;
  unsigned char *data; /* in the region: canary before it and, where it is aligned, behind it */
  size_t size;
  size_t alignment; /* of data; 1: none was asked for */
  size_t charged;   /* bytes of the context's lock budget; the holder's to change */
  memcall_safeguards requested;
  memcall_fork_action fork_action;
  uint32_t generation; /* of the process that made it */
  _Atomic uint32_t state;
  _Atomic uint64_t holder; /* memcall_host_thread of who holds it; 0 around the ends of a hold */
  memguard_entry *entry;
  memguard_buffer *next; /* of the leftovers, or in the quarantine */
  uint64_t turn;         /* in the quarantine */
  unsigned char *pad;    /* pages that cover it while it is hidden (cover.c), or NULL */
  size_t pad_size;
  bool padded; /* it is covered by them now */
  bool keyed;  /* begin_keyed; the quarantine has none of those */
};

/* Made by a parent process: its content stayed there. Only after memguard_enter. */
static inline bool memguard_buffer_is_foreign(const memguard_buffer *buffer) {
  return buffer->generation != memguard_generation();
}

/* --- Who holds it (hold.c) ------------------------------------------------------------------- */

/* The first act of every call: enters the context; INVALID (NULL), FORKED, EXPIRED or OK,
   unreported. *state may be NULL. */
MEMCALL_CHECKED memguard_status memguard_buffer_examine(const memguard_buffer *buffer,
                                                        uint32_t *state);

/* Examines and holds, waiting for another call to end. Reports. */
MEMCALL_CHECKED memguard_status memguard_buffer_hold(const memguard_buffer *buffer,
                                                     const char *operation);

/* Holds it unless it is void or somebody else holds it. Never waits. */
MEMCALL_CHECKED bool memguard_buffer_try_hold(memguard_buffer *buffer);

/* Lets go. EXPIRED (reported): the content became void meanwhile; it was wiped. */
MEMCALL_CHECKED memguard_status memguard_buffer_let_go(const memguard_buffer *buffer,
                                                       const char *operation);

/* Holds it for its end, also when it is EXPIRED. Returns the state it was found in. */
uint32_t memguard_buffer_hold_for_good(memguard_buffer *buffer);

/* Adds EXPIRED and `flags`, and holds it when nobody does. True: it is held now, to be let go by
   release_void; false: its holder will see to it. Never waits. Signals: safe. */
bool memguard_buffer_expire(memguard_buffer *buffer, uint32_t flags);

/* Lets go of an EXPIRED buffer, hiding it when PURGED says so. Its content is wiped already.
   Signals: safe. */
void memguard_buffer_release_void(memguard_buffer *buffer);

/* Notes that this thread holds it. */
static inline void memguard_buffer_note_holder(memguard_buffer *buffer) {
  atomic_store_explicit(&buffer->holder, memcall_host_thread(), memory_order_relaxed);
}

/* Whether a call of this thread's own holds it: in a signal handler, the one that was interrupted.
 */
static inline bool memguard_buffer_is_held_here(memguard_buffer *buffer) {
  return atomic_load_explicit(&buffer->holder, memory_order_relaxed) == memcall_host_thread();
}

static inline uint32_t memguard_buffer_state(const memguard_buffer *buffer) {
  return atomic_load_explicit(&buffer->state, memory_order_acquire);
}
static inline memguard_protection memguard_buffer_access(const memguard_buffer *buffer) {
  return (memguard_protection)(memguard_buffer_state(buffer) & MEMGUARD_BUFFER_PROTECTION);
}

/* --- Its pages (pages.c, hide.c); all but take: held by the caller --------------------------- */

/* Charges the budget and maps so many bytes (whole pages). Gives back what waits to be used again
   before it answers that there is no more. Reports. */
MEMCALL_CHECKED memguard_status memguard_buffer_take_pages(memguard_buffer *buffer, size_t bytes);

/* Finds the data its place in the pages, as far behind as its alignment lets it be, and writes
   canary over all the rest. */
void memguard_buffer_lay_out(memguard_buffer *buffer, size_t size, size_t alignment);

/* Changes page access and notes it; nothing is noted on failure. Reports nothing. Signals: safe. */
memcall_answer memguard_buffer_change_access(memguard_buffer *buffer,
                                             memguard_protection protection);

/* The same for pages with content, which keeps its safeguards while it is hidden (hide.c). */
memcall_answer memguard_buffer_set_access(memguard_buffer *buffer, memguard_protection protection);

/* Makes the pages of the quarantine writable, with all their safeguards. */
memcall_answer memguard_buffer_wake(memguard_buffer *buffer);

/* Makes writable content unreadable in place, and readable again. Report nothing (cover.c). */
memcall_answer memguard_buffer_cover(memguard_buffer *buffer);
memcall_answer memguard_buffer_uncover(memguard_buffer *buffer);
/* Gives the pad's pages back; false: the system refused. */
bool memguard_buffer_drop_pad(memguard_buffer *buffer);

/* Zeros over canary and content whatever the access is, and whatever the mapping limit says. false:
   the system lets nobody write there, nor empties it. Signals: safe. */
bool memguard_buffer_clear_pages(memguard_buffer *buffer);

/* The same with at most one system call where that can be, leaving access alone. Signals: safe. */
void memguard_buffer_empty_pages(memguard_buffer *buffer);

/* Empties pages without touching them, whatever their access and whoever holds them; false: the
   system has no such thing, or not for these pages. Signals: safe. */
bool memguard_buffer_discard_pages(memguard_buffer *buffer);

/* Is the canary whole? 0, or what was overwritten: UNDERFLOW, OVERFLOW. 0 as well when purge voided
   it, which is no corruption. Pages are readable. */
memguard_violation_kind memguard_buffer_check_canary(const memguard_buffer *buffer);

/* Are all its pages zero? They are readable. */
bool memguard_buffer_is_zero(const memguard_buffer *buffer);

/* Something wrote where nothing should: wipes and tells the handler. If that returns, the mapping
   stays until the context ends, hidden and still charged to the budget: what wrote there may write
   again, and must not meet another object. */
MEMCALL_CHECKED memguard_status memguard_buffer_condemn(memguard_buffer *buffer,
                                                        memguard_violation_kind kind,
                                                        const char *operation);

/* Gives the mapping and the budget back; false: the system refused, and all stays as it is. */
bool memguard_buffer_release_pages(memguard_buffer *buffer);

/* --- In a child, alone (inherit.c) ----------------------------------------------------------- */

/* Makes it the child's own: locked again, whatever a thread of the parent was doing to it put
   right. What must be locked and cannot be stays FORKED, and is wiped. */
void memguard_buffer_inherit(memguard_buffer *buffer);

/* Wipes and hides the child's copy. */
void memguard_buffer_forget(memguard_buffer *buffer);

#endif
