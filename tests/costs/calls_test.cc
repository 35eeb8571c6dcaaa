// What each hot path asks of the kernel, exactly.
#include <gtest/gtest.h>

#include "tests/costs/acts.h"
#include "tests/traced/traced.h"

namespace {

constexpr unsigned kWarm = 200, kTimes = 100;

void Repeat(const costs_act& act, unsigned times) {
  for (; times != 0; times--) act.run();
}

class Calls : public ::testing::TestWithParam<const costs_act*> {};

TEST_P(Calls, AreAsMany) {
  const costs_act& act = *GetParam();
  try {
    unsigned calls = traced::calls_of(
        [&act] {
          costs_begin();
          Repeat(act, kWarm);
        },
        [&act] { Repeat(act, kTimes); });
    EXPECT_EQ(act.calls * kTimes, calls) << act.name;
  } catch (const traced::Untraceable& why) {
    GTEST_SKIP() << why.what();
  }
}

// A count that always comes out as expected would be none.
TEST(Counting, SeesACall) {
  try {
    EXPECT_EQ(2u, traced::calls_of([] {},
                                   [] {
                                     uint64_t word;
                                     (void)!memcall_random(&word, sizeof word);
                                     (void)!memcall_random(&word, sizeof word);
                                   }));
  } catch (const traced::Untraceable& why) {
    GTEST_SKIP() << why.what();
  }
}

std::vector<const costs_act*> All() {
  std::vector<const costs_act*> all;
  for (const costs_act* act = costs_acts; act->name != nullptr; act++) all.push_back(act);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Of, Calls, ::testing::ValuesIn(All()), [](const auto& act) {
  std::string name = act.param->name;
  for (char& letter : name)
    if (letter == ' ') letter = '_';
  return name;
});

}  // namespace
