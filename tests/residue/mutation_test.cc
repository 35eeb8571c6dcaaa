// Without one of its wipes the library does not pass: the same search finds what each call leaves
// then, in each kind.
#include <set>

#include "tests/residue/finding.h"
#include "tests/residue/mutants.h"

namespace {

using namespace residue_test;

// Calls that leave nothing by which a wipe would be missed here: they hand nothing secret through
// registers, the stack or memory of ours (the halves of a key that ends stand on its locked page,
// among others; random bytes come from the kernel to their place), or compare words of it and keep
// none.
const std::set<std::string> kClean = {"Rotate",      "LastEnclaveOfAnOldKey", "Equal",
                                      "Scramble",    "BufferNewRandom",       "BufferEqual",
                                      "SecretClose", "SecretDestroy"};

// On pages of their own plaintext is looked at in place.
const std::set<std::string> kInPlace = {
    "SecretNewRandom", "SecretWithBytes", "InsideSecretWithBytes", "SecretBorrow",
    "SecretReturn",    "SecretEqual",     "SecretEqualTo"};

bool MayBeClean(const Deed& deed) {
  return kClean.count(deed.act->name) != 0 ||
         (deed.kind->rest != SECUREMEMORY_SEALED && kInPlace.count(deed.act->name) != 0);
}

class EveryCall : public ResidueTest, public ::testing::WithParamInterface<Deed> {
 protected:
  bool Shows(void (*mutant)(void)) {
    const Deed& deed = GetParam();
    Finding found = Hunt({deed.kind, deed.act->name, mutant});
    EXPECT_EQ("", found.trouble);
    if (MayStand(*deed.act, *deed.kind)) found.memory_plain = 0;
    return found.Longest() != 0;
  }
};

TEST_P(EveryCall, IsFoundOutWithoutOneWipe) {
  bool shown = Shows(mutant_no_scrub) || Shows(mutant_no_clear) || Shows(mutant_no_heap_clear);
  if (!shown && MayBeClean(GetParam())) GTEST_SKIP() << "leaves nothing to be wiped";
  EXPECT_TRUE(shown);
}

INSTANTIATE_TEST_SUITE_P(All, EveryCall, ::testing::ValuesIn(AllDeeds()),
                         [](const auto& deed) { return NameOf(deed.param); });

class OneWipe : public ResidueTest {
 protected:
  Finding Without(void (*mutant)(void), const char* act) {
    Finding found = Hunt({&residue_kinds[0], act, mutant});
    EXPECT_EQ("", found.trouble);
    return found;
  }
};

TEST_F(OneWipe, OfRegisters) {
  Finding found = Without(mutant_no_registers, "Copy");
  EXPECT_GE(found.core_plain, 16u);
  EXPECT_TRUE(found.four);
}

TEST_F(OneWipe, OfTheStackAndRegisters) {
  EXPECT_GE(Without(mutant_no_scrub, "EnclaveOpenInto").core_keys, 16u);
}

TEST_F(OneWipe, OfMemory) {
  EXPECT_GE(Without(mutant_no_clear, "EnclaveNewCopy").memory_keys, 32u) << "in the scratch";
  EXPECT_EQ(0u + RESIDUE_PLAIN, Without(mutant_no_clear, "BufferDestroy").memory_plain);
}

TEST_F(OneWipe, OfTheHeap) { EXPECT_GE(Without(mutant_no_heap_clear, "Free").memory_plain, 900u); }

}  // namespace
