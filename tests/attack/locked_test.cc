/* locked_test.cc: what could be swapped out. Every page that holds a secret is locked (VmFlags lo),
   and the library's own count of locked bytes is the kernel's (VmLck), before, during and after. */
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tests/attack/kept.h"
#include "tests/attack/self.h"

namespace {

using namespace attack_test;

class Locked : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    void *page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    before_ = Status("VmLck");
    bool locks = mlock(page, 4096) == 0 && Status("VmLck") == before_ + 4096;
    munmap(page, 4096);
    if (!locks) GTEST_SKIP() << "nothing can be locked here, or a sanitizer is in the way";
  }

  void Make(memguard_policy lock) {
    memguard_options options = memguard_options_relaxed();
    options.lock = lock;
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK);
  }

  /* The library's count, and the kernel's of what came since the test began. */
  uint64_t Ledger() const {
    memguard_stats stats = {};
    stats.struct_size = sizeof stats;
    EXPECT_EQ(memguard_context_stats(context_, &stats), MEMGUARD_OK);
    return stats.locked_bytes;
  }
  uint64_t Kernel() const { return Status("VmLck") - before_; }

  uint64_t before_ = 0;
  memguard_context *context_ = nullptr;
};

TEST_P(Locked, LedgerIsTheKernels) {
  Make(MEMGUARD_REQUIRE);
  EXPECT_EQ(Ledger(), Kernel());
  Kept kept(context_, static_cast<attack_storage>(GetParam()));
  EXPECT_EQ(Ledger(), Kernel()) << "kept";
  EXPECT_NE(Kernel(), 0u);
  unsigned char *bytes = kept.Open();
  EXPECT_EQ(Ledger(), Kernel()) << "open";
  EXPECT_NE(PageOf(bytes) & ATTACK_PAGE_LOCKED, 0u);
  EXPECT_NE(PageOf(bytes + Kept::kLength - 1) & ATTACK_PAGE_LOCKED, 0u);
  kept.Drop();
  EXPECT_EQ(Ledger(), Kernel()) << "dropped";
  memguard_trim(context_);
  EXPECT_EQ(Ledger(), Kernel()) << "trimmed";
  ASSERT_EQ(memguard_context_destroy(context_), MEMGUARD_OK);
  EXPECT_EQ(Kernel(), 0u) << "after the context";
}

INSTANTIATE_TEST_SUITE_P(All, Locked,
                         testing::Range(static_cast<int>(ATTACK_HEAP_SLOT),
                                        static_cast<int>(ATTACK_OURS)),
                         [](const auto &one) { return NameOf(one.param); });

using LockedControl = Locked;

TEST_P(LockedControl, WithoutLocksTheSamePagesHaveNone) {
  Make(MEMGUARD_OFF);
  Kept kept(context_, static_cast<attack_storage>(GetParam()));
  unsigned char *bytes = kept.Open();
  EXPECT_EQ(PageOf(bytes) & ATTACK_PAGE_LOCKED, 0u);
  EXPECT_EQ(Kernel(), 0u);
  EXPECT_EQ(Ledger(), 0u);
  kept.Drop();
  ASSERT_EQ(memguard_context_destroy(context_), MEMGUARD_OK);
}

/* A lock that the library does not know of is seen in the kernel's count alone. */
TEST_P(LockedControl, AnothersLockMakesADifference) {
  Make(MEMGUARD_REQUIRE);
  Kept kept(context_, static_cast<attack_storage>(GetParam()));
  void *page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_EQ(mlock(page, 4096), 0);
  EXPECT_EQ(Ledger() + 4096, Kernel());
  munmap(page, 4096);
  kept.Drop();
  ASSERT_EQ(memguard_context_destroy(context_), MEMGUARD_OK);
}

INSTANTIATE_TEST_SUITE_P(Some, LockedControl, testing::Values(ATTACK_HEAP_SLOT, ATTACK_BUFFER),
                         [](const auto &one) { return NameOf(one.param); });

TEST(LockedMalloc, ControlIsNot) {
  void *block = malloc(Kept::kLength);
  EXPECT_EQ(PageOf(block) & ATTACK_PAGE_LOCKED, 0u);
  free(block);
}

}  // namespace
