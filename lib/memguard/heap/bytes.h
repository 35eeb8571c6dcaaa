/* bytes.h: clearing and comparing with zero, for a few bytes at a time. */
#ifndef MEMGUARD_HEAP_BYTES_H
#define MEMGUARD_HEAP_BYTES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The memory is known to the rest of the program, so no compiler may leave the writes out; the
   fences keep them in their place. memcall_secure_clear does the same for memory that may not be,
   at the price of a call. */
static inline void memguard_bytes_clear(unsigned char *bytes, size_t length) {
  atomic_signal_fence(memory_order_seq_cst);
  memset(bytes, 0, length);
  atomic_signal_fence(memory_order_seq_cst);
}

#define MEMGUARD_BYTES_FEW 256u /* for as many a call costs more than it saves */

/* length is a multiple of 16. Many bytes are zero when the first are, and each is as the one 16
   before it: nothing compares faster than the C library. */
static inline bool memguard_bytes_are_zero(const unsigned char *bytes, size_t length) {
  size_t few = length <= MEMGUARD_BYTES_FEW ? length : 16;
  uint64_t any = 0;
  for (size_t i = 0; i < few; i += 16) {
    uint64_t words[2];
    memcpy(words, bytes + i, sizeof words);
    any |= words[0] | words[1];
  }
  return any == 0 && (few == length || memcmp(bytes, bytes + few, length - few) == 0);
}

#endif
