/* registers_other.c: the best that portable C can do for a CPU without a file of its own: compute
   with so many zeros at once that most registers a call may change hold one of them. It is no
   guarantee, and SECURITY.md counts such CPUs as not covered. */
#include <stdint.h>

#include "lib/memguard/scrub/scrub.h"

#define MANY 32 /* as many as common CPUs have registers of a kind */

void memguard_scrub_registers(void) {
  static const volatile uint64_t kWords[MANY];
  static const volatile double kNumbers[MANY];
  uint64_t words[MANY];
  double numbers[MANY];
  for (unsigned i = 0; i < MANY; i++) {
    words[i] = kWords[i];
    numbers[i] = kNumbers[i];
  }
  volatile uint64_t word = 0;
  volatile double number = 0;
  for (unsigned i = 0; i < MANY; i++) {
    word = word + words[i];
    number = number + numbers[i];
  }
}
