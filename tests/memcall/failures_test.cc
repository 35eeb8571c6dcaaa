// Each way to fail that is not a limit: the right status, the sentence with its reason, nothing left behind.
#include "tests/memcall/failures.h"

namespace {

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

TEST_F(Failures, SecretMemoryThatCannotBeWrittenIsNotGivenBack) {
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_SECRET_MEMORY, &region));
  region.data[0] = 1;
  fake_os_plan({1, "protect", MEMCALL_ERR_DENIED, 13, true});
  EXPECT_EQ(MEMCALL_ERR_SYSTEM, memcall_free(&region)) << "discarding does not empty it";
  fake_os_no_faults();
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  EXPECT_EQ(0u, fake_os_offences());
}

TEST_F(Failures, SecretMemoryThatAChildWouldShareIsNotTaken) {
  fake_os_take_away("fork_exclude", "children get everything");
  EXPECT_EQ(MEMCALL_ERR_UNSUPPORTED, Alloc(1, MEMCALL_SECRET_MEMORY));
  memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
  request.fork_action = MEMCALL_FORK_EXCLUDE;
  request.prefer = MEMCALL_SECRET | MEMCALL_FORK_HANDLED;
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(0u, region.in_force);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

TEST_F(Failures, AForkActionIsRequiredUnlessItIsPreferred) {
  memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
  request.fork_action = MEMCALL_FORK_WIPE;
  memcall_region region;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(MEMCALL_FORK_HANDLED, region.in_force);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
  fake_os_take_away("fork_wipe", "children get copies");
  EXPECT_EQ(MEMCALL_ERR_UNSUPPORTED, memcall_alloc_request(&request, &region));
  request.prefer = MEMCALL_FORK_HANDLED;
  ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
  EXPECT_EQ(0u, region.in_force);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
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

}  // namespace
