#include "tests/memguard/scrub/deep.h"

#include <stdint.h>

#include "lib/memguard/scrub/attributes.h"

/* The scrub's own frames stand at the top of what it wipes. What a public call works on is a few
   calls deeper than that, and so is the pattern. */
#define OWN_FRAMES 256

/* Four bytes that stand in no frame but those that are written here. */
#define DEEP_WORD UINT32_C(0xd36b81f5)

MEMGUARD_OWN_FRAME static void leave_deeper(size_t size) {
  volatile uint32_t *area = __builtin_alloca(size);
  for (size_t i = 0; i < size / sizeof *area; i++) area[i] = DEEP_WORD;
}

MEMGUARD_OWN_FRAME void deep_leave(size_t size) {
  volatile unsigned char *frames = __builtin_alloca(OWN_FRAMES);
  frames[0] = 0;
  leave_deeper(size);
  frames[OWN_FRAMES - 1] = 0;
}

/* Reads what nobody wrote in this call: the compiler must not know. One word is enough to count: none
   is like it by chance. */
MEMGUARD_OWN_FRAME size_t deep_count(size_t size) {
  volatile uint32_t *area = __builtin_alloca(size + 2 * OWN_FRAMES);
  __asm__ volatile("" : "+r"(area)::"memory");
  size_t count = 0;
  for (size_t i = 0; i < (size + 2 * OWN_FRAMES) / sizeof *area; i++)
    if (area[i] == DEEP_WORD) count += sizeof *area;
  return count;
}
