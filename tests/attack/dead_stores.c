/* dead_stores.c: what compilers do with them is the matter: to them a store that nobody can see any
   more is a waste. */
#include "tests/attack/dead_stores.h"

#include <string.h>

#include "memguard/bytes.h"

/* The compiler must have the bytes in memory at this point, and knows nothing of what is done. */
#define USE(bytes) __asm__ volatile("" ::"r"(bytes) : "memory")

#define APART __attribute__((noinline))

APART void dead_with_memset(const unsigned char secret[DEAD_BYTES]) {
  _Alignas(16) unsigned char copy[DEAD_BYTES];
  memcpy(copy, secret, sizeof copy);
  USE(copy);
  memset(copy, 0, sizeof copy);
}

APART void dead_with_wipe(const unsigned char secret[DEAD_BYTES]) {
  _Alignas(16) unsigned char copy[DEAD_BYTES];
  memcpy(copy, secret, sizeof copy);
  USE(copy);
  memguard_wipe(copy, sizeof copy);
}

APART void dead_without(const unsigned char secret[DEAD_BYTES]) {
  _Alignas(16) unsigned char copy[DEAD_BYTES];
  memcpy(copy, secret, sizeof copy);
  USE(copy);
}
