/* context_state.h: the contexts of context_fuzz.c, with an object of each sort in them. */
#ifndef FUZZ_CONTEXT_STATE_H
#define FUZZ_CONTEXT_STATE_H

#define FUZZ_OPS "fuzz/context.inc"
#include "fuzz/buffer_model.h"
#include "fuzz/context.h"
#include "fuzz/declare.h"

enum { CONTEXTS = 4, SIZE = 40 };

typedef struct place {
  memguard_context *context;
  size_t config, seed, keys;
  unsigned char *object;
  memguard_status object_status; /* OK, EXPIRED: wiped, FORKED: nobody's */
  memguard_enclave *enclave;
  memguard_status enclave_status;
  fuzz_buffer buffer;
} place;

extern place places[CONTEXTS];
extern size_t seeds;

place *place_at(const size_t *a); /* that a[0] names */
void check(const place *it);
void purged(place *it); /* its context was */

#endif
