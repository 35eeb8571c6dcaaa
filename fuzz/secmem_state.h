/* secmem_state.h: what the operations of secmem_fuzz.c share. */
#ifndef FUZZ_SECMEM_STATE_H
#define FUZZ_SECMEM_STATE_H

#define FUZZ_OPS "fuzz/secmem.inc"
#include "fuzz/context.h"
#include "fuzz/declare.h"

enum { TEXT = 256 };

extern memguard_context *context;
extern char text[TEXT]; /* filled with x before a call writes there */

/* It is a sentence that ends where its room does. */
void check_text(size_t capacity);

#endif
