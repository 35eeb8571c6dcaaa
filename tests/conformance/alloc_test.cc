// What an allocation gives: sizes, zeros, kinds, alignment, guards, protection.
#include "tests/conformance/conformance.h"

namespace conformance {
namespace {

const size_t kPage = memcall_page_size();

TEST(Alloc, GivesZeroedPagesThatCanBeWritten) {
  for (size_t size : {size_t{1}, size_t{15}, size_t{32}, kPage - 1, kPage, kPage + 1, 5 * kPage}) {
    Region region(size, MEMCALL_REGULAR);
    ASSERT_EQ(MEMCALL_OK, region.status);
    EXPECT_EQ((size + kPage - 1) / kPage * kPage, region.size());
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(region.data()) % kPage);
    EXPECT_TRUE(AllBytesAre(region.data(), region.size(), 0));
    std::memset(region.data(), 0xa5, region.size());
    EXPECT_TRUE(AllBytesAre(region.data(), region.size(), 0xa5));
  }
}

TEST(Alloc, GivesZerosAgainAfterAFree) {
  for (int i = 0; i < 50; i++) {
    Region region(3 * kPage, MEMCALL_REGULAR);
    ASSERT_EQ(MEMCALL_OK, region.status);
    EXPECT_TRUE(AllBytesAre(region.data(), region.size(), 0));
    std::memset(region.data(), 0xff, region.size());
  }
}

TEST(Alloc, KindsHaveTheirDefaults) {
  memcall_request regular = memcall_request_of(10, MEMCALL_REGULAR);
  EXPECT_EQ(sizeof(memcall_request), regular.struct_size);
  EXPECT_EQ(10u, regular.size);
  EXPECT_EQ(0u, regular.alignment + regular.guard_pages_before + regular.guard_pages_after);
  EXPECT_EQ(MEMCALL_READ_WRITE, regular.protection);
  EXPECT_EQ(MEMCALL_FORK_INHERIT, regular.fork_action);
  EXPECT_EQ(0u, regular.require | regular.prefer);

  memcall_request secure = memcall_request_of(10, MEMCALL_SECURE);
  EXPECT_EQ(MEMCALL_FORK_WIPE, secure.fork_action);
  EXPECT_EQ(MEMCALL_LOCKED, secure.require);
  EXPECT_EQ(MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_NO_MERGE, secure.prefer);

  EXPECT_EQ(MEMCALL_FORK_INHERIT, memcall_request_of(10, MEMCALL_LARGE_PAGE).fork_action);
  EXPECT_EQ(MEMCALL_FORK_EXCLUDE, memcall_request_of(10, MEMCALL_SECRET_MEMORY).fork_action);
}

TEST(Alloc, SecureIsLocked) {
  SKIP_WITHOUT(MEMCALL_LOCKED);
  Region region(100, MEMCALL_SECURE);
  ASSERT_EQ(MEMCALL_OK, region.status);
  EXPECT_TRUE(region.region.in_force & MEMCALL_LOCKED);
  for (memcall_safeguards preferred : {MEMCALL_NO_DUMP, MEMCALL_NO_MERGE})
    EXPECT_EQ(CanHave(preferred), (region.region.in_force & preferred) != 0) << preferred;
  /* Some systems can leave a child nothing, but not zeros, which are this kind's default. */
  EXPECT_TRUE(CanHave(MEMCALL_FORK_HANDLED) || !(region.region.in_force & MEMCALL_FORK_HANDLED));
}

TEST(Alloc, SecureRequiresTheLockEvenIfTheRequestForgetsIt) {
  SKIP_WITHOUT(MEMCALL_LOCKED);
  memcall_request request = memcall_request_of(1, MEMCALL_SECURE);
  request.require = request.prefer = 0;
  Region region(request);
  ASSERT_EQ(MEMCALL_OK, region.status);
  EXPECT_TRUE(region.region.in_force & MEMCALL_LOCKED);
}

TEST(Alloc, SecretMemoryIsLockedAndOutOfDumpsByNature) {
  SKIP_WITHOUT(MEMCALL_SECRET);
  Region region(100, MEMCALL_SECRET_MEMORY);
  ASSERT_EQ(MEMCALL_OK, region.status) << memcall_last_error()->text;
  const memcall_safeguards expected =
      MEMCALL_SECRET | MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED;
  EXPECT_EQ(expected, region.region.in_force & expected);
  EXPECT_TRUE(AllBytesAre(region.data(), region.size(), 0));
  std::memset(region.data(), 1, region.size());
}

TEST(Alloc, SecretMemoryIsNeverExecutable) {
  SKIP_WITHOUT(MEMCALL_SECRET);
  Region region(1, MEMCALL_SECRET_MEMORY, MEMCALL_READ_EXECUTE);
  EXPECT_FAILS(MEMCALL_ERR_DENIED, region.status);
  EXPECT_TRUE(IsZeroed(region.region));
}

TEST(Alloc, SecretMemoryTakesGuards) {
  SKIP_WITHOUT(MEMCALL_SECRET);
  Region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, MEMCALL_SECRET_MEMORY,
                                              &region.region))
      << memcall_last_error()->text;
  EXPECT_TRUE(region.region.in_force & MEMCALL_GUARDED);
}

