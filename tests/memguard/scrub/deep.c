#include "tests/memguard/scrub/deep.h"

#include "lib/memguard/scrub/attributes.h"

/* The scrub's own frames stand at the top of what it wipes. What a public call works on is a few
   calls deeper than that, and so is the pattern. */
#define OWN_FRAMES 256

MEMGUARD_OWN_FRAME static void leave_deeper(size_t size) {
  volatile unsigned char *area = __builtin_alloca(size);
  for (size_t i = 0; i < size; i++) area[i] = DEEP_BYTE;
}

MEMGUARD_OWN_FRAME void deep_leave(size_t size) {
  volatile unsigned char *frames = __builtin_alloca(OWN_FRAMES);
  frames[0] = 0;
  leave_deeper(size);
  frames[OWN_FRAMES - 1] = 0;
}

/* Reads what nobody wrote in this call: the compiler must not know. One byte alone may be a frame's,
   by chance; three in a row are the pattern's. */
MEMGUARD_OWN_FRAME size_t deep_count(size_t size) {
  volatile unsigned char *area = __builtin_alloca(size + 2 * OWN_FRAMES);
  __asm__ volatile("" : "+r"(area)::"memory");
  size_t count = 0, run = 0;
  for (size_t i = 0; i < size + 2 * OWN_FRAMES; i++) {
    run = area[i] == DEEP_BYTE ? run + 1 : 0;
    count += run == 3 ? 3 : run > 3;
  }
  return count;
}
