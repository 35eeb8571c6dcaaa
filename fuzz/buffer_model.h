/* buffer_model.h: buffers, and what each must be: for the targets in which there are some. */
#ifndef FUZZ_BUFFER_MODEL_H
#define FUZZ_BUFFER_MODEL_H

#include <stdbool.h>

#include "memguard/memguard.h"

typedef struct fuzz_buffer {
  memguard_buffer *handle; /* NULL: there is none */
  unsigned char *content;  /* a copy, of the C library's */
  size_t size;
  memguard_status status;
  memguard_protection protection;
} fuzz_buffer;

#define FUZZ_UNKNOWN ((size_t)-1)

/* A handle that a constructor gave. Its content is the secret of this seed; 0: zeros; FUZZ_UNKNOWN:
   whatever it is. */
void fuzz_buffer_adopt(fuzz_buffer *it, memguard_buffer *handle, size_t size, size_t seed,
                       memguard_protection protection);

/* All that can be asked of it is as the model says. */
void fuzz_buffer_check(const fuzz_buffer *it);
void fuzz_buffer_destroy(fuzz_buffer *it);

/* What a call on it answers while it is alive and `expected`, and in its other states. True: OK. */
bool fuzz_buffer_ok(fuzz_buffer *it, memguard_status status, memguard_status expected,
                    size_t wanted);

/* After a fork, in a child that inherits or does not. */
void fuzz_buffer_forked(fuzz_buffer *it, bool inherits);

#endif
