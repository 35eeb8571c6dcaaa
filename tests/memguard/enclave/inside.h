/* inside.h: keys, pages and handles of enclaves, for tests in C++, which cannot read C's atomics. */
#ifndef TESTS_MEMGUARD_ENCLAVE_INSIDE_H
#define TESTS_MEMGUARD_ENCLAVE_INSIDE_H

#include <stdbool.h>
#include <stdint.h>

#include "memguard/enclave.h"

MEMCALL_BEGIN

enum { INSIDE_KEY = 32, INSIDE_NONCE = 12, INSIDE_TAG = 16, INSIDE_CIPHER = 640 };

/* --- Contexts -------------------------------------------------------------------------------- */

uint64_t inside_live(const memguard_context *context);
size_t inside_locked(const memguard_context *context); /* bytes charged to the budget */
uint64_t inside_context_id(const memguard_context *context);

uint64_t inside_epoch(const memguard_context *context);
bool inside_epoch_holds(const memguard_context *context, uint64_t epoch);
/* A purge up to the point where the epoch has moved and nothing is wiped, and its end. */
void inside_purge_begin(memguard_context *context);
void inside_purge_end(memguard_context *context);

/* --- The coffer ------------------------------------------------------------------------------ */

/* Makes the page and the key of `epoch`, as a seal does. */
memguard_status inside_prepare(memguard_context *context, uint64_t epoch);
/* What wipe_key does in a purge, without one. */
void inside_wipe_key(memguard_context *context);

/* The page; NULL when there is none. */
const unsigned char *inside_page(memguard_context *context, size_t *size);
/* left and right, as they stand now. */
void inside_halves(memguard_context *context, unsigned char left[INSIDE_KEY],
                   unsigned char right[INSIDE_KEY]);
/* The key that halves make. */
void inside_key_of(const unsigned char left[INSIDE_KEY], const unsigned char right[INSIDE_KEY],
                   unsigned char key[INSIDE_KEY]);
void inside_key(memguard_context *context, unsigned char key[INSIDE_KEY]);

unsigned inside_slots(memguard_context *context);
void *inside_borrow(memguard_context *context); /* a slot with the key in it */
void inside_return(memguard_context *context, void *slot);
uint32_t inside_taken(memguard_context *context);
void inside_set_nonces(memguard_context *context, uint64_t used);
uint64_t inside_nonces_limit(void);

/* --- Handles --------------------------------------------------------------------------------- */

unsigned char *inside_sealed(memguard_enclave *enclave, size_t *size);
unsigned char *inside_nonce(memguard_enclave *enclave);
size_t *inside_length(memguard_enclave *enclave);
uint64_t *inside_id(memguard_enclave *enclave);
uint64_t inside_epoch_of(const memguard_enclave *enclave);

/* Whether the ciphertext is authentic under a key, whatever became of the context. */
bool inside_opens_under(const memguard_enclave *enclave, const unsigned char key[INSIDE_KEY]);

/* new_copy and open_into without the scrub: what a leak looks like. */
memguard_status inside_unscrubbed_seal(memguard_context *context, const void *bytes, size_t length,
                                       memguard_enclave **out);
memguard_status inside_unscrubbed_open(const memguard_enclave *enclave, void *bytes,
                                       size_t capacity, size_t *length);

MEMCALL_END

#endif
