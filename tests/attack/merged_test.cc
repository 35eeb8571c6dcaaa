/* merged_test.cc: pages that the kernel may merge with equal ones (KSM) tell by the time of a write
   whether somebody else has the same bytes. A process may ask for that for all of its memory
   (prctl(2), PR_SET_MEMORY_MERGE): the library's pages keep out. */
#include <errno.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "tests/attack/kept.h"
#include "tests/attack/self.h"

#ifndef PR_SET_MEMORY_MERGE
#define PR_SET_MEMORY_MERGE 67
#endif

namespace {

using namespace attack_test;

bool Mergeable(const void *bytes) { return (PageOf(bytes) & ATTACK_PAGE_MERGED) != 0; }

class Merged : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    const memguard_options options = memguard_options_relaxed();
    if (prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0) != 0)
      GTEST_SKIP() << "PR_SET_MEMORY_MERGE: " << strerror(errno);
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK);
  }
  void TearDown() override {
    prctl(PR_SET_MEMORY_MERGE, 0, 0, 0, 0);
    if (context_ != nullptr) {
      EXPECT_EQ(memguard_context_destroy(context_), MEMGUARD_OK);
    }
  }
  memguard_context *context_ = nullptr;
};

TEST_P(Merged, OurPagesKeepOut) {
  void *page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT_TRUE(Mergeable(page)) << "the control: memory as any program maps it";
  munmap(page, 4096);
  Kept kept(context_, static_cast<attack_storage>(GetParam()));
  unsigned char *bytes = kept.Open();
  EXPECT_NE(kept.in_force() & MEMCALL_NO_MERGE, 0u);
  EXPECT_FALSE(Mergeable(bytes));
  EXPECT_FALSE(Mergeable(bytes + Kept::kLength - 1));
  kept.Drop();
}

INSTANTIATE_TEST_SUITE_P(All, Merged,
                         testing::Range(static_cast<int>(ATTACK_HEAP_SLOT),
                                        static_cast<int>(ATTACK_OURS)),
                         [](const auto &one) { return NameOf(one.param); });

/* The kernel keeps no note of who did not want it: a process that asks for merging when it has
   secrets already gets it for their pages as well. Nothing promises otherwise: SECURITY.md. */
TEST(MergedLater, NotPromised) {
  memguard_context *context = nullptr;
  const memguard_options options = memguard_options_relaxed();
  ASSERT_EQ(memguard_context_new(&options, &context), MEMGUARD_OK);
  void *slot = memguard_malloc(context, 32);
  EXPECT_FALSE(Mergeable(slot));
  int answer = prctl(PR_SET_MEMORY_MERGE, 1, 0, 0, 0);
  bool merged = Mergeable(slot);
  prctl(PR_SET_MEMORY_MERGE, 0, 0, 0, 0);
  memguard_free(context, slot);
  EXPECT_EQ(memguard_context_destroy(context), MEMGUARD_OK);
  if (answer != 0) GTEST_SKIP() << "PR_SET_MEMORY_MERGE is not known here";
  EXPECT_TRUE(merged) << "the kernel has learned it: SECURITY.md may promise it";
}

}  // namespace
