// Growing regions as the heap uses them, on the real and the fake system.
#include "lib/memcall/growing.h"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/memcall/access.h"

namespace {

const size_t kPage = memcall_page_size();
const size_t kUnit = 16 * kPage;
const memcall_safeguards kAll =
    MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE;

class Growing {
 public:
  explicit Growing(size_t units, memcall_safeguards require = 0, memcall_safeguards prefer = kAll) {
    status = memcall_growing_reserve(units * kUnit, kUnit, MEMCALL_FORK_WIPE, require, prefer, &it);
  }
  Growing(const Growing &) = delete;
  Growing &operator=(const Growing &) = delete;
  ~Growing() { memcall_growing_release(&it); }

  memcall_status Extend(size_t bytes) {
    return memcall_growing_extend(&it, bytes, &offset, &in_force);
  }

  memcall_growing it;
  memcall_status status;
  size_t offset = 0;
  memcall_safeguards in_force = 0;
};

TEST(Growing, RefusesWhatItCannotBe) {
  memcall_growing out;
  const auto refused = [&](size_t size, size_t unit, memcall_fork_action given,
                           memcall_safeguards require) {
    std::memset(&out, 0xff, sizeof out);
    EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_growing_reserve(size, unit, given, require, 0, &out));
    EXPECT_EQ(nullptr, out.base);
    EXPECT_EQ(0u, out.size);
  };
  refused(0, kUnit, MEMCALL_FORK_WIPE, 0);
  refused(kUnit + 1, kUnit, MEMCALL_FORK_WIPE, 0);
  refused(kUnit, kPage, MEMCALL_FORK_WIPE, 0);
  refused(kUnit * 3, kUnit * 3, MEMCALL_FORK_WIPE, 0);
  refused(kUnit, kUnit, static_cast<memcall_fork_action>(0), 0);
  refused(kUnit, kUnit, MEMCALL_FORK_WIPE, MEMCALL_SECRET);
  EXPECT_EQ(MEMCALL_ERR_INVALID,
            memcall_growing_reserve(kUnit, kUnit, MEMCALL_FORK_WIPE, 0, 0, nullptr));
}

TEST(Growing, MoreThanThereIsIsNoMemory) {
  memcall_growing out;
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY,
            memcall_growing_reserve(SIZE_MAX / 2 + 1, kUnit, MEMCALL_FORK_WIPE, 0, 0, &out));
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY,
            memcall_growing_reserve(SIZE_MAX - kUnit + 1, kUnit, MEMCALL_FORK_WIPE, 0, 0, &out));
}

TEST(Growing, NothingIsUsableAtFirst) {
  Growing growing(2);
  ASSERT_EQ(MEMCALL_OK, growing.status);
  EXPECT_EQ(0u, growing.it.prefix);
  EXPECT_EQ(0u, growing.it.locked);
  EXPECT_EQ(2 * kUnit + kPage, growing.it.size);
  EXPECT_EQ(kUnit - kPage, memcall_growing_room(&growing.it));
  EXPECT_FALSE(Readable(growing.it.base));
}

TEST(Growing, ExtensionsFollowEachOtherWithinAUnit) {
  Growing growing(2);
  ASSERT_EQ(MEMCALL_OK, growing.status);
  size_t expected = kPage;
  for (size_t pages : {1, 2, 5, 7}) {
    ASSERT_EQ(MEMCALL_OK, growing.Extend(pages * kPage)) << memcall_last_error()->text;
    EXPECT_EQ(expected, growing.offset);
    expected += pages * kPage;
    EXPECT_EQ(expected, growing.it.prefix);
    EXPECT_TRUE(Writable(growing.it.base + growing.offset));
    EXPECT_TRUE(Writable(growing.it.base + growing.it.prefix - 1));
    EXPECT_FALSE(Readable(growing.it.base + growing.it.prefix)) << "the page behind is a guard";
  }
  EXPECT_EQ(kUnit, growing.it.prefix);
}

TEST(Growing, FillsUnitAfterUnitUntilItIsFull) {
  Growing growing(4);
  for (size_t unit = 0; unit < 4; unit++) {
    for (size_t i = 0; i < 3; i++) {
      ASSERT_EQ(MEMCALL_OK, growing.Extend(5 * kPage));
      EXPECT_EQ(unit * kUnit + kPage + i * 5 * kPage, growing.offset);
      for (size_t byte = 0; byte < 5 * kPage; byte++)
        ASSERT_EQ(0, growing.it.base[growing.offset + byte]);
      std::memset(growing.it.base + growing.offset, 0x5e, 5 * kPage);
    }
    for (size_t guard = 0; guard <= unit + 1; guard++)
      EXPECT_FALSE(Readable(growing.it.base + guard * kUnit)) << guard;
  }
  EXPECT_EQ(0u, memcall_growing_room(&growing.it));
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, growing.Extend(kPage));
  EXPECT_EQ(0u, growing.offset);
  EXPECT_EQ(0u, growing.in_force);
}

