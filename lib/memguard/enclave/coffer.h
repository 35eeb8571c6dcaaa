/* coffer.h: the keys of a context, each in two halves on a locked page, and the scratch in which
   one is put together for as long as one seal or open takes.

   The page is made when the first enclave is sealed, and never grows: sealing and opening need no
   locked memory after that. Only bytes of keys (and a borrowed secret, scratch.c) stand on it; what
   is in use, and for which purge epoch the halves are good, is noted outside. Where the system can
   encrypt memory under a key of its own (Windows), the halves stand on the page encrypted by it as
   well (wrap.c). With MEMGUARD_SHIELD a key also depends on a pre-key, on pages of its own
   (shield.c).

   One key seals; those that were rotated out only open, until their last enclave is gone
   (ring.c). */
#ifndef MEMGUARD_ENCLAVE_COFFER_H
#define MEMGUARD_ENCLAVE_COFFER_H

#include "lib/memguard/context/context.h"
#include "lib/memguard/enclave/crypto.h"
#include "lib/memguard/scrub/attributes.h"

#define MEMGUARD_HALF 4 /* words of 64 bits */
#define MEMGUARD_DOMAIN "securememory coffer v1"
#define MEMGUARD_CONDENSED (2 * MEMGUARD_TAG_SIZE) /* bytes of a pre-key that are hashed */
#define MEMGUARD_MESSAGE (sizeof MEMGUARD_DOMAIN - 1 + MEMGUARD_KEY_SIZE)

/* key = BLAKE2b-256(domain, right[, condensed pre-key]) xor left */
typedef struct memguard_assembly {
  uint64_t halves[2 * MEMGUARD_HALF]; /* left, right; the key comes to stand in left's place */
  unsigned char message[(MEMGUARD_MESSAGE + MEMGUARD_CONDENSED + 15) / 16 * 16]; /* is hashed */
  uint64_t digest[MEMGUARD_HALF];
} memguard_assembly;

typedef struct memguard_scratch { /* one thread's at a time */
  memguard_cipher cipher;
  memguard_assembly parts;
} memguard_scratch;

typedef struct memguard_cell { /* a key at rest */
  _Atomic uint64_t left[MEMGUARD_HALF], right[MEMGUARD_HALF];
} memguard_cell;

#define MEMGUARD_KEYS 8 /* at once: one seals, the others open */
#define MEMGUARD_CELLS (MEMGUARD_KEYS + 1)

typedef struct memguard_coffer_page {
  memguard_cell cells[MEMGUARD_CELLS];
  memguard_assembly work;   /* of who holds the lock */
  memguard_scratch slots[]; /* as many as the page holds */
} memguard_coffer_page;

#define MEMGUARD_SLOTS_MAX 32       /* bits of `taken` */
#define MEMGUARD_NO_KEY UINT64_C(1) /* a purge epoch in which no key is ever made */

/* Which key, and a number that it was not used with before. */
typedef struct memguard_key_use {
  uint32_t place, serial;
  uint64_t number;
} memguard_key_use;

typedef struct memguard_coffer {
  memguard_part part;
  memguard_cipher_kind kind;
  bool wraps;                           /* the system encrypts the halves too */
  uint32_t refresh;                     /* age in milliseconds at which halves are renewed */
  unsigned slots;                       /* the same for every page */
  memguard_lock lock;                   /* making pages and keys, renewing and ending them */
  memcall_region region, shield_region; /* the lock's */
  uint32_t serial;                      /* of the newest key; the lock's */
  unsigned spare;                       /* the cell without a key; the lock's */
  unsigned prekey;                      /* the newest pre-key, 0 or 1; the lock's */
  _Atomic(memguard_coffer_page *) page;
  _Atomic(struct memguard_shield *) shield; /* NULL without MEMGUARD_SHIELD */
  _Atomic memcall_safeguards in_force;      /* of the pages */
  _Atomic uint32_t since;                   /* the first generation whose handles its keys open */
  _Atomic uint64_t refreshed;               /* when; milliseconds */
  _Atomic uint64_t key_epoch;               /* the purge epoch that the halves are good for */
  _Atomic uint64_t sealing;                 /* the key that seals: serial ‖ place; 0: none */
  _Atomic uint64_t entries[MEMGUARD_KEYS];  /* of a place: version ‖ pre-key ‖ cell (key.c) */
  _Atomic uint64_t uses[MEMGUARD_KEYS];     /* of a place: serial ‖ handles; 0: it is free */
  _Atomic uint64_t numbers[MEMGUARD_KEYS];  /* of a place's key: handed out so far */
  _Atomic uint32_t taken;                   /* slots in use, a bit each */
  _Atomic uint32_t lent;                    /* those of them that hold a secret and no key */
  memguard_cipher blank;                    /* what a wiped cipher looks like */
  memcall_host_event *stop;                 /* ends the refresher; NULL: there is none */
  _Atomic bool refreshes;                   /* the refresher runs */
  memcall_host_task refresher;
} memguard_coffer;

