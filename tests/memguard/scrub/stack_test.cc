// The stack below a call, on the thread's own stack and on others.
#include <gtest/gtest.h>

#include "lib/memguard/scrub/scrub.h"
#include "tests/memguard/scrub/deep.h"

namespace {

constexpr size_t kDeep = 6000;

extern "C" void LeavePattern(void* size) { deep_leave(*static_cast<size_t*>(size)); }

TEST(ScrubStack, ControlPatternIsStillThere) {
  deep_leave(kDeep);
  EXPECT_GE(deep_count(kDeep), kDeep);
}

TEST(ScrubStack, NothingIsLeft) {
  deep_leave(kDeep);
  memguard_scrub_stack(kDeep + 768);
  EXPECT_EQ(0u, deep_count(kDeep));
}

TEST(ScrubStack, OfNothingIsNothing) {
  deep_leave(kDeep);
  memguard_scrub_stack(0);
  EXPECT_GT(deep_count(kDeep), kDeep - 200) << "all but what the call's own frames needed";
}

TEST(ScrubStack, WipesNoMoreThanWasAsked) {
  deep_leave(kDeep);
  memguard_scrub_stack(1000);
  size_t left = deep_count(kDeep);
  EXPECT_LT(left, kDeep - 400);
  EXPECT_GT(left, kDeep - 1400);
}

TEST(Scrub, NothingIsLeftOfEightKibibytes) {
  deep_leave(MEMGUARD_SCRUB_DEPTH - 768);
  memguard_scrub();
  EXPECT_EQ(0u, deep_count(MEMGUARD_SCRUB_DEPTH - 768));
}

TEST(CallScrubbed, NothingIsLeftOfTheCall) {
  size_t size = kDeep;
  memguard_call_scrubbed(LeavePattern, &size, kDeep + 768);
  EXPECT_EQ(0u, deep_count(kDeep));
  memguard_call_scrubbed(nullptr, nullptr, 100);
}

}  // namespace
