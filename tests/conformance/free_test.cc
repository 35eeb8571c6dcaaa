// The end of a region: wiped whatever its access, refused when it is not as it was.
#include "tests/conformance/conformance.h"

namespace conformance {
namespace {

TEST(Free, NullAndZeroedAreHarmless) {
  memcall_region region = {};
  EXPECT_EQ(MEMCALL_OK, memcall_free(nullptr));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST(Free, TwiceIsHarmless) {
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_TRUE(IsZeroed(region));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST(Free, EveryProtectionCanBeFreed) {
  for (memcall_protection protection : kEveryProtection) {
    memcall_region region;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
    std::memset(region.data, 0x77, region.size);
    memcall_status status = memcall_protect(region.data, region.size, protection);
    EXPECT_TRUE(status == MEMCALL_OK || status == MEMCALL_ERR_DENIED);
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
    EXPECT_TRUE(IsZeroed(region));
  }
}

TEST(Free, EveryKindCanBeFreedWithGuards) {
  for (memcall_kind kind : kEveryKind) {
    memcall_region region;
    memcall_status status = memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, kind, &region);
    if (status != MEMCALL_OK) continue;
    std::memset(region.data, 0x77, region.size);
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  }
}

TEST(Free, PartlyProtectedCanBeFreed) {
  const size_t page = memcall_page_size();
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(4 * page, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  std::memset(region.data, 0x77, region.size);
  EXPECT_EQ(MEMCALL_OK, memcall_protect(region.data + page, page, MEMCALL_NO_ACCESS));
  EXPECT_EQ(MEMCALL_OK, memcall_protect(region.data + 3 * page, page, MEMCALL_READ_ONLY));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

/* A part of a region, or another one's data, is refused, and both stay as they are. */
TEST(Free, AChangedRegionIsRefusedAndLeftAlone) {
  const size_t page = memcall_page_size();
  Region other(page, MEMCALL_REGULAR);
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(2 * page, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  std::memset(region.data, 0x55, region.size);
  memcall_region changed[6] = {region, region, region, region, region, region};
  changed[0].size = page;
  changed[1].data += page;
  changed[2].mapping.size = page;
  changed[3].mapping.base += page;
  changed[4].data = other.data();
  changed[5].mapping.kind = MEMCALL_SECRET_MEMORY;
  for (memcall_region &bad : changed) {
    const memcall_region before = bad;
    EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_free(&bad));
    EXPECT_EQ(0, std::memcmp(&before, &bad, sizeof bad));
  }
  EXPECT_TRUE(AllBytesAre(region.data, region.size, 0x55));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST(Free, TheOwnerMayNoteWhatItTookBack) {
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  region.in_force = 0;
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST(Free, GarbageIsRefused) {
  memcall_region region;
  std::memset(&region, 0x5a, sizeof region);
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_free(&region));
}

TEST(Free, ALockedRegionGivesItsBudgetBack) {
  SKIP_WITHOUT(MEMCALL_LOCKED);
  size_t limit, before, during, after;
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &before));
  if (before == MEMCALL_UNKNOWN) GTEST_SKIP() << "this system does not say how much is locked";
  {
    Region region;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, MEMCALL_SECURE,
                                                &region.region));
    ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &during));
    EXPECT_EQ(before + region.size(), during);
  }
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &after));
  EXPECT_EQ(before, after);
}

}  // namespace
}  // namespace conformance
