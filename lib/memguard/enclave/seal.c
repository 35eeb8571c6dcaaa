/* seal.c: plaintext becomes a handle with its ciphertext. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memguard/context/process.h"
#include "lib/memguard/enclave/handle.h"

/* --- Lengths --------------------------------------------------------------------------------- */

uint32_t memguard_filler_for(const memguard_context *context, size_t length) {
  if ((context->flags & MEMGUARD_HIDE_LENGTH) == 0) return 0;
  return (uint32_t)(-length % MEMGUARD_PAD);
}

static memguard_status check_length(const memguard_coffer *coffer, size_t length,
                                    const char *operation) {
  const size_t overhead = sizeof(memguard_enclave) + MEMGUARD_TAG_SIZE + MEMGUARD_PAD;
  if (length <= SIZE_MAX - overhead && memguard_crypto_fits(coffer->kind, length))
    return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_OVERFLOW, operation,
                               "the secret is longer than one enclave can seal");
}

size_t memguard_header_of(const memguard_enclave *enclave, memguard_cipher_kind kind,
                          memguard_header *out) {
  out->format_and_aead = (uint64_t)MEMGUARD_FORMAT << 32 | kind;
  out->context = enclave->context->id;
  out->number = enclave->use.number;
  out->length = enclave->length;
  memcpy(out->filler, enclave->sealed + enclave->length + MEMGUARD_TAG_SIZE, enclave->filler);
  return offsetof(memguard_header, filler) + enclave->filler;
}

/* --- The handle ------------------------------------------------------------------------------ */

/* Ciphertext needs no zeroing first: pages that are touched twice cost more than the cipher. */
static memguard_status new_handle(memguard_context *context, size_t length, const char *operation,
                                  memguard_enclave **out) {
  uint32_t filler = memguard_filler_for(context, length);
  memguard_enclave *enclave = malloc(sizeof *enclave + length + MEMGUARD_TAG_SIZE + filler);
  if (enclave == NULL) return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
  *enclave = (memguard_enclave){.context = context, .length = length, .filler = filler};
  *out = enclave;
  return MEMGUARD_OK;
}

memguard_status memguard_handle_make(memguard_context *context, size_t length,
                                     const char *operation, memguard_enclave **out) {
  memguard_coffer *coffer;
  if (length == 0) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "the length is 0");
  memguard_status status = memguard_coffer_of(context, &coffer);
  if (status == MEMGUARD_OK) status = check_length(coffer, length, operation);
  return status == MEMGUARD_OK ? new_handle(context, length, operation, out) : status;
}

void memguard_handle_empty(memguard_enclave *enclave) {
  memguard_coffer *coffer = memguard_coffer_if_any(enclave->context);
  if (coffer != NULL) memguard_coffer_drop(coffer, &enclave->use);
  enclave->use = (memguard_key_use){0};
  memcall_secure_clear(enclave->sealed, memguard_sealed_size(enclave));
}

void memguard_handle_drop(memguard_enclave *enclave) {
  memguard_handle_empty(enclave);
  memcall_secure_clear(enclave, sizeof *enclave);
  free(enclave);
}

/* --- Its content ----------------------------------------------------------------------------- */

static memguard_status draw_filler(memguard_enclave *enclave, const char *operation) {
  unsigned char *filler = enclave->sealed + enclave->length + MEMGUARD_TAG_SIZE;
  if (enclave->filler == 0 || memcall_random(filler, enclave->filler) == MEMCALL_OK)
    return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_RANDOM, operation, NULL);
}

/* This may be a child that was forked by a signal handler in the middle of the call: under an empty
   page's key, or its parent's, nothing may leave. */
static memguard_status judge(const memguard_enclave *enclave, bool sealed, const char *operation) {
  if (!memguard_epoch_holds(enclave->context, enclave->epoch))
    return memguard_coffer_overtaken(operation);
  memguard_fork_check();
  if (enclave->generation != memguard_generation())
    return memguard_report_error(MEMGUARD_ERR_FORKED, operation, NULL);
  return sealed ? MEMGUARD_OK : memguard_report_error(MEMGUARD_ERR_OVERFLOW, operation, NULL);
}

static memguard_status seal_with(memguard_coffer *coffer, memguard_enclave *enclave,
                                 const void *bytes, const char *operation) {
  memguard_header header;
  memguard_scratch *scratch = NULL;
  bool sealed = false;
  size_t size = memguard_header_of(enclave, coffer->kind, &header);
  uint32_t before = memguard_coffer_open(coffer);
  memguard_status status = memguard_coffer_borrow(coffer, enclave->use.place, operation, &scratch);
  if (status == MEMGUARD_OK) {
    sealed = memguard_crypto_seal(&scratch->cipher, enclave->nonce, &header, size, bytes,
                                  enclave->length, enclave->sealed);
    memguard_coffer_return(coffer, scratch);
  }
  memguard_keyed_restore(before);
  return status == MEMGUARD_OK ? judge(enclave, sealed, operation) : status;
}

memguard_status memguard_seal_ready(memguard_context *context, const char *operation) {
  memguard_coffer *coffer;
  memguard_status status = memguard_coffer_of(context, &coffer);
  if (status != MEMGUARD_OK) return status;
  return memguard_coffer_prepare(coffer, memguard_epoch(context), operation);
}

/* A shorter content never needs more room with its filler: both come to a multiple of 64 bytes. */
static void prepare(memguard_enclave *enclave, size_t length) {
  enclave->length = length;
  enclave->filler = memguard_filler_for(enclave->context, length);
  enclave->generation = memguard_generation();
  enclave->epoch = memguard_epoch(enclave->context);
}

/* Asking for the time takes 24 ns, of the 500 or so of a small seal. */
#define SEALS_PER_LOOK 8

/* The handle keeps its use of the key until it is emptied. */
static memguard_status seal_handle(memguard_coffer *coffer, memguard_enclave *enclave,
                                   const void *bytes, const char *operation) {
  memguard_status status = draw_filler(enclave, operation);
  if (status == MEMGUARD_OK)
    status = memguard_coffer_hold(coffer, enclave->epoch, operation, &enclave->use);
  if (status != MEMGUARD_OK) return status;
  if (enclave->use.number % SEALS_PER_LOOK == 0) memguard_coffer_age(coffer, operation);
  status = memguard_nonce_make(coffer->kind, &enclave->use, operation, enclave->nonce);
  return status == MEMGUARD_OK ? seal_with(coffer, enclave, bytes, operation) : status;
}

memguard_status memguard_seal_handle(memguard_enclave *enclave, const void *bytes, size_t length,
                                     const char *operation) {
  memguard_coffer *coffer;
  prepare(enclave, length);
  memguard_status status = memguard_coffer_of(enclave->context, &coffer);
  return status == MEMGUARD_OK ? seal_handle(coffer, enclave, bytes, operation) : status;
}

/* The arguments are checked, and the context entered. */
memguard_status memguard_seal_bytes(memguard_context *context, const void *bytes, size_t length,
                                    const char *operation, memguard_enclave **out) {
  memguard_enclave *enclave = NULL;
  memguard_status status = memguard_handle_make(context, length, operation, &enclave);
  if (status == MEMGUARD_OK) status = memguard_seal_handle(enclave, bytes, length, operation);
  if (status != MEMGUARD_OK) {
    memguard_object_missed(context);
    if (enclave != NULL) memguard_handle_drop(enclave);
    return status;
  }
  memguard_object_made(context);
  *out = enclave;
  return MEMGUARD_OK;
}
