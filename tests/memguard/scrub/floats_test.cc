// What the caller keeps in registers of its own is there after a scrub: on every CPU.
#include <gtest/gtest.h>

#include "lib/memguard/scrub/scrub.h"

namespace {

volatile double source = 1.25;

// Enough values that live across a call for a compiler to keep some in callee-saved registers.
TEST(Registers, TheCallersNumbersSurvive) {
  double a = source + 1, b = source + 2, c = source + 3, d = source + 4;
  double e = source + 5, f = source + 6, g = source + 7, h = source + 8;
  uint64_t whole = static_cast<uint64_t>(source * 1e15);
  for (int i = 0; i < 1000; i++) {
    memguard_scrub();
    ASSERT_EQ(source * 8 + 36, a + b + c + d + e + f + g + h);
    ASSERT_EQ(static_cast<uint64_t>(source * 1e15), whole);
    a += 1, b -= 1, c += 2, d -= 2, e += 3, f -= 3, g += 4, h -= 4;
  }
}

}  // namespace
