/* bits.h: finding bits. */
#ifndef MEMGUARD_HEAP_BITS_H
#define MEMGUARD_HEAP_BITS_H

#include <stdint.h>

/* The number of the lowest bit that is set; one is. */
static inline uint32_t memguard_lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
  return (uint32_t)__builtin_ctzll(bits);
#else
  uint32_t number = 0;
  for (; (bits & 1) == 0; bits >>= 1) number++;
  return number;
#endif
}

#endif