/* The context's coffer, made when it is not there yet. NO_MEMORY (reported). */
MEMCALL_CHECKED memguard_status memguard_coffer_of(memguard_context *context,
                                                   memguard_coffer **out);

/* The coffer, or NULL when nothing was ever sealed. */
memguard_coffer *memguard_coffer_if_any(memguard_context *context);

/* Maps the pages when there are none. The lock is held. LOCK_LIMIT and what a mapping answers
   (reported). */
MEMCALL_CHECKED memguard_status memguard_coffer_take_pages(memguard_coffer *coffer);

/* Wipes them and gives them back, at the coffer's end. */
void memguard_coffer_release_pages(memguard_coffer *coffer);

/* In a forked child that has its parent's pages: locks them again. False: the policy requires a lock
   that cannot be had, and none of them is locked. */
bool memguard_coffer_lock_pages(memguard_coffer *coffer);

/* In a forked child: gives up what it has of its parent's pages. */
void memguard_coffer_abandon_pages(memguard_coffer *coffer);

/* Who touches the pages opens them, and puts back what was before (memguard_keyed_open): public calls do
   that where they come in, so whatever is called with the lock held finds them open. */
static inline uint32_t memguard_coffer_open(const memguard_coffer *coffer) {
  return memguard_keyed_open(coffer->part.context);
}

/* The lock, and with it the pages. */
static inline uint32_t memguard_coffer_take(memguard_coffer *coffer) {
  memguard_lock_acquire(&coffer->lock);
  return memguard_coffer_open(coffer);
}
static inline void memguard_coffer_let_go(memguard_coffer *coffer, uint32_t before) {
  memguard_keyed_restore(before);
  memguard_lock_release(&coffer->lock);
}

static inline bool memguard_coffer_has_shield(const memguard_coffer *coffer) {
  return (coffer->part.context->flags & MEMGUARD_SHIELD) != 0;
}

static inline memguard_coffer_page *memguard_coffer_page_of(const memguard_coffer *coffer) {
  return atomic_load_explicit(&coffer->page, memory_order_acquire);
}

/* EXPIRED, reported. */
memguard_status memguard_coffer_overtaken(const char *operation);

/* --- Keys (key.c) ---------------------------------------------------------------------------- */

/* Draws a key into a free place. The lock is held. EXPIRED: a purge came; RANDOM; SYSTEM. Reports.
   Then the place is as it was. */
MEMCALL_CHECKED memguard_status memguard_key_make(memguard_coffer *coffer, uint32_t place,
                                                  uint64_t epoch, const char *operation);

/* Wipes a place's halves. The lock is held. */
void memguard_key_end(memguard_coffer *coffer, uint32_t place);
/* The same for the cell that no key stands in, where a forked child may find one half-made. A thread
   of the parent may have published a key and not noted yet which cell is spare now. */
void memguard_key_end_spare(memguard_coffer *coffer);

/* New halves of the same key, which depend on the newest pre-key. The lock is held. Statuses of
   make; then the old halves are good. */
MEMCALL_CHECKED memguard_status memguard_key_renew(memguard_coffer *coffer, uint32_t place,
                                                   uint64_t epoch, const char *operation);

/* Puts a key's cipher together in scratch, waiting for nobody. NO_MEMORY: the provider has none;
   SYSTEM: the system does not decrypt its wrap. Reports. */
MEMCALL_CHECKED memguard_status memguard_key_assemble(memguard_coffer *coffer, uint32_t place,
                                                      const char *operation,
                                                      memguard_scratch *scratch);

/* Zeroes words that another thread may be reading. Signals: safe. */
MEMGUARD_MAY_RACE void memguard_zero(void *words, size_t size);

/* Zeroes all halves, pre-keys and scratch. Signals: safe. */
void memguard_coffer_wipe(memguard_coffer *coffer);

/* False in a child that did not enter yet and has not got this one of the coffer's regions. */
static inline bool memguard_coffer_is_here(const memguard_coffer *coffer,
                                           const memcall_region *region) {
  return !memguard_is_absent(coffer->part.context->fork_action, &region->in_force);
}

/* --- The ring of keys (ring.c) --------------------------------------------------------------- */

/* Makes a key that seals in `epoch` when there is none yet. EXPIRED: a purge came; RANDOM; BUSY:
   too many keys are kept for opening; and those of take_pages. Reports. */
MEMCALL_CHECKED memguard_status memguard_coffer_prepare(memguard_coffer *coffer, uint64_t epoch,
                                                        const char *operation);

/* Whether there are keys for `epoch`. They may be void by the time they are used: see
   memguard_epoch_holds. */
