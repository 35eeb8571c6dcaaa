// The same search finds what is there: a copy that is kept on purpose, wherever it is, in a core
// file and in memory.
#include "tests/memguard/scrub/registers.h"
#include "tests/residue/finding.h"

namespace {

using namespace residue_test;

class Control : public ResidueTest {
 protected:
  Finding Keep(const char* where, const residue_kind& kind = residue_kinds[0]) {
    Finding found = Hunt({&kind, where, nullptr});
    EXPECT_EQ("", found.trouble);
    EXPECT_EQ(found.threads, found.notes.extended);
    return found;
  }
};

TEST_F(Control, NothingIsFoundWhereNothingIsKept) { EXPECT_EQ(0u, Keep("Nothing").Longest()); }

// What residue_lazy_test is about, in a program that is linked as Bazel links: all names are bound when it starts.
TEST_F(Control, BoundNamesLeaveNothing) { EXPECT_EQ(0u, Keep("WhileBinding").Longest()); }

TEST_F(Control, Registers) {
  EXPECT_GE(Keep("InAGeneralRegister").core_plain, 8u);
  EXPECT_GE(Keep("InMmx").core_plain, 8u);
  EXPECT_GE(Keep("InXmm").core_plain, 16u);
  EXPECT_GE(Keep("InARegisterOfAnotherThread").core_plain, 16u);
}

TEST_F(Control, FourBytesInARegister) {
  Finding found = Keep("FourBytesInARegister");
  EXPECT_TRUE(found.four);
  EXPECT_EQ(0u, found.Longest());
}

TEST_F(Control, UpperHalvesOfYmm) {
  if (!registers_have_avx()) GTEST_SKIP() << "this CPU has no AVX";
  EXPECT_GE(Keep("InTheUpperHalfOfYmm").core_plain, 16u);
}

TEST_F(Control, Zmm) {
  if (!registers_have_avx512()) GTEST_SKIP() << "this CPU has no AVX-512";
  EXPECT_GE(Keep("InTheUpperHalfOfZmm").core_plain, 32u);
  EXPECT_GE(Keep("InZmm20").core_plain, 64u);
  EXPECT_GE(Keep("InAMask").core_plain, 8u);
}

TEST_F(Control, Memory) {
  for (const char* where : {"OnTheStack", "InMalloc", "InData"}) {
    Finding found = Keep(where);
    EXPECT_GE(found.core_plain, 16u) << where;
    EXPECT_GE(found.memory_plain, 16u) << where;
  }
}

// It is the exclusion from dumps that keeps an open secret out of the core file.
TEST_F(Control, PagesThatAreDumped) {
  EXPECT_GE(Keep("InPagesThatAreDumped").core_plain, 0u + RESIDUE_SHORT);
}

TEST_F(Control, KeysAndWhatTheyAreMadeOf) {
  Finding found = Keep("AKey");
  EXPECT_GE(found.core_keys, 16u);
  EXPECT_GE(found.memory_keys, 16u);
  EXPECT_GE(Keep("AHalf").core_halves, 16u);
  EXPECT_GE(Keep("APreKey", residue_kinds[3]).core_halves, 16u);
}

}  // namespace