TEST(Alloc, LargePagesNeverFallBack) {
  Region region(1, MEMCALL_LARGE_PAGE);
  if (region.status == MEMCALL_OK) {
    EXPECT_TRUE(region.region.in_force & MEMCALL_LARGE);
    EXPECT_EQ(memcall_large_page_size(), region.size());
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(region.data()) % memcall_large_page_size());
    std::memset(region.data(), 1, region.size());
  } else {
    EXPECT_TRUE(IsZeroed(region.region));
    ExpectToldAs(region.status);
  }
}

TEST(Alloc, PreferredSpecialMemoryFallsBack) {
  for (memcall_safeguards special : {MEMCALL_SECRET, MEMCALL_LARGE}) {
    memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
    request.fork_action = MEMCALL_FORK_EXCLUDE;
    request.prefer = special | MEMCALL_FORK_HANDLED;
    Region region(request);
    ASSERT_EQ(MEMCALL_OK, region.status) << memcall_last_error()->text;
    EXPECT_EQ(CanHave(special), (region.region.in_force & special) != 0);
  }
}

TEST(Alloc, PlacesTheDataAtTheAlignment) {
  for (size_t alignment = 1; alignment <= size_t{1} << 20; alignment *= 2) {
    Region region;
    ASSERT_EQ(MEMCALL_OK,
              memcall_alloc(1, alignment, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region.region));
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(region.data()) % alignment);
    region.data()[region.size() - 1] = 1;
  }
}

TEST(Alloc, PlacesGuardedDataAtTheAlignment) {
  SKIP_WITHOUT(MEMCALL_GUARDED);
  for (size_t alignment : {kPage, 2 * kPage, size_t{1} << 16, size_t{1} << 20}) {
    Region region;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc_guarded(kPage, alignment, 1, 2, MEMCALL_READ_WRITE,
                                                MEMCALL_REGULAR, &region.region));
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(region.data()) % alignment);
    EXPECT_TRUE(region.region.in_force & MEMCALL_GUARDED);
    std::memset(region.data(), 1, region.size());
  }
}

TEST(Alloc, GuardedIsInForceOnlyOnBothSides) {
  SKIP_WITHOUT(MEMCALL_GUARDED);
  for (size_t before : {0, 1, 3})
    for (size_t after : {0, 1, 3}) {
      Region region;
      ASSERT_EQ(MEMCALL_OK, memcall_alloc_guarded(1, 0, before, after, MEMCALL_READ_WRITE,
                                                  MEMCALL_REGULAR, &region.region));
      EXPECT_EQ(before != 0 && after != 0, (region.region.in_force & MEMCALL_GUARDED) != 0);
      EXPECT_EQ(kPage, region.size());
    }
}

TEST(Alloc, RequiredGuardsWithoutNumbersAreOnePageOnEachSide) {
  SKIP_WITHOUT(MEMCALL_GUARDED);
  memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
  request.require = MEMCALL_GUARDED;
  Region region(request);
  ASSERT_EQ(MEMCALL_OK, region.status);
  EXPECT_TRUE(region.region.in_force & MEMCALL_GUARDED);
  EXPECT_EQ(3 * kPage, region.region.mapping.size);
}

TEST(Alloc, EveryProtectionWorksOrIsDenied) {
  for (memcall_protection protection : kEveryProtection) {
    Region region(1, MEMCALL_REGULAR, protection);
    if (region.status == MEMCALL_OK) continue;
    EXPECT_GE(protection, MEMCALL_EXECUTE);
    EXPECT_FALSE(region.data());
    ExpectToldAs(MEMCALL_ERR_DENIED);
  }
}

TEST(Alloc, EveryProtectionGoesTogetherWithALock) {
  SKIP_WITHOUT(MEMCALL_LOCKED);
  for (memcall_protection protection : {MEMCALL_READ_ONLY, MEMCALL_READ_WRITE}) {
    Region region(1, MEMCALL_SECURE, protection);
    ASSERT_EQ(MEMCALL_OK, region.status);
    EXPECT_TRUE(region.region.in_force & MEMCALL_LOCKED);
    EXPECT_TRUE(AllBytesAre(region.data(), region.size(), 0));
  }
  Region hidden(1, MEMCALL_SECURE, MEMCALL_NO_ACCESS);
  EXPECT_TRUE(hidden.status == MEMCALL_OK || hidden.status == MEMCALL_ERR_UNSUPPORTED);
}

}  // namespace
}  // namespace conformance
