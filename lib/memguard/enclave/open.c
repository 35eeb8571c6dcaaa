/* open.c: ciphertext becomes plaintext in locked memory, or nothing at all. */
#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/enclave/coffer.h"
#include "lib/memguard/enclave/handle.h"
#include "memguard/heap.h"

/* --- Decrypting ------------------------------------------------------------------------------ */

static memguard_status expired(const char *operation) {
  return memguard_report_error(MEMGUARD_ERR_EXPIRED, operation, NULL);
}

static bool decrypt(const memguard_enclave *enclave, memguard_cipher_kind kind,
                    const memguard_scratch *scratch, void *out) {
  memguard_header header;
  size_t size = memguard_header_of(enclave, kind, &header);
  return memguard_crypto_open(&scratch->cipher, enclave->nonce, &header, size, enclave->sealed,
                              enclave->length, out);
}

/* The epoch is looked at first, and whether this is a child by now: under a key that was wiped
   meanwhile nothing is authentic. */
static memguard_status judge(const memguard_enclave *enclave, bool authentic,
                             const char *operation) {
  if (!memguard_epoch_holds(enclave->context, enclave->epoch)) return expired(operation);
  memguard_status status = memguard_enclave_examine(enclave, operation);
  if (status != MEMGUARD_OK || authentic) return status;
  return memguard_report_error(MEMGUARD_ERR_AUTH, operation, NULL);
}

static memguard_status unseal_with(memguard_coffer *coffer, const memguard_enclave *enclave,
                                   void *out, const char *operation) {
  memguard_scratch *scratch = NULL;
  bool authentic = false;
  uint32_t before = memguard_coffer_open(coffer);
  memguard_status status = memguard_coffer_borrow(coffer, enclave->use.place, operation, &scratch);
  if (status == MEMGUARD_OK) {
    authentic = decrypt(enclave, coffer->kind, scratch, out);
    memguard_coffer_return(coffer, scratch);
  }
  memguard_keyed_restore(before);
  return status == MEMGUARD_OK ? judge(enclave, authentic, operation) : status;
}

memguard_status memguard_unseal(const memguard_enclave *enclave, void *out, const char *operation) {
  memguard_coffer *coffer;
  memguard_status status = memguard_coffer_of(enclave->context, &coffer);
  if (status == MEMGUARD_OK && !memguard_coffer_has_key(coffer, enclave->epoch))
    status = expired(operation);
  if (status == MEMGUARD_OK) memguard_coffer_age(coffer, operation);
  if (status == MEMGUARD_OK) status = unseal_with(coffer, enclave, out, operation);
  if (status != MEMGUARD_OK) memcall_secure_clear(out, enclave->length);
  return status;
}

/* --- To a buffer ----------------------------------------------------------------------------- */

memguard_status memguard_open_buffer(const memguard_enclave *enclave, const char *operation,
                                     memguard_buffer **out) {
  memguard_buffer *buffer;
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "out is NULL");
  *out = NULL;
  memguard_status status = memguard_enclave_examine(enclave, operation);
  if (status == MEMGUARD_OK)
    status = memguard_buffer_begin(enclave->context, enclave->length, operation, &buffer);
  if (status != MEMGUARD_OK) return status;
  status = memguard_unseal(enclave, buffer->data, operation);
  if (status == MEMGUARD_OK)
    return memguard_buffer_commit(buffer, MEMGUARD_READ_ONLY, operation, out);
  memguard_buffer_abandon(buffer);
  memguard_object_missed(enclave->context);
  return status;
}

/* --- To the caller's memory ------------------------------------------------------------------ */

static memguard_status open_to(const memguard_enclave *enclave, void *bytes, size_t capacity,
                               const char *operation, size_t *length) {
  if ((bytes == NULL && capacity != 0) || length == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, operation, "bytes or length is NULL");
  memguard_status status = memguard_enclave_examine(enclave, operation);
  if (status != MEMGUARD_OK) return status;
  *length = enclave->length;
  if (capacity < enclave->length)
    return memguard_report_error(MEMGUARD_ERR_TOO_SMALL, operation, NULL);
  return memguard_unseal(enclave, bytes, operation);
}

memguard_status memguard_open_bytes(const memguard_enclave *enclave, void *bytes, size_t capacity,
                                    const char *operation, size_t *length) {
  memguard_status status = open_to(enclave, bytes, capacity, operation, length);
  if (status == MEMGUARD_OK || status == MEMGUARD_ERR_TOO_SMALL) return status;
  memcall_secure_clear(bytes, capacity);
  if (length != NULL) *length = 0;
  return status;
}

/* --- For a callback -------------------------------------------------------------------------- */

/* On the heap; when it has no room, a small secret in the scratch that is the coffer's already, so
   that opening it does not fail for want of locked memory. */
static memguard_loan take_loan(const memguard_enclave *enclave) {
  const memcall_error before = *memcall_last_error();
  unsigned char *bytes = memguard_malloc(enclave->context, enclave->length);
  memguard_coffer *coffer = memguard_coffer_if_any(enclave->context);
  if (bytes != NULL || coffer == NULL || enclave->length > MEMGUARD_LOAN)
    return (memguard_loan){bytes, false, memguard_generation()};
  unsigned char *lent = memguard_coffer_lend(coffer);
  if (lent != NULL) memguard_restore_error(&before); /* it was made good */
  return (memguard_loan){lent, true, memguard_generation()};
}

/* A forked child may have nothing any more of what was lent. */
static void end_loan(memguard_context *context, const memguard_loan *loan) {
  if (loan->lent) {
    memguard_coffer_take_back(memguard_coffer_if_any(context), loan->bytes);
  } else {
    memguard_free(context, loan->bytes);
  }
}

memguard_status memguard_open_loan(const memguard_enclave *enclave, const char *operation,
                                   memguard_loan *out) {
  memguard_status status = memguard_enclave_examine(enclave, operation);
  if (status != MEMGUARD_OK) return status;
  *out = take_loan(enclave);
  if (out->bytes == NULL) return (memguard_status)memcall_last_error()->status;
  status = memguard_unseal(enclave, out->bytes, operation);
  if (status != MEMGUARD_OK) end_loan(enclave->context, out);
  return status;
}

/* A purge or fork comes before the callback's own answer: whatever it found, it is void. */
memguard_status memguard_close_loan(const memguard_enclave *enclave, const memguard_loan *loan,
                                    int result, const char *operation) {
  memguard_status status = memguard_enclave_examine(enclave, operation);
  if (status == MEMGUARD_OK && loan->generation != memguard_generation())
    status = memguard_report_error(MEMGUARD_ERR_FORKED, operation, NULL);
  end_loan(enclave->context, loan);
  if (status != MEMGUARD_OK || result == 0) return status;
  return memguard_report_error(MEMGUARD_ERR_CALLBACK, operation, NULL);
}
