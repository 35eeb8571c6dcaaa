/* enclave.c: the public calls, each a shim over a function in another file; and what needs no
   key. */
#include "lib/memguard/enclave/handle.h"
#include "lib/memguard/scrub/scrub.h"

/* --- Sealing --------------------------------------------------------------------------------- */

memguard_status memguard_enclave_new_from(memguard_context *context, void *bytes, size_t length,
                                          memguard_enclave **out) {
  memguard_status status = memguard_seal_from(context, bytes, length, __func__, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_enclave_new_copy(memguard_context *context, const void *bytes,
                                          size_t length, memguard_enclave **out) {
  memguard_status status = memguard_seal_copy(context, bytes, length, __func__, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_enclave_new_random(memguard_context *context, size_t length,
                                            memguard_enclave **out) {
  memguard_status status = memguard_seal_random(context, length, __func__, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_buffer_seal(memguard_buffer *buffer, memguard_enclave **out) {
  memguard_status status = memguard_seal_buffer(buffer, __func__, out);
  memguard_scrub();
  return status;
}

/* --- Opening --------------------------------------------------------------------------------- */

memguard_status memguard_enclave_open(const memguard_enclave *enclave, memguard_buffer **out) {
  memguard_status status = memguard_open_buffer(enclave, __func__, out);
  memguard_scrub();
  return status;
}

memguard_status memguard_enclave_open_into(const memguard_enclave *enclave, void *bytes,
                                           size_t capacity, size_t *length) {
  memguard_status status = memguard_open_bytes(enclave, bytes, capacity, __func__, length);
  memguard_scrub();
  return status;
}

/* A frame of its own: link-time optimization would put the callback's into the caller's, out of the
   scrub's reach. */
MEMGUARD_APART static int call_back(memguard_bytes_fn callback, const unsigned char *bytes,
                                    size_t length, void *user) {
  return callback(bytes, length, user);
}

/* Scrubs before the callback as well: it may run long, and crash. */
memguard_status memguard_enclave_with_bytes(const memguard_enclave *enclave,
                                            memguard_bytes_fn callback, void *user) {
  memguard_loan loan;
  if (callback == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, __func__, "the callback is NULL");
  memguard_status status = memguard_open_loan(enclave, __func__, &loan);
  memguard_scrub();
  if (status != MEMGUARD_OK) return status;
  int result = call_back(callback, loan.bytes, enclave->length, user);
  status = memguard_close_loan(enclave, &loan, result, __func__);
  memguard_scrub();
  return status;
}

/* --- The handle ------------------------------------------------------------------------------ */

/* The key of a generation before the coffer's stayed with the parent, or could not be kept. */
static bool is_foreign(const memguard_enclave *enclave) {
  if (enclave->generation == memguard_generation()) return false;
  memguard_coffer *coffer = memguard_coffer_if_any(enclave->context);
  return coffer == NULL || enclave->generation < atomic_load(&coffer->since);
}

memguard_status memguard_enclave_examine(const memguard_enclave *enclave, const char *operation) {
  memguard_status status = MEMGUARD_OK;
  if (enclave == NULL) {
    status = MEMGUARD_ERR_INVALID;
  } else {
    status = memguard_enter(enclave->context);
    if (status != MEMGUARD_OK) return status;
    if (is_foreign(enclave)) {
      status = MEMGUARD_ERR_FORKED;
    } else if (enclave->epoch != memguard_epoch(enclave->context)) {
      status = MEMGUARD_ERR_EXPIRED;
    }
  }
  if (status == MEMGUARD_OK || operation == NULL) return status;
  return memguard_report_error(status, operation, enclave == NULL ? "the enclave is NULL" : NULL);
}

memguard_status memguard_enclave_status(const memguard_enclave *enclave) {
  return memguard_enclave_examine(enclave, NULL);
}

size_t memguard_enclave_size(const memguard_enclave *enclave) {
  return enclave != NULL ? enclave->length : 0;
}

void memguard_enclave_destroy(memguard_enclave *enclave) {
  if (enclave == NULL) return;
  memguard_object_gone(enclave->context);
  memguard_handle_drop(enclave);
}
