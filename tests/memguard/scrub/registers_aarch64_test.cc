// Every register that a call may change is zero after a scrub, and the halves that are the caller's
// are as they were.
#include "tests/memguard/scrub/registers_aarch64.h"

#include <gtest/gtest.h>

#include "memguard/bytes.h"

namespace {

extern "C" void Nothing() {}

TEST(Registers, ControlPatternStandsInAllVectors) {
  registers after;
  registers_around(Nothing, &after);
  for (const auto& vector : after.vector)
    for (uint64_t word : vector) EXPECT_EQ(REGISTERS_PATTERN, word);
}

TEST(Registers, NoneHoldsAnythingAfterAScrubButTheCallersHalves) {
  registers after;
  registers_around(memguard_scrub_registers, &after);
  for (unsigned i = 0; i < 32; i++) {
    bool callers = i >= 8 && i <= 15;
    EXPECT_EQ(callers ? REGISTERS_PATTERN : 0, after.vector[i][0]) << "d" << i;
    EXPECT_EQ(0u, after.vector[i][1]) << "the upper half of v" << i;
  }
  for (uint64_t word : after.general) EXPECT_EQ(0u, word);
}

}  // namespace
