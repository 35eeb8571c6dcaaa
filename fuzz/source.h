/* source.h: a source that gives a secret of the model, in pieces, and may fail at its end. */
#ifndef FUZZ_SOURCE_H
#define FUZZ_SOURCE_H

#include <stdbool.h>

#include "memguard/io.h"

typedef struct fuzz_source {
  size_t seed, size, piece; /* piece 0: all at once */
  bool fails;               /* where it should end */
  size_t at;
} fuzz_source;

memguard_source fuzz_source_of(fuzz_source *source);

#endif
