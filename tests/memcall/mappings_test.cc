// How many mappings each step costs: the fake system has to count as Linux does, or limits that
// tests set mean nothing.
#include <gtest/gtest.h>

#include <functional>

#include "lib/memcall/backend/backend.h"
#include "tests/memcall/access.h"

namespace {

const size_t kPage = memcall_page_size();

/* Nine pages between guards, with a flag that keeps the neighbours of the process from merging with
   it. */
class Mappings : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string("Linux Fake").find(memcall_backend_name()) == std::string::npos)
      GTEST_SKIP() << "mappings are counted as Linux does";
    memcall_request request = memcall_request_of(9 * kPage, MEMCALL_REGULAR);
    request.fork_action = MEMCALL_FORK_EXCLUDE;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region_));
    before_ = MappingsIn(region_.data, region_.size);
  }
  void TearDown() override { EXPECT_EQ(MEMCALL_OK, memcall_free(&region_)); }

  unsigned char *Page(size_t number) { return region_.data + number * kPage; }
  void ExpectMore(size_t more) {
    EXPECT_EQ(before_ + more, MappingsIn(region_.data, region_.size));
  }

  memcall_region region_ = {};
  size_t before_ = 0;
};

TEST_F(Mappings, AChangeInTheMiddleCostsTwoAndIsGivenBack) {
  ASSERT_EQ(MEMCALL_OK, memcall_protect(Page(4), kPage, MEMCALL_READ_ONLY));
  ExpectMore(2);
  ASSERT_EQ(MEMCALL_OK, memcall_protect(Page(4), kPage, MEMCALL_READ_WRITE));
  ExpectMore(0);
}

TEST_F(Mappings, AChangeAtTheEdgeCostsOne) {
  ASSERT_EQ(MEMCALL_OK, memcall_protect(Page(0), kPage, MEMCALL_NO_ACCESS));
  ExpectMore(1);
  ASSERT_EQ(MEMCALL_OK, memcall_protect(Page(8), kPage, MEMCALL_NO_ACCESS));
  ExpectMore(2);
}

TEST_F(Mappings, LocksCostAsAccessDoes) {
  if (memcall_lock(Page(2), 3 * kPage) != MEMCALL_OK) GTEST_SKIP() << memcall_last_error()->text;
  ExpectMore(2);
  ASSERT_EQ(MEMCALL_OK, memcall_lock(Page(5), kPage));
  ExpectMore(2);
  ASSERT_EQ(MEMCALL_OK, memcall_unlock(Page(3), kPage));
  ExpectMore(4);
  ASSERT_EQ(MEMCALL_OK, memcall_unlock(Page(0), 9 * kPage));
  ExpectMore(0);
}

TEST_F(Mappings, FlagsCostAsAccessDoesButAdviceAgainstMergingNothing) {
  ASSERT_EQ(MEMCALL_OK, memcall_exclude_from_dumps(Page(3), kPage));
  ExpectMore(2);
  ASSERT_EQ(MEMCALL_OK, memcall_exclude_from_dumps(Page(0), 9 * kPage));
  ExpectMore(0);
  ASSERT_EQ(MEMCALL_OK, memcall_set_fork_action(Page(3), kPage, MEMCALL_FORK_INHERIT));
  ExpectMore(2);
  ASSERT_EQ(MEMCALL_OK, memcall_exclude_from_merging(Page(6), kPage));
  ExpectMore(2);
}

TEST_F(Mappings, UnlikeFlagsOnTheSamePagesShareTheirCost) {
  ASSERT_EQ(MEMCALL_OK, memcall_exclude_from_dumps(Page(3), kPage));
  ASSERT_EQ(MEMCALL_OK, memcall_protect(Page(3), kPage, MEMCALL_READ_ONLY));
  ExpectMore(2);
  ASSERT_EQ(MEMCALL_OK, memcall_protect(Page(4), kPage, MEMCALL_READ_ONLY));
  ExpectMore(3);
}

TEST_F(Mappings, GuardMarkersCostNothing) {
  if ((memcall_backend_traits() & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) == 0)
    GTEST_SKIP() << "no guard markers";
  ASSERT_EQ(MEMCALL_OK, memcall_backend_guard(Page(3), kPage).status);
  ExpectMore(0);
  EXPECT_FALSE(Readable(Page(3)));
  ASSERT_EQ(MEMCALL_OK, memcall_lock(Page(0), 9 * kPage)) << "also over a guard";
  ExpectMore(0);
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_backend_guard(Page(5), kPage).status)
      << "not where it is locked";
  ASSERT_EQ(MEMCALL_OK, memcall_backend_unguard(Page(3), kPage).status);
  EXPECT_TRUE(Writable(Page(3)));
}

TEST_F(Mappings, GuardsWithoutMarkersCostAsAccessDoes) {
  ASSERT_TRUE(memcall_backend_set_probe("guard_markers", 0));
  EXPECT_EQ(MEMCALL_OK, memcall_backend_guard(Page(3), kPage).status);
  ExpectMore(2);
  EXPECT_FALSE(Readable(Page(3)));
  EXPECT_EQ(MEMCALL_OK, memcall_backend_unguard(Page(3), kPage).status);
  ExpectMore(0);
  EXPECT_TRUE(memcall_backend_set_probe("guard_markers", -1));
}

}  // namespace
