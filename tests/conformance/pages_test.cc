// Calls on ranges of pages: access, lock, dumps, merging, fork.
#include <functional>

#include "tests/conformance/conformance.h"

namespace conformance {
namespace {

const size_t kPage = memcall_page_size();

using RangeCall = std::function<memcall_status(void *, size_t)>;

const struct {
  const char *name;
  RangeCall call;
} kRangeCalls[] = {
    {"protect", [](void *a, size_t n) { return memcall_protect(a, n, MEMCALL_READ_WRITE); }},
    {"lock", [](void *a, size_t n) { return memcall_lock(a, n); }},
    {"unlock", [](void *a, size_t n) { return memcall_unlock(a, n); }},
    {"dumps", [](void *a, size_t n) { return memcall_exclude_from_dumps(a, n); }},
    {"merging", [](void *a, size_t n) { return memcall_exclude_from_merging(a, n); }},
    {"fork", [](void *a, size_t n) { return memcall_set_fork_action(a, n, MEMCALL_FORK_EXCLUDE); }},
};

TEST(Pages, EveryCallRefusesBadRanges) {
  Region region(4 * kPage, MEMCALL_REGULAR);
  ASSERT_EQ(MEMCALL_OK, region.status);
  for (const auto &row : kRangeCalls) {
    SCOPED_TRACE(row.name);
    EXPECT_FAILS(MEMCALL_ERR_INVALID, row.call(nullptr, kPage));
    EXPECT_FAILS(MEMCALL_ERR_INVALID, row.call(region.data() + 1, kPage));
    EXPECT_FAILS(MEMCALL_ERR_INVALID, row.call(region.data() + kPage - 1, kPage));
    EXPECT_FAILS(MEMCALL_ERR_INVALID, row.call(region.data(), 0));
    EXPECT_FAILS(MEMCALL_ERR_OVERFLOW, row.call(region.data(), SIZE_MAX));
    EXPECT_FAILS(MEMCALL_ERR_OVERFLOW, row.call(region.data(), SIZE_MAX - kPage));
  }
}

TEST(Pages, EveryCallRoundsUpToWholePages) {
  for (const auto &row : kRangeCalls) {
    SCOPED_TRACE(row.name);
    Region region(4 * kPage, MEMCALL_REGULAR);
    ASSERT_EQ(MEMCALL_OK, region.status);
    for (size_t length : {size_t{1}, kPage - 1, kPage + 1, 3 * kPage + 1}) {
      memcall_status status = row.call(region.data(), length);
      EXPECT_TRUE(status == MEMCALL_OK || status == MEMCALL_ERR_LOCK_LIMIT ||
                  status == MEMCALL_ERR_DENIED || status == MEMCALL_ERR_UNSUPPORTED)
          << memcall_last_error()->text;
    }
    std::memset(region.data(), 1, region.size());
  }
}

/* On some systems an unmapped page's code is that of a limit that is used up; the status tells them
   apart. */
TEST(Pages, ProtectAndLockRefuseWhatIsNotMapped) {
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(kPage, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  unsigned char *gone = region.data;
  ASSERT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_protect(gone, kPage, MEMCALL_NO_ACCESS));
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_lock(gone, kPage));
}

/* From the Go memcall's suite. */
TEST(Pages, GoThroughAWholeLife) {
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(32, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  EXPECT_TRUE(AllBytesAre(region.data, region.size, 0));
  memcall_status locked = memcall_lock(region.data, region.size);
  EXPECT_EQ(CanHave(MEMCALL_LOCKED), locked == MEMCALL_OK);
  std::memset(region.data, 1, 32);
  EXPECT_TRUE(AllBytesAre(region.data, 32, 1));
  EXPECT_EQ(MEMCALL_OK, memcall_unlock(region.data, region.size));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

// --- Access ---

TEST(Protect, UnknownLevelsAreInvalid) {
  Region region(1, MEMCALL_REGULAR);
  for (int bad : {0, 7})
    EXPECT_FAILS(MEMCALL_ERR_INVALID,
                 memcall_protect(region.data(), kPage, static_cast<memcall_protection>(bad)));
}

TEST(Protect, EveryChangeOfAccessKeepsTheContent) {
  Region region(2 * kPage, MEMCALL_REGULAR);
  std::memset(region.data(), 0x3c, region.size());
  for (memcall_protection from : kEveryProtection)
    for (memcall_protection to : kEveryProtection) {
      for (memcall_protection protection : {from, to}) {
        memcall_status status = memcall_protect(region.data(), region.size(), protection);
        EXPECT_TRUE(status == MEMCALL_OK || status == MEMCALL_ERR_DENIED);
        EXPECT_TRUE(status == MEMCALL_OK || protection >= MEMCALL_EXECUTE);
      }
      ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data(), region.size(), MEMCALL_READ_WRITE));
      ASSERT_TRUE(AllBytesAre(region.data(), region.size(), 0x3c));
    }
}

TEST(Protect, ReadOnlyCanBeRead) {
  Region region(1, MEMCALL_REGULAR);
  region.data()[5] = 5;
  ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data(), region.size(), MEMCALL_READ_ONLY));
  EXPECT_EQ(5, region.data()[5]);
}

