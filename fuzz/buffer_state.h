/* buffer_state.h: the buffers of buffer_fuzz.c. */
#ifndef FUZZ_BUFFER_STATE_H
#define FUZZ_BUFFER_STATE_H

#define FUZZ_OPS "fuzz/buffer.inc"
#include "fuzz/buffer_model.h"
#include "fuzz/context.h"
#include "fuzz/declare.h"

#define BUFFERS 12u

extern memguard_context *context;
extern size_t config, seeds;
extern fuzz_buffer buffers[BUFFERS];

fuzz_buffer *buffer_at(const size_t *a); /* that a[0] names */
fuzz_buffer *make_room(const size_t *a); /* the same, ended */

/* Sizes are of two bytes, or near SIZE_MAX; of the latter no call may read a byte. */
memguard_status answer_to(size_t size);
void *new_secret(size_t size); /* in fuzz_room, with the seed `seeds` */

#endif