static inline bool memguard_coffer_has_key(memguard_coffer *coffer, uint64_t epoch) {
  return atomic_load_explicit(&coffer->key_epoch, memory_order_acquire) == epoch;
}

/* Takes a use of the key that seals, which keeps the key until memguard_coffer_drop. A key that has
   been used as often as it may be is rotated out. Statuses of prepare. */
MEMCALL_CHECKED memguard_status memguard_coffer_hold(memguard_coffer *coffer, uint64_t epoch,
                                                     const char *operation, memguard_key_use *use);
void memguard_coffer_drop(memguard_coffer *coffer, const memguard_key_use *use);

/* A new key seals from now on. OK, also when there is no key yet; statuses of prepare. */
MEMCALL_CHECKED memguard_status memguard_coffer_rotate(memguard_coffer *coffer,
                                                       const char *operation);
/* The same, and when it fails no key seals until one can be made. */
MEMCALL_CHECKED memguard_status memguard_coffer_restored(memguard_coffer *coffer,
                                                         const char *operation);

/* In a forked child that has its parent's pages, alone: keeps all keys for opening and seals under
   none of them, so that no nonce is used by two processes; wipes what threads of the parent were
   working on. */
void memguard_coffer_inherit(memguard_coffer *coffer);

/* --- Renewing halves (refresh.c) ------------------------------------------------------------- */

/* OK, also when there is no key; RANDOM, SYSTEM, EXPIRED (reported): some halves are as they were,
   all keys are good. */
MEMCALL_CHECKED memguard_status memguard_coffer_refresh(memguard_coffer *coffer,
                                                        const char *operation);

/* Refreshes when the halves are old enough and nobody is at it; a failure is left to the next
   use. */
void memguard_coffer_age(memguard_coffer *coffer, const char *operation);

/* --- The refresher (refresher.c) ------------------------------------------------------------- */

/* Starts it where the context wants one, unless it runs. The lock is held. NO_MEMORY, SYSTEM
   (reported). */
MEMCALL_CHECKED memguard_status memguard_refresher_start(memguard_coffer *coffer);
/* Ends it and waits until it has let go of the coffer. */
void memguard_refresher_stop(memguard_coffer *coffer);
/* In a forked child, alone: it stayed with the parent. */
void memguard_refresher_forked(memguard_coffer *coffer);

/* --- Scratch (scratch.c) --------------------------------------------------------------------- */

/* Takes a slot, waiting for one if need be, and puts the cipher of a key into it. Statuses of
   assemble; *out is NULL then. */
MEMCALL_CHECKED memguard_status memguard_coffer_borrow(memguard_coffer *coffer, uint32_t place,
                                                       const char *operation,
                                                       memguard_scratch **out);

/* Wipes the slot and lets go of it. */
void memguard_coffer_return(memguard_coffer *coffer, memguard_scratch *scratch);

/* Half the slots may hold a secret of at most MEMGUARD_LOAN bytes instead, for a callback, when the
   heap has no room. NULL: none is free now, or a protection key closes the page, which the callback
   must not open: keys stand there. A purge leaves its bytes alone, as it does the heap's;
   an emergency wipe does not. */
#define MEMGUARD_LOAN sizeof(memguard_assembly)
unsigned char *memguard_coffer_lend(memguard_coffer *coffer);
/* Wipes and takes it back, unless a fork has done so. */
void memguard_coffer_take_back(memguard_coffer *coffer, unsigned char *bytes);
/* Zeroes what is lent. Signals: safe. */
void memguard_coffer_wipe_loans(memguard_coffer *coffer);

/* In a forked child, alone: wipes and frees what threads of the parent were using. */
void memguard_scratch_forked(memguard_coffer *coffer);

/* --- The system's own cipher around the halves (wrap.c) -------------------------------------- */

/* In place; nothing happens where the coffer does not wrap. What the system answers is reported. */
MEMCALL_CHECKED memguard_status memguard_coffer_wrap(const memguard_coffer *coffer,
                                                     uint64_t halves[2 * MEMGUARD_HALF]);
MEMCALL_CHECKED memguard_status memguard_coffer_unwrap(const memguard_coffer *coffer,
                                                       uint64_t halves[2 * MEMGUARD_HALF]);

/* --- Nonces (nonce.c) ------------------------------------------------------------------------ */

/* How many seals one key may make. */
uint64_t memguard_nonces(memguard_cipher_kind kind);

/* The nonce of a use: 32 bits of serial ‖ 64 bits of number, or random bytes. RANDOM (reported). */
MEMCALL_CHECKED memguard_status memguard_nonce_make(memguard_cipher_kind kind,
                                                    const memguard_key_use *use,
                                                    const char *operation,
                                                    unsigned char nonce[MEMGUARD_NONCE_SIZE]);

#endif
