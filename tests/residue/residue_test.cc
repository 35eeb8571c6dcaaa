// What a call leaves behind, looked for everywhere: right after it, with not one instruction in
// between, nothing of a key or of the plaintext stands in any memory of the process but where it
// belongs, and nothing at all in its core file: neither in memory that is dumped, nor in any
// thread's registers.
#include "tests/residue/finding.h"

namespace {

using namespace residue_test;

class EveryCall : public ResidueTest, public ::testing::WithParamInterface<Deed> {};

TEST_P(EveryCall, LeavesNothing) {
  const residue_act& act = *GetParam().act;
  const residue_kind& kind = *GetParam().kind;
  Finding found = HuntPatiently({&kind, act.name, nullptr});
  ASSERT_EQ("", found.trouble);
  EXPECT_EQ(0u, found.memory_keys) << "anywhere in memory";
  if (!MayStand(act, kind)) {
    EXPECT_EQ(0u, found.memory_plain) << "anywhere in memory";
  }
  EXPECT_EQ(0u, found.core_keys);
  EXPECT_EQ(0u, found.core_halves);
  EXPECT_EQ(0u, found.core_plain);
  EXPECT_FALSE(found.four) << "of the plaintext or a key, in a register, three times in a row";
  EXPECT_EQ(found.threads, found.notes.general);
  EXPECT_EQ(found.threads, found.notes.floating);
  EXPECT_EQ(found.threads, found.notes.extended);
  if (!found.memory_read) GTEST_SKIP() << "the core file is clean; memory may not be read here";
}

INSTANTIATE_TEST_SUITE_P(All, EveryCall, ::testing::ValuesIn(AllDeeds()),
                         [](const auto& deed) { return NameOf(deed.param); });

}  // namespace
