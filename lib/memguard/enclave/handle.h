/* handle.h: an enclave from the inside, and the functions behind its public calls.

   Each public call is a shim (enclave.c): it calls one of these, in other files, and then scrubs
   registers and stack, where nothing secret is live any more. operation: the public call's name. */
#ifndef MEMGUARD_ENCLAVE_HANDLE_H
#define MEMGUARD_ENCLAVE_HANDLE_H

#include "lib/memguard/context/context.h"
#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/scrub/attributes.h"
#include "memguard/enclave.h"

/* In ordinary memory: nothing of it is secret. */
struct memguard_enclave {
  memguard_context *context;
  memguard_key_use use; /* of the key it is sealed with; serial 0: of none */
  uint64_t epoch;       /* the purge epoch of that key */
  size_t length;        /* of the plaintext */
  uint32_t generation;  /* of the process that sealed it */
  uint32_t filler;      /* bytes behind the tag; see memguard_filler_for */
  unsigned char nonce[MEMGUARD_NONCE_SIZE];
  unsigned char sealed[]; /* ciphertext of `length`, MEMGUARD_TAG_SIZE, filler */
};

/* MEMGUARD_HIDE_LENGTH: random bytes behind the tag, which nobody without the key can tell from it
   or from ciphertext, and which are authenticated too. So the whole is as long as if plaintext had
   been padded to a multiple of 64 bytes, but neither sealing nor opening needs a padded copy. */
#define MEMGUARD_PAD 64
uint32_t memguard_filler_for(const memguard_context *context, size_t length);

static inline size_t memguard_sealed_size(const memguard_enclave *enclave) {
  return enclave->length + MEMGUARD_TAG_SIZE + enclave->filler;
}

/* What is authenticated beside the ciphertext. It is built from the handle that is being opened and
   not kept with the ciphertext: one put into another enclave's place does not open there. */
#define MEMGUARD_FORMAT 1u
typedef struct memguard_header {
  uint64_t format_and_aead, context, number, length;
  unsigned char filler[MEMGUARD_PAD];
} memguard_header;
/* Returns how many bytes of *out count. */
size_t memguard_header_of(const memguard_enclave *enclave, memguard_cipher_kind kind,
                          memguard_header *out);

/* A handle with room for so many bytes, in which nothing is sealed yet; no object of its context
   until somebody counts it. INVALID: 0; OVERFLOW; NO_MEMORY. Reports. */
MEMCALL_CHECKED memguard_status memguard_handle_make(memguard_context *context, size_t length,
                                                     const char *operation, memguard_enclave **out);

/* Ends what is sealed in it: wipes that, and leaves the room for something else. */
void memguard_handle_empty(memguard_enclave *enclave);

/* Wipes and frees. */
void memguard_handle_drop(memguard_enclave *enclave);

/* OK, INVALID (NULL), FORKED or EXPIRED; reported when operation is not NULL. */
MEMCALL_CHECKED memguard_status memguard_enclave_examine(const memguard_enclave *enclave,
                                                         const char *operation);

/* --- Sealing (seal.c, sources.c) ------------------------------------------------------------- */

/* Makes the key unless there is one: what can fail for lack of memory fails here. Reports. */
MEMCALL_CHECKED memguard_status memguard_seal_ready(memguard_context *context,
                                                    const char *operation);

/* Seals bytes into a handle that has room for them: a new one, or an empty one. On failure its
   content is void. Reports. */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_seal_handle(memguard_enclave *enclave,
                                                                    const void *bytes,
                                                                    size_t length,
                                                                    const char *operation);

/* Seals bytes into a new handle; arguments are checked and the context is entered. */
MEMCALL_CHECKED memguard_status memguard_seal_bytes(memguard_context *context, const void *bytes,
                                                    size_t length, const char *operation,
                                                    memguard_enclave **out);

MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_seal_copy(memguard_context *context,
                                                                  const void *bytes, size_t length,
                                                                  const char *operation,
                                                                  memguard_enclave **out);
/* The same, and wipes bytes on success. */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_seal_from(memguard_context *context,
                                                                  void *bytes, size_t length,
                                                                  const char *operation,
                                                                  memguard_enclave **out);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_seal_random(memguard_context *context,
                                                                    size_t length,
                                                                    const char *operation,
                                                                    memguard_enclave **out);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_seal_buffer(memguard_buffer *buffer,
                                                                    const char *operation,
                                                                    memguard_enclave **out);

/* --- Opening (open.c) ------------------------------------------------------------------------ */

/* Opens an enclave that was examined to out[0, length). On failure out is zero. */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_unseal(const memguard_enclave *enclave,
                                                               void *out, const char *operation);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_open_buffer(const memguard_enclave *enclave,
                                                                    const char *operation,
                                                                    memguard_buffer **out);
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_open_bytes(const memguard_enclave *enclave,
                                                                   void *bytes, size_t capacity,
                                                                   const char *operation,
                                                                   size_t *length);
/* Where a callback's bytes stand until close_loan. */
typedef struct memguard_loan {
  unsigned char *bytes;
  bool lent;           /* in the coffer's scratch; else on the heap */
  uint32_t generation; /* of the process that took it */
} memguard_loan;
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_open_loan(const memguard_enclave *enclave,
                                                                  const char *operation,
                                                                  memguard_loan *out);
/* Wipes and frees. FORKED, EXPIRED: the bytes were void before the callback was done; CALLBACK:
   result is not 0. */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_close_loan(const memguard_enclave *enclave,
                                                                   const memguard_loan *loan,
                                                                   int result,
                                                                   const char *operation);

#endif
