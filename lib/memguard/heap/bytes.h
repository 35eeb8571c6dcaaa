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

/* length is a multiple of 16. */
static inline bool memguard_bytes_are_zero(const unsigned char *bytes, size_t length) {
  uint64_t any = 0;
  for (size_t i = 0; i < length; i += 16) {
    uint64_t words[2];
    memcpy(words, bytes + i, sizeof words);
    any |= words[0] | words[1];
  }
  return any == 0;
}

#endif