TEST(Growing, RefusesWhatDoesNotFitTheUnit) {
  Growing growing(2);
  for (size_t bytes : {size_t{0}, size_t{1}, kPage + 1, kUnit, SIZE_MAX & ~(kPage - 1)}) {
    EXPECT_EQ(MEMCALL_ERR_INVALID, growing.Extend(bytes)) << bytes;
    EXPECT_EQ(0u, growing.it.prefix);
  }
  ASSERT_EQ(MEMCALL_OK, growing.Extend(10 * kPage));
  EXPECT_EQ(5 * kPage, memcall_growing_room(&growing.it));
  EXPECT_EQ(MEMCALL_ERR_INVALID, growing.Extend(6 * kPage));
  EXPECT_EQ(MEMCALL_OK, growing.Extend(5 * kPage));
}

size_t LockedNow() {
  size_t limit = 0, used = 0;
  EXPECT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  return used;
}

TEST(Growing, ChargesWhatItSays) {
  const size_t before = LockedNow();
  if (before == MEMCALL_UNKNOWN) GTEST_SKIP() << "this system does not say how much is locked";
  Growing growing(3, MEMCALL_LOCKED);
  ASSERT_EQ(MEMCALL_OK, growing.status) << memcall_last_error()->text;
  EXPECT_EQ(before, LockedNow());
  size_t charged = 0;
  for (size_t bytes : {kPage, 14 * kPage, 2 * kPage, 13 * kPage, 15 * kPage}) {
    charged += memcall_growing_charge(&growing.it, bytes);
    ASSERT_EQ(MEMCALL_OK, growing.Extend(bytes)) << memcall_last_error()->text;
    EXPECT_TRUE(growing.in_force & MEMCALL_LOCKED);
    EXPECT_EQ(charged, growing.it.locked);
    EXPECT_EQ(before + charged, LockedNow());
  }
  EXPECT_TRUE(growing.it.in_force & MEMCALL_LOCKED);
  memcall_growing_release(&growing.it);
  EXPECT_EQ(before, LockedNow());
}

TEST(Growing, AFirstUnitPaysForItsDataOnly) {
  Growing growing(2, MEMCALL_LOCKED);
  EXPECT_EQ(3 * kPage, memcall_growing_charge(&growing.it, 3 * kPage));
  Growing without(2, 0, MEMCALL_GUARDED);
  EXPECT_EQ(0u, memcall_growing_charge(&without.it, kPage));
}

TEST(Growing, WithoutLockNothingIsLocked) {
  const size_t before = LockedNow();
  Growing growing(2, 0, MEMCALL_GUARDED | MEMCALL_NO_DUMP);
  ASSERT_EQ(MEMCALL_OK, growing.Extend(kUnit - kPage));
  EXPECT_FALSE(growing.in_force & MEMCALL_LOCKED);
  EXPECT_EQ(0u, growing.it.locked);
  EXPECT_EQ(before, LockedNow());
}

TEST(Growing, WithoutGuardsAllIsReadable) {
  Growing growing(2, 0, MEMCALL_NO_DUMP);
  ASSERT_EQ(MEMCALL_OK, growing.Extend(kUnit - kPage));
  EXPECT_FALSE(growing.in_force & MEMCALL_GUARDED);
  EXPECT_TRUE(Readable(growing.it.base + growing.offset));
}

TEST(Growing, WipeEmptiesEveryUsablePage) {
  Growing growing(3);
  for (size_t bytes : {15 * kPage, 15 * kPage, 4 * kPage}) {
    ASSERT_EQ(MEMCALL_OK, growing.Extend(bytes));
    std::memset(growing.it.base + growing.offset, 0x99, bytes);
  }
  memcall_growing_wipe(&growing.it);
  for (size_t offset = 0; offset < growing.it.prefix; offset++)
    ASSERT_TRUE(offset % kUnit < kPage || growing.it.base[offset] == 0) << offset;
}

TEST(Growing, ReleaseTakesWhatLostItsAccess) {
  Growing growing(2);
  ASSERT_EQ(MEMCALL_OK, growing.Extend(8 * kPage));
  std::memset(growing.it.base + growing.offset, 0x99, 8 * kPage);
  ASSERT_EQ(MEMCALL_OK,
            memcall_protect(growing.it.base + growing.offset, 4 * kPage, MEMCALL_NO_ACCESS));
  memcall_growing_release(&growing.it);
  EXPECT_EQ(nullptr, growing.it.base);
  EXPECT_EQ(0u, growing.it.size + growing.it.prefix + growing.it.locked);
  memcall_growing_release(&growing.it);
  memcall_growing_wipe(&growing.it);
  EXPECT_EQ(0u, memcall_growing_room(&growing.it));
}

}  // namespace
