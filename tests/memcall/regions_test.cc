// What the fake system's tables say of a region: on every system, page by page, in which order it
// came about.
#include <cstring>
#include <string>
#include <vector>

#include "tests/memcall/systems.h"

namespace {

const size_t kPage = memcall_page_size();
const memcall_safeguards kPlain =
    MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE;

fake_os_page At(const unsigned char *address) {
  fake_os_page page = {};
  EXPECT_TRUE(fake_os_page_at(address, &page));
  return page;
}

memcall_request Guarded(size_t pages, memcall_safeguards require) {
  memcall_request request = memcall_request_of(pages * kPage, MEMCALL_REGULAR);
  request.guard_pages_before = request.guard_pages_after = 1;
  request.fork_action = MEMCALL_FORK_WIPE;
  request.require = require;
  return request;
}

using Region = OnEverySystem;

TEST_P(Region, HasEveryPlainSafeguardOnEveryDataPage) {
  memcall_request request = Guarded(3, kPlain);
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region)) << memcall_last_error()->text;
  EXPECT_EQ(kPlain, region.in_force);
  for (size_t offset = 0; offset < region.size; offset += kPage) {
    const fake_os_page page = At(region.data + offset);
    EXPECT_EQ(1u, page.locks);
    EXPECT_EQ(MEMCALL_READ_WRITE, page.access);
    EXPECT_EQ(MEMCALL_FORK_WIPE, page.fork_action);
    EXPECT_TRUE(page.no_dump && page.no_merge && page.small_pages && page.resident);
    EXPECT_FALSE(page.guard);
  }
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_P(Region, HasGuardsThatFaultAndCostNoLock) {
  memcall_request request = Guarded(1, kPlain);
  request.guard_pages_after = 2;
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  for (const unsigned char *guard :
       {region.data - kPage, region.data + kPage, region.data + 2 * kPage}) {
    EXPECT_FALSE(fake_os_accessible(guard, kPage, false));
    EXPECT_EQ(0u, At(guard).locks);
  }
  EXPECT_EQ(kPage, fake_os_used().locked_bytes);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_P(Region, IsGuardedUpToTheEndsOfItsMappingWhateverTheAlignment) {
  for (size_t alignment : {kPage, 4 * kPage, 64 * kPage}) {
    memcall_request request = Guarded(1, MEMCALL_GUARDED);
    request.fork_action = MEMCALL_FORK_INHERIT;
    request.alignment = alignment;
    memcall_region region;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(region.data) % alignment);
    for (size_t offset = 0; offset < region.mapping.size; offset += kPage) {
      const unsigned char *page = region.mapping.base + offset;
      EXPECT_EQ(page == region.data, fake_os_accessible(page, kPage, true));
    }
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  }
}

TEST_P(Region, LosesAccessLast) {
  for (memcall_protection protection : {MEMCALL_NO_ACCESS, MEMCALL_READ_ONLY}) {
    memcall_request request = Guarded(1, MEMCALL_GUARDED);
    request.prefer = MEMCALL_LOCKED;
    request.protection = protection;
    memcall_region region;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
    fake_os_entry last;
    ASSERT_TRUE(fake_os_log(0, &last));
    EXPECT_STREQ("protect", last.operation);
    const bool lost = protection == MEMCALL_NO_ACCESS && Wears(MEMCALL_TRAIT_NO_ACCESS_UNLOCKS);
    EXPECT_EQ(!lost, (region.in_force & MEMCALL_LOCKED) != 0);
    EXPECT_EQ(lost ? 0u : 1u, At(region.data).locks);
    EXPECT_EQ(protection, At(region.data).access);
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  }
}

