// Each limit of a system: the right status, the sentence with the numbers and the remedy, and what can be had goes on.
#include "tests/memcall/failures.h"

namespace {

using Limits = Failures;

TEST_F(Limits, TheLockLimitIsToldInNumbers) {
  Limit(&fake_os_limits::locked_bytes, 65536);
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(15 * kPage, 0, MEMCALL_READ_WRITE, MEMCALL_SECURE, &region));
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, Alloc(2, MEMCALL_SECURE));
  EXPECT_EQ(
      "lock failed: this process may lock 65536 bytes and has 61440 locked; raise the limit "
      "('fake -l') or allow unlocked memory with memguard_options_relaxed()",
      Text());
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, memcall_last_error()->status);
  EXPECT_EQ(12, memcall_last_error()->os_code);
  EXPECT_EQ(MEMCALL_OK, Alloc(1, MEMCALL_SECURE));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_F(Limits, TheLockLimitIsToldWithoutNumbersWhereTheyAreNotKnown) {
  Limit(&fake_os_limits::locked_bytes, 0);
  fake_os_plan({1, "lock_limit", MEMCALL_ERR_SYSTEM, 5, true});
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, Alloc(1, MEMCALL_SECURE));
  EXPECT_NE(std::string::npos, Text().find("no more memory may be locked; raise the limit"))
      << Text();
  fake_os_no_faults();
  Limit(&fake_os_limits::locked_bytes, MEMCALL_UNLIMITED);
  fake_os_plan({1, "lock", MEMCALL_ERR_LOCK_LIMIT, 12, true});
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, Alloc(1, MEMCALL_SECURE));
  EXPECT_NE(std::string::npos, Text().find("no lock limit of its own")) << Text();
}

TEST_F(Limits, APreferredLockIsLeftOutAtTheLimit) {
  Limit(&fake_os_limits::locked_bytes, kPage);
  memcall_request request = memcall_request_of(2 * kPage, MEMCALL_REGULAR);
  request.prefer = MEMCALL_LOCKED | MEMCALL_NO_DUMP;
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(MEMCALL_NO_DUMP, region.in_force);
  EXPECT_EQ(0u, fake_os_used().locked_bytes);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_F(Limits, AddressSpaceAndMappingsRunOut) {
  Limit(&fake_os_limits::mapped_bytes, 4 * kPage);
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, Alloc(5));
  EXPECT_NE(std::string::npos, Text().find("('fake -v')")) << Text();
  EXPECT_EQ(MEMCALL_OK, Alloc(4));
  Limit(&fake_os_limits::mapped_bytes, SIZE_MAX);
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(3 * kPage, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  Limit(&fake_os_limits::mappings, 2);
  const auto middle = region.data + kPage;
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, memcall_protect(middle, kPage, MEMCALL_NO_ACCESS));
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, memcall_lock(middle, kPage));
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, memcall_exclude_from_dumps(middle, kPage));
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, memcall_set_fork_action(middle, kPage, MEMCALL_FORK_WIPE));
  EXPECT_EQ(0u, fake_os_used().locked_bytes);
  EXPECT_EQ(MEMCALL_OK, memcall_protect(region.data, region.size, MEMCALL_NO_ACCESS));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_F(Limits, AnEmptyPoolOfLargePagesIsNoMemory) {
  Limit(&fake_os_limits::large_pages, 1);
  EXPECT_EQ(MEMCALL_OK, Alloc(1, MEMCALL_LARGE_PAGE));
  memcall_region region;
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, memcall_alloc(memcall_large_page_size() + 1, 0,
                                                 MEMCALL_READ_WRITE, MEMCALL_LARGE_PAGE, &region));
}

TEST_F(Limits, SecretMemoryIsChargedToTheLockLimit) {
  Limit(&fake_os_limits::locked_bytes, 2 * kPage);
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, Alloc(3, MEMCALL_SECRET_MEMORY));
  EXPECT_EQ(MEMCALL_OK, Alloc(2, MEMCALL_SECRET_MEMORY));
}

TEST_F(Limits, APreferredLockWhosePagesCannotComeInIsUndone) {
  memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
  request.prefer = MEMCALL_LOCKED;
  memcall_region region;
  fake_os_plan({1, "populate", MEMCALL_ERR_NO_MEMORY, 12, false});
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(0u, region.in_force);
  EXPECT_EQ(0u, fake_os_used().locked_bytes);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

memcall_capability Capability(memcall_safeguards one) {
  memcall_capability capability = {};
  capability.struct_size = sizeof capability;
  EXPECT_EQ(MEMCALL_OK, memcall_capability_of(one, &capability));
  return capability;
}

TEST_F(Limits, CapabilitiesSayWhyNot) {
  EXPECT_EQ(1, Capability(MEMCALL_LOCKED).available);
  Limit(&fake_os_limits::locked_bytes, 0);
  EXPECT_EQ(0, Capability(MEMCALL_LOCKED).available);
  EXPECT_EQ(12, Capability(MEMCALL_LOCKED).os_code);
  fake_os_take_away("exclude_from_dumps", "dumps hold everything here");
  EXPECT_EQ(0, Capability(MEMCALL_NO_DUMP).available);
  EXPECT_STREQ("dumps hold everything here", Capability(MEMCALL_NO_DUMP).reason);
  fake_os_take_away("fork_wipe", "children get copies");
  EXPECT_STREQ("a child can be left nothing, but no zeros",
               Capability(MEMCALL_FORK_HANDLED).reason);
  fake_os_take_away("fork_exclude", "children get everything");
  EXPECT_EQ(0, Capability(MEMCALL_FORK_HANDLED).available);
  EXPECT_STREQ("children get everything", Capability(MEMCALL_FORK_HANDLED).reason);
  Limit(&fake_os_limits::mapped_bytes, 0);
  EXPECT_EQ(-1, Capability(MEMCALL_GUARDED).available);
  fake_os_reset();
  Limit(&fake_os_limits::large_pages, 0);
  EXPECT_EQ(0, Capability(MEMCALL_LARGE).available);
  ASSERT_TRUE(memcall_backend_set_probe("memfd_secret", 0));
  EXPECT_EQ(0, Capability(MEMCALL_SECRET).available);
}

}  // namespace
