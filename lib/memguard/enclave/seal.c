/* seal.c: plaintext becomes a handle with its ciphertext. */
#include <stdlib.h>
#include <string.h>

#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/enclave/handle.h"

memguard_header memguard_header_of(const memguard_enclave *enclave) {
  uint64_t aead = MEMGUARD_CHACHA20_POLY1305;
  return (memguard_header){(uint64_t)MEMGUARD_FORMAT << 32 | aead, enclave->context->id,
                           enclave->id, enclave->length};
}

/* --- The handle ------------------------------------------------------------------------------ */

static memguard_status check_length(size_t length, const char *operation) {
  const size_t overhead = sizeof(memguard_enclave) + MEMGUARD_TAG_SIZE;
  if (length == 0) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "the length is 0");
  if (length <= SIZE_MAX - overhead && memguard_crypto_fits(length)) return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_OVERFLOW, operation,
                               "the secret is longer than one enclave can seal");
}

/* Ciphertext needs no zeroing first: pages that are touched twice cost more than the cipher. */
static memguard_status new_handle(memguard_context *context, size_t length, const char *operation,
                                  memguard_enclave **out) {
  memguard_status status = check_length(length, operation);
  if (status != MEMGUARD_OK) return status;
  memguard_enclave *enclave = malloc(sizeof *enclave + length + MEMGUARD_TAG_SIZE);
  if (enclave == NULL) return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, operation, NULL);
  *enclave =
      (memguard_enclave){.context = context, .length = length, .generation = memguard_generation()};
  *out = enclave;
  return MEMGUARD_OK;
}

void memguard_handle_drop(memguard_enclave *enclave) {
  memcall_secure_clear(enclave, sizeof *enclave + enclave->length + MEMGUARD_TAG_SIZE);
  free(enclave);
}

/* --- Its content ----------------------------------------------------------------------------- */

static memguard_status seal_with(memguard_coffer *coffer, memguard_enclave *enclave,
                                 const void *bytes, const char *operation) {
  const memguard_header header = memguard_header_of(enclave);
  memguard_scratch *scratch = NULL;
  memguard_status status = memguard_coffer_borrow(coffer, operation, &scratch);
  if (status != MEMGUARD_OK) return status;
  bool sealed = memguard_crypto_seal(&scratch->cipher, enclave->nonce, &header, sizeof header,
                                     bytes, enclave->length, enclave->sealed);
  memguard_coffer_return(coffer, scratch);
  if (!memguard_epoch_holds(enclave->context, enclave->epoch))
    return memguard_report_error(MEMGUARD_ERR_EXPIRED, operation,
                                 "a purge overlapped this call; what it made is void");
  return sealed ? MEMGUARD_OK : memguard_report_error(MEMGUARD_ERR_OVERFLOW, operation, NULL);
}

static memguard_status seal_handle(memguard_enclave *enclave, const void *bytes,
                                   const char *operation) {
  memguard_coffer *coffer;
  enclave->epoch = memguard_epoch(enclave->context);
  memguard_status status = memguard_coffer_of(enclave->context, &coffer);
  if (status == MEMGUARD_OK) status = memguard_coffer_prepare(coffer, enclave->epoch, operation);
  if (status == MEMGUARD_OK) status = memguard_coffer_number(coffer, operation, &enclave->id);
  if (status != MEMGUARD_OK) return status;
  memguard_nonce_make(enclave->epoch, enclave->id, enclave->nonce);
  return seal_with(coffer, enclave, bytes, operation);
}

/* The arguments are checked, and the context entered. */
memguard_status memguard_seal_bytes(memguard_context *context, const void *bytes, size_t length,
                                    const char *operation, memguard_enclave **out) {
  memguard_enclave *enclave = NULL;
  memguard_status status = new_handle(context, length, operation, &enclave);
  if (status == MEMGUARD_OK) status = seal_handle(enclave, bytes, operation);
  if (status != MEMGUARD_OK) {
    memguard_object_missed(context);
    if (enclave != NULL) memguard_handle_drop(enclave);
    return status;
  }
  memguard_object_made(context);
  *out = enclave;
  return MEMGUARD_OK;
}
