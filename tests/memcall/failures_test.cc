// Each way to fail, by the fake system's limits and absences: the right status, the sentence with
// its remedy.
#include <cstring>
#include <string>

#include "tests/memcall/systems.h"

namespace {

const size_t kPage = memcall_page_size();

class Failures : public testing::Test {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override {
    fake_os_reset();
    EXPECT_EQ(0u, fake_os_used().live);
    EXPECT_EQ(0u, fake_os_used().locked_bytes);
  }

  static void Limit(size_t fake_os_limits::* which, size_t value) {
    fake_os_limits limits = fake_os_get_limits();
    limits.*which = value;
    fake_os_set_limits(limits);
  }
  static memcall_status Alloc(size_t pages, memcall_kind kind = MEMCALL_REGULAR) {
    memcall_region region;
    memcall_status status = memcall_alloc(pages * kPage, 0, MEMCALL_READ_WRITE, kind, &region);
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
    return status;
  }
  static std::string Text() { return memcall_last_error()->text; }
};

TEST_F(Failures, TheLockLimitIsToldInNumbers) {
  Limit(&fake_os_limits::locked_bytes, 65536);
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(15 * kPage, 0, MEMCALL_READ_WRITE, MEMCALL_SECURE, &region));
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, Alloc(2, MEMCALL_SECURE));
  EXPECT_EQ(
      "lock failed: this process may lock 65536 bytes and has 61440 locked; raise the limit "
      "('ulimit -l', LimitMEMLOCK=, memlock in limits.conf) or allow unlocked memory with "
      "memguard_options_relaxed()",
      Text());
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, memcall_last_error()->status);
  EXPECT_EQ(12, memcall_last_error()->os_code);
  EXPECT_EQ(MEMCALL_OK, Alloc(1, MEMCALL_SECURE));
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_F(Failures, TheLockLimitIsToldWithoutNumbersWhereTheyAreNotKnown) {
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

TEST_F(Failures, APreferredLockIsLeftOutAtTheLimit) {
  Limit(&fake_os_limits::locked_bytes, kPage);
  memcall_request request = memcall_request_of(2 * kPage, MEMCALL_REGULAR);
  request.prefer = MEMCALL_LOCKED | MEMCALL_NO_DUMP;
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(MEMCALL_NO_DUMP, region.in_force);
  EXPECT_EQ(0u, fake_os_used().locked_bytes);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_F(Failures, AddressSpaceAndMappingsRunOut) {
  Limit(&fake_os_limits::mapped_bytes, 4 * kPage);
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, Alloc(5));
  EXPECT_NE(std::string::npos, Text().find("vm.max_map_count")) << Text();
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

TEST_F(Failures, WhatIsMissingIsUnsupportedForItsReason) {
  fake_os_take_away("lock", "nothing is ever swapped here");
  EXPECT_EQ(MEMCALL_ERR_UNSUPPORTED, Alloc(1, MEMCALL_SECURE));
  EXPECT_EQ(
      "lock does not exist on Fake: nothing is ever swapped here; ask for it as preferred, or not "
      "at all",
      Text());
  EXPECT_EQ(0, memcall_last_error()->os_code);
  fake_os_take_away("map_secret", "no such call");
  EXPECT_EQ(MEMCALL_ERR_UNSUPPORTED, Alloc(1, MEMCALL_SECRET_MEMORY));
  ASSERT_TRUE(memcall_backend_set_probe("memfd_secret", 0));
  fake_os_take_away("map_secret", nullptr);
  EXPECT_EQ(MEMCALL_ERR_UNSUPPORTED, Alloc(1, MEMCALL_SECRET_MEMORY));
}

TEST_F(Failures, NoPrivilegeToLockIsDenied) {
  fake_os_wear(MEMCALL_TRAIT_LOCK_NEEDS_PRIVILEGE);
  EXPECT_EQ(MEMCALL_ERR_DENIED, Alloc(1, MEMCALL_SECURE));
}

TEST_F(Failures, AnEmptyPoolOfLargePagesIsNoMemory) {
  Limit(&fake_os_limits::large_pages, 1);
  EXPECT_EQ(MEMCALL_OK, Alloc(1, MEMCALL_LARGE_PAGE));
  memcall_region region;
  EXPECT_EQ(MEMCALL_ERR_NO_MEMORY, memcall_alloc(memcall_large_page_size() + 1, 0,
                                                 MEMCALL_READ_WRITE, MEMCALL_LARGE_PAGE, &region));
}

TEST_F(Failures, SecretMemoryIsChargedToTheLockLimit) {
  Limit(&fake_os_limits::locked_bytes, 2 * kPage);
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, Alloc(3, MEMCALL_SECRET_MEMORY));
  EXPECT_EQ(MEMCALL_OK, Alloc(2, MEMCALL_SECRET_MEMORY));
}

TEST_F(Failures, RandomThatFailsGivesZeros) {
  unsigned char bytes[32];
  std::memset(bytes, 0xff, sizeof bytes);
  fake_os_fail(1, MEMCALL_ERR_UNSUPPORTED);
  EXPECT_EQ(MEMCALL_ERR_SYSTEM, memcall_random(bytes, sizeof bytes));
  for (unsigned char byte : bytes) EXPECT_EQ(0, byte);
  EXPECT_STREQ("random", memcall_last_error()->operation);
  EXPECT_EQ(5, memcall_last_error()->os_code);
}

TEST_F(Failures, CoreDumpsOffForGoodCannotComeBack) {
  EXPECT_EQ(MEMCALL_OK, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF_FOR_GOOD));
  EXPECT_EQ(MEMCALL_ERR_DENIED, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE));
}

TEST_F(Failures, HardeningGoesOnAfterAFailure) {
  memcall_hardening report = {};
  report.struct_size = sizeof report;
  fake_os_plan({1, "harden_not_dumpable", MEMCALL_ERR_DENIED, 13, false});
  EXPECT_EQ(MEMCALL_ERR_DENIED, memcall_harden(0x3f, &report));
  EXPECT_EQ(0x3fu, report.asked);
  EXPECT_EQ(MEMCALL_HARDEN_CORE_DUMPS | MEMCALL_HARDEN_NO_NEW_PRIVS, report.in_force);
  EXPECT_EQ(MEMCALL_HARDEN_NO_DEBUGGER | MEMCALL_HARDEN_ERROR_DIALOGS | MEMCALL_HARDEN_MITIGATIONS,
            report.unsupported);
  EXPECT_EQ(13, report.os_code[1]);
  EXPECT_STREQ("harden_not_dumpable", memcall_last_error()->operation);
  EXPECT_EQ(MEMCALL_OK, memcall_harden(0x3f, &report));
}

memcall_capability Capability(memcall_safeguards one) {
  memcall_capability capability = {};
  capability.struct_size = sizeof capability;
  EXPECT_EQ(MEMCALL_OK, memcall_capability_of(one, &capability));
  return capability;
}

TEST_F(Failures, CapabilitiesSayWhyNot) {
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
