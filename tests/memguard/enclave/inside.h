/* inside.h: keys, pages and handles of enclaves, for tests in C++, which cannot read C's atomics. */
#ifndef TESTS_MEMGUARD_ENCLAVE_INSIDE_H
#define TESTS_MEMGUARD_ENCLAVE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "memguard/enclave.h"

MEMCALL_BEGIN

enum { INSIDE_KEY = 32, INSIDE_NONCE = 24, INSIDE_TAG = 16, INSIDE_CIPHER = 608, INSIDE_KEYS = 8 };

/* --- Contexts -------------------------------------------------------------------------------- */

uint64_t enclave_live(const memguard_context *context);
size_t enclave_locked(const memguard_context *context); /* bytes charged to the budget */
uint64_t enclave_context_id(const memguard_context *context);

uint64_t enclave_epoch(const memguard_context *context);
bool enclave_epoch_holds(const memguard_context *context, uint64_t epoch);
/* A purge up to the point where the epoch has moved and nothing is wiped, and its end. */
void enclave_purge_begin(memguard_context *context);
void enclave_purge_end(memguard_context *context);

/* --- The coffer ------------------------------------------------------------------------------ */

/* Makes the page and the key of `epoch`, as a seal does. */
memguard_status enclave_prepare(memguard_context *context, uint64_t epoch);
/* What wipe_key does in a purge, without one. */
void enclave_wipe_key(memguard_context *context);

/* The page; NULL when there is none. */
const unsigned char *enclave_page(memguard_context *context, size_t *size);
/* left and right of the key that seals, as they stand now. */
void enclave_halves(memguard_context *context, unsigned char left[INSIDE_KEY],
                    unsigned char right[INSIDE_KEY]);
/* The key that halves make. */
void enclave_key_of(const unsigned char left[INSIDE_KEY], const unsigned char right[INSIDE_KEY],
                    unsigned char key[INSIDE_KEY]);
void enclave_key(memguard_context *context, unsigned char key[INSIDE_KEY]);

/* The key that an enclave was sealed with. */
void enclave_key_under(const memguard_enclave *enclave, unsigned char key[INSIDE_KEY]);

unsigned enclave_keys(memguard_context *context); /* that are alive */
void enclave_make_due(memguard_context *context); /* the halves are as old as can be */
/* As if a thread had been stopped between publishing a key in its new cell and noting which is spare. */
void enclave_tear_spare(memguard_context *context);

/* The pre-key that halves depend on, with the seeds behind it; NULL without MEMGUARD_SHIELD. */
unsigned char *enclave_prekey(memguard_context *context, size_t *size);
void enclave_condense(memguard_context *context, unsigned char out[2 * INSIDE_TAG]); /* of it */
/* All pages of the shield. */
const unsigned char *enclave_shield(memguard_context *context, size_t *size);

unsigned enclave_slots(memguard_context *context);
void *enclave_borrow(memguard_context *context); /* a slot with the key in it */
void enclave_return(memguard_context *context, void *slot);
uint32_t enclave_taken(memguard_context *context);
size_t enclave_loan(void); /* bytes that fit into a slot */
void enclave_set_nonces(memguard_context *context, uint64_t used);
uint64_t enclave_nonces_limit(memguard_context *context);

/* --- Handles --------------------------------------------------------------------------------- */

unsigned char *enclave_sealed(memguard_enclave *enclave, size_t *size);
unsigned char *enclave_nonce(memguard_enclave *enclave);
size_t enclave_nonce_size(const memguard_enclave *enclave); /* bytes of it that count */
size_t *enclave_length(memguard_enclave *enclave);
uint64_t *enclave_id(memguard_enclave *enclave);
uint64_t enclave_epoch_of(const memguard_enclave *enclave);

/* Whether the ciphertext is authentic under a key, whatever became of the context. */
bool enclave_opens_under(const memguard_enclave *enclave, const unsigned char key[INSIDE_KEY]);

/* new_copy and open_into without the scrub: what a leak looks like. */
memguard_status enclave_unscrubbed_seal(memguard_context *context, const void *bytes, size_t length,
                                        memguard_enclave **out);
memguard_status enclave_unscrubbed_open(const memguard_enclave *enclave, void *bytes,
                                        size_t capacity, size_t *length);

MEMCALL_END

#endif
