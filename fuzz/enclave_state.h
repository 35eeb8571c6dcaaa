/* enclave_state.h: the enclaves of enclave_fuzz.c. */
#ifndef FUZZ_ENCLAVE_STATE_H
#define FUZZ_ENCLAVE_STATE_H

#define FUZZ_OPS "fuzz/enclave.inc"
#include "fuzz/context.h"
#include "fuzz/declare.h"

#define ENCLAVES 12u

typedef struct enclave {
  memguard_enclave *handle;
  size_t size, seed; /* seed 0: random */
  memguard_status status;
} enclave;

extern memguard_context *context;
extern size_t config, seeds, keys; /* keys: that there may be */
extern enclave enclaves[ENCLAVES];

enclave *enclave_at(const size_t *a); /* that a[0] names */
bool is_whole(const enclave *it);
bool holds(const enclave *it, const void *bytes);
memguard_status expected_of(const enclave *it); /* of an opening */
void expire_all(void);                          /* after a purge */

#endif
