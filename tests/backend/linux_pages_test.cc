// Pages on this machine: mapping, access, guards, advice and emptying, by every way of the sheet.
#include <string.h>
#include <sys/mman.h>

#include "tests/backend/machine.h"

namespace {

const int kReadWrite = PROT_READ | PROT_WRITE;

TEST(Map, GivesZeroedPages) {
  Pages pages(3);
  EXPECT_TRUE(AllZero(pages.base(), pages.size()));
  memset(pages.base(), 1, pages.size());
}

TEST(Map, SaysNoMemoryAndGivesNull) {
  void *found = &found;
  const size_t everything = SIZE_MAX / 2 & ~(Pages::size_of_one() - 1);
  const memcall_answer answer = memcall_backend_map(everything, kReadWrite, &found);
  EXPECT_ANSWER(MEMCALL_ERR_NO_MEMORY, answer);
  EXPECT_STREQ("mmap", answer.operation);
  EXPECT_EQ(ENOMEM, answer.os_code);
  EXPECT_EQ(nullptr, found);
}

TEST(Map, SparseTakesAddressSpaceAlone) {
  const size_t size = size_t{1} << 36;
  void *found = nullptr;
  const memcall_answer answer = memcall_backend_map_sparse(size, kReadWrite, &found);
  if (answer.status == MEMCALL_ERR_NO_MEMORY)
    GTEST_SKIP() << "this machine does not overcommit, or limits address space";
  ASSERT_ANSWER(MEMCALL_OK, answer);
  static_cast<unsigned char *>(found)[size - 1] = 1;
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_unmap(found, size));
}

TEST(Map, LargePagesComeFromThePoolOrNotAtAll) {
  const size_t size = memcall_backend_large_page_size();
  if (size == 0) GTEST_SKIP() << "this kernel has no large pages";
  EXPECT_EQ(0u, size % Pages::size_of_one());
  void *found = nullptr;
  const memcall_answer answer = memcall_backend_map_large(size, kReadWrite, &found);
  if (answer.status == MEMCALL_ERR_NO_MEMORY) {
    EXPECT_EQ(nullptr, found);
    GTEST_SKIP() << "the pool of large pages is empty (vm.nr_hugepages)";
  }
  ASSERT_ANSWER(MEMCALL_OK, answer);
  EXPECT_TRUE(HasFlag(found, "ht"));
  EXPECT_TRUE(AllZero(found, size));
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_unmap(found, size));
}

TEST(IsMapped, TellsAHoleFromPagesWithoutAccess) {
  unsigned char *gone = nullptr;
  {
    Pages pages(2);
    gone = pages.base();
    EXPECT_ANSWER(MEMCALL_OK, memcall_backend_protect(pages.base(), pages.size(), PROT_NONE));
    EXPECT_ANSWER(MEMCALL_OK, memcall_backend_is_mapped(pages.base(), pages.size()));
  }
  EXPECT_ANSWER(MEMCALL_ERR_INVALID, memcall_backend_is_mapped(gone, Pages::size_of_one()));
}

TEST(Protect, SetsEachAccess) {
  Pages pages(1);
  const auto set = [&](memcall_protection protection) {
    EXPECT_ANSWER(MEMCALL_OK, memcall_backend_protect(pages.base(), pages.size(),
                                                      memcall_backend_protection(protection)));
  };
  set(MEMCALL_NO_ACCESS);
  EXPECT_FALSE(Readable(pages.base()));
  set(MEMCALL_READ_ONLY);
  EXPECT_TRUE(Readable(pages.base()));
  EXPECT_FALSE(Writable(pages.base()));
  set(MEMCALL_READ_EXECUTE);
  EXPECT_TRUE(HasFlag(pages.base(), "ex"));
  set(MEMCALL_READ_WRITE);
  EXPECT_TRUE(Writable(pages.base()));
  EXPECT_EQ(-1, memcall_backend_protection(static_cast<memcall_protection>(77)));
}

// With guard markers, and as on a kernel that has none.
class Guard : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    if (memcall_backend_probe("guard_markers") != 1 && GetParam())
      GTEST_SKIP() << "this kernel has no guard markers";
    memcall_backend_set_probe("guard_markers", GetParam());
  }
  void TearDown() override { memcall_backend_set_probe("guard_markers", -1); }
};