TEST_P(Region, IsNotMadeWithoutAccessWhereThatDropsARequiredLock) {
  memcall_request request = Guarded(1, MEMCALL_LOCKED);
  request.protection = MEMCALL_NO_ACCESS;
  memcall_region region;
  const bool drops = Wears(MEMCALL_TRAIT_NO_ACCESS_UNLOCKS);
  EXPECT_EQ(drops ? MEMCALL_ERR_UNSUPPORTED : MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_P(Region, CannotRiseAboveACeiling) {
  memcall_request request = Guarded(1, 0);
  request.protection = MEMCALL_READ_EXECUTE;
  memcall_region region;
  const bool ceiling = Wears(MEMCALL_TRAIT_MAP_PROTECTION_IS_CEILING);
  EXPECT_EQ(ceiling ? MEMCALL_ERR_DENIED : MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_P(Region, NeedsOneUnlockForManyLocks) {
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(2 * kPage, 0, MEMCALL_READ_WRITE, MEMCALL_SECURE, &region));
  for (int i = 0; i < 3; i++) EXPECT_EQ(MEMCALL_OK, memcall_lock(region.data, region.size));
  EXPECT_EQ(1u, At(region.data).locks);
  EXPECT_EQ(MEMCALL_OK, memcall_unlock(region.data, region.size));
  EXPECT_EQ(0u, At(region.data).locks);
  EXPECT_EQ(0u, fake_os_used().locked_bytes);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_P(Region, IsWipedBeforeItIsGivenBack) {
  const std::string secret = "correct horse battery staple";
  for (memcall_protection protection : {MEMCALL_NO_ACCESS, MEMCALL_READ_ONLY, MEMCALL_READ_WRITE}) {
    memcall_region region;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc(kPage, 0, MEMCALL_READ_WRITE, MEMCALL_SECURE, &region));
    std::memcpy(region.data + 100, secret.data(), secret.size());
    EXPECT_EQ(1u, fake_os_find(secret.data(), secret.size(), false));
    ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data, region.size, protection));
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
    EXPECT_EQ(0u, fake_os_find(secret.data(), secret.size(), true));
  }
}

TEST_P(Region, SecretAndLargeMemoryGetGuardsByAccess) {
  for (memcall_kind kind : {MEMCALL_SECRET_MEMORY, MEMCALL_LARGE_PAGE}) {
    memcall_region region;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc_guarded(1, 0, 1, 1, MEMCALL_READ_WRITE, kind, &region))
        << memcall_last_error()->text;
    EXPECT_TRUE(region.in_force & MEMCALL_GUARDED);
    EXPECT_EQ(kind == MEMCALL_SECRET_MEMORY, At(region.data).secret);
    EXPECT_EQ(kind == MEMCALL_LARGE_PAGE, At(region.data).large);
    EXPECT_FALSE(fake_os_accessible(region.data - 1, 1, false));
    EXPECT_FALSE(fake_os_accessible(region.data + region.size, 1, false));
    EXPECT_TRUE(fake_os_accessible(region.data, region.size, true));
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  }
}

ON_EVERY_SYSTEM(Region);

std::vector<std::string> Log() {
  std::vector<std::string> names;
  fake_os_entry entry;
  for (size_t i = fake_os_operations(); i-- > 0;)
    if (fake_os_log(i, &entry)) names.push_back(entry.operation);
  return names;
}

TEST(Order, GuardMarkersComeBeforeTheLock) {
  fake_os_reset();
  memcall_request request = Guarded(1, kPlain);
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  const std::vector<std::string> expected = {
      "map",     "fork_wipe", "exclude_from_dumps", "exclude_from_merging",
      "guard",   "guard",     "small_pages",        "lock",
      "populate"};
  EXPECT_EQ(expected, Log());
  fake_os_fail(0, MEMCALL_OK);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_EQ((std::vector<std::string>{"protect", "unlock", "unmap"}), Log());
}

TEST(Order, GuardsWithoutMarkersComeAfterTheLock) {
  fake_os_reset();
  fake_os_wear(MEMCALL_TRAIT_HAS_FORK);
  memcall_request request = Guarded(1, MEMCALL_GUARDED | MEMCALL_LOCKED);
  request.fork_action = MEMCALL_FORK_INHERIT;
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ((std::vector<std::string>{"map", "small_pages", "lock", "populate", "guard", "guard"}),
            Log());
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

}  // namespace