// --- Lock ---

TEST(Lock, OneUnlockUndoesAnyNumberOfLocks) {
  SKIP_WITHOUT(MEMCALL_LOCKED);
  size_t limit, before, during, after;
  Region region(2 * kPage, MEMCALL_REGULAR);
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &before));
  for (int i = 0; i < 3; i++) ASSERT_EQ(MEMCALL_OK, memcall_lock(region.data(), region.size()));
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &during));
  ASSERT_EQ(MEMCALL_OK, memcall_unlock(region.data(), region.size()));
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &after));
  if (before == MEMCALL_UNKNOWN) GTEST_SKIP() << "this system does not say how much is locked";
  EXPECT_EQ(before + 2 * kPage, during);
  EXPECT_EQ(before, after);
}

TEST(Lock, UnlockedPagesMayBeUnlocked) {
  Region region(2 * kPage, MEMCALL_REGULAR);
  EXPECT_EQ(MEMCALL_OK, memcall_unlock(region.data(), region.size()));
  EXPECT_EQ(MEMCALL_OK, memcall_unlock(region.data(), region.size()));
}

TEST(Lock, ContentSurvives) {
  SKIP_WITHOUT(MEMCALL_LOCKED);
  Region region(2 * kPage, MEMCALL_REGULAR);
  std::memset(region.data(), 0x42, region.size());
  ASSERT_EQ(MEMCALL_OK, memcall_lock(region.data(), region.size()));
  EXPECT_TRUE(AllBytesAre(region.data(), region.size(), 0x42));
  ASSERT_EQ(MEMCALL_OK, memcall_unlock(region.data(), region.size()));
  EXPECT_TRUE(AllBytesAre(region.data(), region.size(), 0x42));
}

// --- Flags ---

TEST(Flags, DumpsAndMergingMayBeSaidTwice) {
  Region region(2 * kPage, MEMCALL_REGULAR);
  for (int i = 0; i < 2; i++) {
    memcall_status dumps = memcall_exclude_from_dumps(region.data(), region.size());
    EXPECT_EQ(CanHave(MEMCALL_NO_DUMP), dumps == MEMCALL_OK);
    memcall_status merging = memcall_exclude_from_merging(region.data(), region.size());
    EXPECT_EQ(CanHave(MEMCALL_NO_MERGE), merging == MEMCALL_OK);
  }
}

TEST(Flags, ForkActionsMayFollowEachOther) {
  Region region(2 * kPage, MEMCALL_REGULAR);
  for (memcall_fork_action action :
       {MEMCALL_FORK_WIPE, MEMCALL_FORK_INHERIT, MEMCALL_FORK_EXCLUDE, MEMCALL_FORK_INHERIT}) {
    memcall_status status = memcall_set_fork_action(region.data(), region.size(), action);
    EXPECT_TRUE(status == MEMCALL_OK || status == MEMCALL_ERR_UNSUPPORTED) << status;
  }
}

TEST(Flags, UnknownForkActionsAreInvalid) {
  Region region(1, MEMCALL_REGULAR);
  EXPECT_FAILS(MEMCALL_ERR_INVALID,
               memcall_set_fork_action(region.data(), kPage, static_cast<memcall_fork_action>(0)));
}

}  // namespace
}  // namespace conformance