TEST_P(Guard, FaultsAndIsZeroAfterwards) {
  Pages pages(3);
  memset(pages.base(), 7, pages.size());
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_guard(pages.page(1), Pages::size_of_one()));
  EXPECT_FALSE(Readable(pages.page(1)));
  EXPECT_DEATH(*const_cast<volatile unsigned char *>(pages.page(1)) = 1, "");
  EXPECT_TRUE(Writable(pages.page(0)));
  EXPECT_TRUE(Writable(pages.page(2)));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_unguard(pages.page(1), Pages::size_of_one()));
  EXPECT_TRUE(Writable(pages.page(1)));
  EXPECT_TRUE(AllZero(pages.page(1), Pages::size_of_one()));
  EXPECT_EQ(7, *pages.page(2));
}

TEST_P(Guard, SplitsItsMappingUnlessTheTraitSaysOtherwise) {
  Pages pages(3);
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_guard(pages.page(1), Pages::size_of_one()));
  const bool free_of_cost = memcall_backend_traits() & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING;
  EXPECT_EQ(GetParam(), free_of_cost);
  EXPECT_EQ(free_of_cost ? 1u : 3u, MappingsIn(pages.base(), pages.size()));
}

// A locked range refuses markers; guards by protection are taken, and what was there is gone all the same.
TEST_P(Guard, OnLockedPages) {
  Pages pages(1);
  memset(pages.base(), 7, pages.size());
  if (memcall_backend_lock(pages.base(), pages.size()).status != MEMCALL_OK)
    GTEST_SKIP() << "nothing may be locked";
  const memcall_answer answer = memcall_backend_guard(pages.base(), pages.size());
  EXPECT_ANSWER(GetParam() ? MEMCALL_ERR_INVALID : MEMCALL_OK, answer);
  if (answer.status != MEMCALL_OK) return;
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_unguard(pages.base(), pages.size()));
  EXPECT_TRUE(AllZero(pages.base(), pages.size()));
}

INSTANTIATE_TEST_SUITE_P(MarkersAndProtection, Guard, testing::Bool());

TEST(Advice, ReachesTheMapping) {
  if (memcall_backend_probe("advice_is_checked") != 1)
    GTEST_SKIP() << "this system takes any advice";
  Pages pages(2);
  EXPECT_FALSE(HasFlag(pages.base(), "dd"));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_exclude_from_dumps(pages.base(), pages.size()));
  EXPECT_TRUE(HasFlag(pages.base(), "dd"));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_small_pages(pages.base(), pages.size()));
  EXPECT_EQ(memcall_backend_probe("thp") == 1, HasFlag(pages.base(), "nh"));
}

TEST(Advice, AgainstMergingUndoesConsentToIt) {
  Pages pages(2);
  if (memcall_backend_probe("ksm") == 1) {
    ASSERT_EQ(0, madvise(pages.base(), pages.size(), MADV_MERGEABLE));
    EXPECT_TRUE(HasFlag(pages.base(), "mg"));
  }
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_exclude_from_merging(pages.base(), pages.size()));
  EXPECT_FALSE(HasFlag(pages.base(), "mg"));
}

class Populate : public testing::TestWithParam<int> {};

TEST_P(Populate, MakesPagesResident) {
  ProbeSays populate_write("populate_write", GetParam());
  Pages pages(5);
  pages.base()[3] = 9;
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_populate(pages.base(), pages.size()));
  unsigned char resident[5] = {0};
  ASSERT_EQ(0, mincore(pages.base(), pages.size(), resident));
  for (unsigned char page : resident) EXPECT_TRUE(page & 1);
  EXPECT_EQ(9, pages.base()[3]);
}

INSTANTIATE_TEST_SUITE_P(ByTheKernelAndByHand, Populate, testing::Values(-1, 0));

TEST(Clear, WritesZeros) {
  unsigned char bytes[40];
  memset(bytes, 1, sizeof bytes);
  memcall_backend_clear(bytes + 1, sizeof bytes - 2);
  EXPECT_TRUE(AllZero(bytes + 1, sizeof bytes - 2));
  EXPECT_EQ(1, bytes[0]);
  EXPECT_EQ(1, bytes[sizeof bytes - 1]);
}

}  // namespace
