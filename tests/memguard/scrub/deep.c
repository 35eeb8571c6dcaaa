#include "tests/memguard/scrub/deep.h"

#include "lib/memguard/scrub/attributes.h"

MEMGUARD_OWN_FRAME void deep_leave(size_t size) {
  volatile unsigned char *area = __builtin_alloca(size);
  for (size_t i = 0; i < size; i++) area[i] = DEEP_BYTE;
}

/* Reads what nobody wrote in this call: the compiler must not know. */
MEMGUARD_OWN_FRAME size_t deep_count(size_t size) {
  volatile unsigned char *area = __builtin_alloca(size);
  __asm__ volatile("" : "+r"(area)::"memory");
  size_t count = 0;
  for (size_t i = 0; i < size; i++) count += area[i] == DEEP_BYTE;
  return count;
}
