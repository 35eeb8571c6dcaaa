// Every register that a call may change is zero after a scrub, and the halves that are the caller's
// are as they were.
#include "tests/memguard/scrub/registers_aarch64.h"

#include <gtest/gtest.h>

#include "lib/memcall/host/host.h"
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

// --- Scalable vectors ---------------------------------------------------------------------------

class Scalable : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!memcall_host_has_scalable_vectors()) GTEST_SKIP() << "this CPU has no SVE";
  }
  scalable_registers after_ = {};
};

TEST_F(Scalable, ControlEveryBitStands) {
  scalable_registers_around(Nothing, &after_);
  ASSERT_GE(after_.vector_bytes, 16u);
  for (const auto& predicate : after_.predicates)
    for (uint64_t i = 0; i < after_.vector_bytes / 8; i++) EXPECT_EQ(0xff, predicate[i]);
  for (const auto& vector : after_.vectors)
    for (uint64_t i = 0; i < after_.vector_bytes; i++) EXPECT_EQ(0xff, vector[i]);
}

TEST_F(Scalable, NoneHoldsAnythingAfterAScrubButTheCallersHalves) {
  scalable_registers_around(memguard_scrub_registers, &after_);
  for (unsigned n = 0; n < 17; n++)
    for (uint64_t i = 0; i < after_.vector_bytes / 8; i++)
      EXPECT_EQ(0, after_.predicates[n][i]) << "p" << n;
  for (unsigned n = 0; n < 32; n++)
    for (uint64_t i = 0; i < after_.vector_bytes; i++)
      EXPECT_EQ(n >= 8 && n <= 15 && i < 8 ? 0xff : 0, after_.vectors[n][i]) << "z" << n;
}

}  // namespace
