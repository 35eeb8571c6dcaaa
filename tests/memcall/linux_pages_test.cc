// What the Linux kernel itself says of our pages: flags, locked bytes, mappings; with and without
// its newer features.
#include <sys/mman.h>

#include <cstring>
#include <string>

#include "lib/memcall/growing.h"
#include "tests/memcall/access.h"
#include "tests/memcall/linux.h"

namespace {

const size_t kPage = memcall_page_size();
const memcall_safeguards kPlain =
    MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE;

/* A probe answers no for the length of a test, as on an older kernel. */
class Older : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() != "Newest") {
      ASSERT_TRUE(memcall_backend_set_probe(GetParam().c_str(), 0)) << GetParam();
    }
  }
  void TearDown() override { (void)memcall_backend_set_probe(GetParam().c_str(), -1); }
};

INSTANTIATE_TEST_SUITE_P(Kernels, Older,
                         testing::Values("Newest", "guard_markers", "mlock2", "populate_write",
                                         "dontneed_locked", "memfd_secret"),
                         [](const auto &one) { return one.param; });

memcall_region Guarded(memcall_protection protection = MEMCALL_READ_WRITE) {
  memcall_request request = memcall_request_of(2 * kPage, MEMCALL_SECURE);
  request.guard_pages_before = request.guard_pages_after = 1;
  request.require = MEMCALL_LOCKED | MEMCALL_GUARDED;
  request.protection = protection;
  memcall_region region;
  EXPECT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region)) << memcall_last_error()->text;
  return region;
}

TEST_P(Older, TheKernelHasEveryFlagOfARegion) {
  memcall_region region = Guarded();
  EXPECT_TRUE(HasVmFlag(region.data, "lo")) << VmFlags(region.data);
  EXPECT_TRUE(HasVmFlag(region.data, "nh")) << VmFlags(region.data);
  EXPECT_EQ((region.in_force & MEMCALL_NO_DUMP) != 0, HasVmFlag(region.data, "dd"));
  EXPECT_EQ((region.in_force & MEMCALL_FORK_HANDLED) != 0, HasVmFlag(region.data, "wf"));
  EXPECT_FALSE(HasVmFlag(region.data, "mg"));
  EXPECT_FALSE(HasVmFlag(region.data - 1, "lo")) << "guards are not charged";
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_P(Older, GuardsFaultOnBothSides) {
  memcall_region region = Guarded();
  EXPECT_FALSE(Readable(region.data - 1));
  EXPECT_FALSE(Readable(region.data - kPage));
  EXPECT_FALSE(Readable(region.data + region.size));
  EXPECT_TRUE(Writable(region.data));
  EXPECT_TRUE(Writable(region.data + region.size - 1));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_P(Older, TheKernelsLedgerIsOurs) {
  const size_t before = StatusBytes("VmLck");
  memcall_region region = Guarded(), other = Guarded(MEMCALL_READ_ONLY);
  EXPECT_EQ(before + region.size + other.size, StatusBytes("VmLck"));
  size_t limit, used;
  EXPECT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  EXPECT_EQ(StatusBytes("VmLck"), used);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&other));
  EXPECT_EQ(before, StatusBytes("VmLck"));
}

TEST_P(Older, AFailedLockLeavesNothingLocked) {
  const size_t before = StatusBytes("VmLck");
  memcall_region region = Guarded();
  memcall_region hole = Guarded();
  ASSERT_EQ(0, munmap(hole.data + kPage, kPage));
  ASSERT_EQ(MEMCALL_OK, memcall_unlock(hole.data, kPage));
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_lock(hole.data, 2 * kPage));
  EXPECT_EQ(before + region.size, StatusBytes("VmLck"));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_EQ(0, munmap(hole.mapping.base, hole.mapping.size));
}

TEST_P(Older, GrowingIsLockedAndGuardedAllTheWay) {
  const size_t unit = 16 * kPage, before = StatusBytes("VmLck");
  memcall_growing growing;
  ASSERT_EQ(MEMCALL_OK,
            memcall_growing_reserve(4 * unit, unit, MEMCALL_FORK_WIPE, kPlain & ~MEMCALL_NO_MERGE,
                                    MEMCALL_NO_MERGE, &growing));
  for (int i = 0; i < 12; i++) {
    size_t offset;
    memcall_safeguards in_force;
    memcall_status status = memcall_growing_extend(&growing, 5 * kPage, &offset, &in_force);
    ASSERT_EQ(MEMCALL_OK, status) << memcall_last_error()->text;
    std::memset(growing.base + offset, 0x31, 5 * kPage);
    EXPECT_TRUE(HasVmFlag(growing.base + offset, "lo"));
    EXPECT_TRUE(HasVmFlag(growing.base + offset, "dd"));
    EXPECT_TRUE(HasVmFlag(growing.base + offset, "wf"));
    EXPECT_FALSE(Readable(growing.base + growing.prefix));
    EXPECT_EQ(before + growing.locked, StatusBytes("VmLck"));
  }
  memcall_growing_release(&growing);
  EXPECT_EQ(before, StatusBytes("VmLck"));
}

TEST(LinuxPages, FiftyMebibytesCostNoMapping) {
  if (memcall_backend_probe("guard_markers") != 1)
    GTEST_SKIP() << "guards are mappings before Linux 6.13";
  size_t limit, used;
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  if (limit < (size_t{60} << 20)) GTEST_SKIP() << "the lock limit is " << limit;
  const size_t unit = size_t{64} << 10;
  memcall_growing growing;
  ASSERT_EQ(MEMCALL_OK, memcall_growing_reserve(size_t{64} << 20, unit, MEMCALL_FORK_WIPE, kPlain,
                                                0, &growing));
  size_t offset;
  memcall_safeguards in_force;
  ASSERT_EQ(MEMCALL_OK,
            memcall_growing_extend(&growing, memcall_growing_room(&growing), &offset, &in_force));
  const size_t before = MappingsIn(growing.base, growing.size);
  while (growing.prefix < (size_t{50} << 20))
    ASSERT_EQ(MEMCALL_OK,
              memcall_growing_extend(&growing, memcall_growing_room(&growing), &offset, &in_force));
  EXPECT_LE(MappingsIn(growing.base, growing.size), before + 1);
  memcall_growing_release(&growing);
}

TEST(LinuxPages, SecretMemoryIsSecret) {
  memcall_region region;
  memcall_status status =
      memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, MEMCALL_SECRET_MEMORY, &region);
  if (status == MEMCALL_ERR_UNSUPPORTED) GTEST_SKIP() << memcall_last_error()->text;
  ASSERT_EQ(MEMCALL_OK, status) << memcall_last_error()->text;
  // Some kernels (6.1.192) keep it in memory without calling it locked ("lo").
  EXPECT_TRUE(HasVmFlag(region.data, "dd") && HasVmFlag(region.data, "dc")) << VmFlags(region.data);
  EXPECT_FALSE(Readable(region.data - 1));
  EXPECT_FALSE(Readable(region.data + region.size));
  EXPECT_TRUE(Writable(region.data));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST(LinuxPages, MarkersSayNothingOfThemselvesButGuard) {
  if (memcall_backend_probe("guard_markers") != 1)
    GTEST_SKIP() << "no guard markers before Linux 6.13";
  memcall_region region = Guarded();
  if (HasVmFlag(region.data - 1, "gu")) {
    SUCCEED() << "this kernel marks mappings that hold guards";
  }
  EXPECT_TRUE(HasVmFlag(region.data - 1, "rd")) << "a marker takes no access away from its mapping";
  EXPECT_FALSE(Readable(region.data - 1));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

}  // namespace
