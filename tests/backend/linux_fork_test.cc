// What a forked child finds, for each of the three actions.
#include <string.h>

#include "tests/backend/machine.h"

namespace {

const char kTakesAnything[] = "this system takes any advice";

TEST(Fork, WipedPagesAreZeroInTheChildAndOursStay) {
  if (memcall_backend_probe("fork_wipe") != 1) GTEST_SKIP() << "this kernel has no MADV_WIPEONFORK";
  Pages pages(1);
  memset(pages.base(), 7, pages.size());
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_wipe(pages.base(), pages.size()));
  EXPECT_TRUE(HasFlag(pages.base(), "wf"));
  EXPECT_TRUE(InChild([&]() -> std::string {
    if (!Writable(pages.base())) return "the child cannot use the page";
    return AllZero(pages.base(), pages.size()) ? "" : "the child sees what the parent wrote";
  }));
  EXPECT_EQ(7, *pages.base());
}

// The trait memguard counts on when it rebuilds guards in a child.
TEST(Fork, WipedPagesLoseTheirGuardMarkersInTheChild) {
  if (memcall_backend_probe("fork_wipe") != 1) GTEST_SKIP() << "this kernel has no MADV_WIPEONFORK";
  const bool loses = memcall_backend_traits() & MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS;
  Pages pages(2);
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_wipe(pages.base(), pages.size()));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_guard(pages.page(1), Pages::size_of_one()));
  EXPECT_TRUE(InChild(
      [&] { return std::string(Readable(pages.page(1)) == loses ? "" : "the trait is wrong"); }));
}

TEST(Fork, ExcludedPagesAreNotInTheChild) {
  if (memcall_backend_probe("advice_is_checked") != 1) GTEST_SKIP() << kTakesAnything;
  Pages pages(1);
  memset(pages.base(), 7, pages.size());
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_exclude(pages.base(), pages.size()));
  EXPECT_TRUE(HasFlag(pages.base(), "dc"));
  EXPECT_TRUE(
      InChild([&] { return std::string(Readable(pages.base()) ? "the child has the page" : ""); }));
  EXPECT_EQ(7, *pages.base());
}

TEST(Fork, InheritingUndoesBothOthers) {
  if (memcall_backend_probe("advice_is_checked") != 1) GTEST_SKIP() << kTakesAnything;
  Pages pages(1);
  memset(pages.base(), 7, pages.size());
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_exclude(pages.base(), pages.size()));
  if (memcall_backend_probe("fork_wipe") == 1) {
    ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_wipe(pages.base(), pages.size()));
  }
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_inherit(pages.base(), pages.size()));
  EXPECT_FALSE(HasFlag(pages.base(), "wf"));
  EXPECT_FALSE(HasFlag(pages.base(), "dc"));
  EXPECT_TRUE(
      InChild([&] { return std::string(*pages.base() == 7 ? "" : "the child has no copy"); }));
}

TEST(Fork, InheritingNeedsNoWipe) {
  if (memcall_backend_probe("advice_is_checked") != 1) GTEST_SKIP() << kTakesAnything;
  ProbeSays fork_wipe("fork_wipe", 0);
  Pages pages(1);
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_exclude(pages.base(), pages.size()));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_fork_inherit(pages.base(), pages.size()));
  EXPECT_FALSE(HasFlag(pages.base(), "dc"));
  EXPECT_ANSWER(MEMCALL_ERR_UNSUPPORTED, memcall_backend_fork_wipe(pages.base(), pages.size()));
}

TEST(Fork, LocksStayWithTheParent) {
  Pages pages(1);
  if (memcall_backend_lock(pages.base(), pages.size()).status != MEMCALL_OK)
    GTEST_SKIP() << "nothing may be locked";
  EXPECT_TRUE(
      InChild([] { return std::string(LockedBytes() == 0 ? "" : "the child is charged"); }));
}

}  // namespace
