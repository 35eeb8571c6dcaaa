// Every register that a call may change is zero after a scrub, and no other one is changed.
#include "tests/memguard/scrub/registers.h"

#include <gtest/gtest.h>

#include "memguard/bytes.h"

extern "C" {
void scrub_registers_microsoft(void);  // registers_x86_64_win.c
}

namespace {

size_t Left(const registers& after) {
  size_t words = 0;
  for (const auto& vector : after.vector)
    for (uint64_t word : vector) words += word != 0;
  for (uint64_t word : after.mask) words += word != 0;
  for (uint64_t word : after.general) words += word != 0;
  return words;
}

extern "C" void Nothing() {}
extern "C" void CopyNothing() { memguard_copy(nullptr, nullptr, 0); }
extern "C" void CompareNothing() { (void)memguard_equal(nullptr, nullptr, 0); }

TEST(Registers, ControlPatternStandsInAllOfThem) {
  registers after;
  registers_around(Nothing, &after);
  size_t vectors = registers_have_avx512() ? 32 * 8 + 8 : registers_have_avx() ? 16 * 4 : 16 * 2;
  EXPECT_GE(Left(after), vectors + 4) << "an empty function may change a general one or two";
}

TEST(Registers, NoneHoldsAnythingAfterAScrub) {
  registers after;
  registers_around(memguard_scrub_registers, &after);
  EXPECT_EQ(0u, Left(after));
}

// What the scrub of a copy leaves is an address or a length at most.
TEST(Registers, NoVectorHoldsAnythingAfterACopyOrAComparison) {
  for (void (*call)() : {CopyNothing, CompareNothing}) {
    registers after;
    registers_around(call, &after);
    for (const auto& vector : after.vector)
      for (uint64_t word : vector) EXPECT_EQ(0u, word);
  }
}

TEST(Registers, MicrosoftsCallingConventionKeepsSixToFifteenBelowBit128) {
  registers after;
  registers_around(scrub_registers_microsoft, &after);
  for (unsigned i = 0; i < 32; i++)
    for (unsigned word = 0; word < 8; word++) {
      bool callers = i >= 6 && i <= 15 && word < 2;
      EXPECT_EQ(callers ? REGISTERS_PATTERN : 0, after.vector[i][word]) << "xmm" << i;
    }
  for (uint64_t mask : after.mask) EXPECT_EQ(0u, mask);
  const uint64_t* general = after.general;
  for (unsigned i : {0, 1, 2, 5, 6, 7, 8}) EXPECT_EQ(0u, general[i]);
}

}  // namespace
