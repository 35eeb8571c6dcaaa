/* coffer.h: the one key of a context, in two halves on a locked page, and the scratch in which it
   is put together for as long as one seal or open takes.

   The page is made when the first enclave is sealed, and never grows: sealing and opening need no
   locked memory after that. Only bytes of keys stand on it; what slots are in use, and for which
   purge epoch the halves are good, is noted outside. Where the system can encrypt memory under a
   key of its own (Windows), the halves stand on the page encrypted by it as well (wrap.c). */
#ifndef MEMGUARD_ENCLAVE_COFFER_H
#define MEMGUARD_ENCLAVE_COFFER_H

#include "lib/memguard/context/context.h"
#include "lib/memguard/enclave/crypto.h"
#include "lib/memguard/scrub/attributes.h"

#define MEMGUARD_HALF 4 /* words of 64 bits */
#define MEMGUARD_COFFER_DOMAIN "securememory coffer v1"
#define MEMGUARD_COFFER_MESSAGE (sizeof MEMGUARD_COFFER_DOMAIN - 1 + MEMGUARD_KEY_SIZE)

typedef struct memguard_scratch { /* one thread's at a time */
  memguard_cipher cipher;
  uint64_t key[MEMGUARD_HALF];
  uint64_t halves[2 * MEMGUARD_HALF]; /* left, right, as they are hashed */
  unsigned char message[(MEMGUARD_COFFER_MESSAGE + 15) / 16 * 16]; /* what is hashed */
} memguard_scratch;

typedef struct memguard_coffer_page { /* key = BLAKE2b-256(domain, right) xor left */
  _Atomic uint64_t left[MEMGUARD_HALF], right[MEMGUARD_HALF];
  uint64_t fresh[2 * MEMGUARD_HALF]; /* halves in the making */
  memguard_scratch slots[];          /* as many as the page holds */
} memguard_coffer_page;

#define MEMGUARD_SLOTS_MAX 32            /* bits of `taken` */
#define MEMGUARD_NO_KEY UINT64_C(1)      /* a purge epoch in which no key is ever made */
#define MEMGUARD_NONCES (UINT64_MAX / 2) /* per coffer */

typedef struct memguard_coffer {
  memguard_part part;
  memguard_lock lock;    /* making a page or a key */
  memcall_region region; /* the lock's */
  unsigned slots;        /* the same for every page */
  bool wraps;            /* the system encrypts the halves too */
  _Atomic(memguard_coffer_page *) page;
  _Atomic memcall_safeguards in_force; /* of the page */
  _Atomic uint64_t key_epoch;          /* the purge epoch that the halves are good for */
  _Atomic uint32_t taken;              /* slots in use, a bit each */
  _Atomic uint64_t nonces;             /* handed out so far */
} memguard_coffer;

/* The context's coffer, made when it is not there yet. NO_MEMORY (reported). */
MEMCALL_CHECKED memguard_status memguard_coffer_of(memguard_context *context,
                                                   memguard_coffer **out);

/* Maps the page when there is none. The lock is held. LOCK_LIMIT and what a mapping answers
   (reported). */
MEMCALL_CHECKED memguard_status memguard_coffer_take_page(memguard_coffer *coffer);

/* --- The key (key.c) ------------------------------------------------------------------------- */

/* Makes a key for `epoch` when there is none yet. EXPIRED: a purge came; RANDOM; and those of
   take_page. Reports. */
MEMCALL_CHECKED memguard_status memguard_coffer_prepare(memguard_coffer *coffer, uint64_t epoch,
                                                        const char *operation);

/* Whether there is a key for `epoch`. It may be void by the time it is used: see
   memguard_epoch_holds. */
static inline bool memguard_coffer_has_key(memguard_coffer *coffer, uint64_t epoch) {
  return atomic_load_explicit(&coffer->key_epoch, memory_order_acquire) == epoch;
}

/* Zeroes the halves and all scratch. Signals: safe. */
void memguard_coffer_wipe(memguard_coffer *coffer);

/* --- Scratch (scratch.c) --------------------------------------------------------------------- */

/* Takes a slot, waiting for one if need be, and puts the cipher of the present key into it.
   NO_MEMORY: the provider has none; SYSTEM: the system does not decrypt its wrap. Reports; *out is
   NULL then. */
MEMCALL_CHECKED memguard_status memguard_coffer_borrow(memguard_coffer *coffer,
                                                       const char *operation,
                                                       memguard_scratch **out);

/* Wipes the slot and lets go of it. */
void memguard_coffer_return(memguard_coffer *coffer, memguard_scratch *scratch);

/* Copies the halves to scratch->halves (key.c). */
void memguard_coffer_read_halves(memguard_coffer_page *page, memguard_scratch *scratch);

/* Puts key and cipher together from scratch->halves (key.c). */
MEMCALL_CHECKED MEMGUARD_APART bool memguard_coffer_derive(memguard_scratch *scratch);

/* --- The system's own cipher around the halves (wrap.c) -------------------------------------- */

/* In place; nothing happens where the coffer does not wrap. What the system answers is reported. */
MEMCALL_CHECKED memguard_status memguard_coffer_wrap(const memguard_coffer *coffer,
                                                     uint64_t halves[2 * MEMGUARD_HALF]);
MEMCALL_CHECKED memguard_status memguard_coffer_unwrap(const memguard_coffer *coffer,
                                                       uint64_t halves[2 * MEMGUARD_HALF]);

/* --- Nonces (nonce.c) ------------------------------------------------------------------------ */

/* A number that this coffer has not handed out before. OVERFLOW: there are no more (reported). */
MEMCALL_CHECKED memguard_status memguard_coffer_number(memguard_coffer *coffer,
                                                       const char *operation, uint64_t *number);

/* The nonce made of an epoch and a number: 32 bits ‖ 64 bits. */
void memguard_nonce_make(uint64_t epoch, uint64_t number, unsigned char nonce[MEMGUARD_NONCE_SIZE]);

#endif
