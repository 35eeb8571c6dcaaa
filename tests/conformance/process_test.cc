// Switches of the whole process. What cannot be taken back is done in a process of its own.
#include <cstdlib>

#include "tests/conformance/conformance.h"

namespace conformance {
namespace {

/* A system without such a limit says so, whatever it is asked. */
bool HasNoCoreLimit() { return memcall_disable_core_dumps() == MEMCALL_ERR_UNSUPPORTED; }

TEST(Process, ASystemWithoutACoreLimitSaysSo) {
  if (!HasNoCoreLimit()) GTEST_SKIP() << "this system has a core limit";
  EXPECT_FAILS(MEMCALL_ERR_UNSUPPORTED, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE));
  EXPECT_FAILS(MEMCALL_ERR_UNSUPPORTED, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF_FOR_GOOD));
}

TEST(Process, CoreDumpsGoOffAndComeBack) {
  if (HasNoCoreLimit()) GTEST_SKIP() << memcall_last_error()->text;
  EXPECT_EQ(MEMCALL_OK, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE));
  EXPECT_EQ(MEMCALL_OK, memcall_disable_core_dumps());
  EXPECT_EQ(MEMCALL_OK, memcall_disable_core_dumps());
  EXPECT_EQ(MEMCALL_OK, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE));
  EXPECT_EQ(MEMCALL_OK, memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE));
}

TEST(Process, UnknownCoreDumpChoicesAreInvalid) {
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_set_core_dumps(static_cast<memcall_core_dumps>(0)));
}

const uint32_t kEveryFlag = 0x3f;

TEST(Process, HardenRefusesUnknownFlagsAndDoesNothing) {
  memcall_hardening report = {};
  report.struct_size = sizeof report;
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_harden(kEveryFlag | 0x40, &report));
  EXPECT_EQ(0u, report.in_force | report.unsupported);
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_harden(0x80000000u, nullptr));
  report.struct_size = sizeof report - 1;
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_harden(0, &report));
}

TEST(Process, HardenWithoutFlagsIsOk) {
  memcall_hardening report;
  std::memset(&report, 0xff, sizeof report);
  report.struct_size = sizeof report;
  EXPECT_EQ(MEMCALL_OK, memcall_harden(0, &report));
  EXPECT_EQ(sizeof report, report.struct_size);
  EXPECT_EQ(0u, report.asked | report.in_force | report.unsupported);
  for (int64_t code : report.os_code) EXPECT_EQ(0, code);
}

/* Every flag ends up in one of the masks, and OK means that none was refused. */
int HardenAll() {
  memcall_hardening report = {};
  report.struct_size = sizeof report;
  memcall_status status = memcall_harden(kEveryFlag, &report);
  if (report.asked != kEveryFlag) return 1;
  if ((report.in_force & report.unsupported) != 0) return 2;
  const bool all_told = (report.in_force | report.unsupported) == kEveryFlag;
  if ((status == MEMCALL_OK) != all_told) return 3;
  const bool off = (report.in_force & MEMCALL_HARDEN_CORE_DUMPS) != 0;
  if (off == HasNoCoreLimit()) return 4;
  return memcall_harden(kEveryFlag, nullptr) == status ? 0 : 5;
}

TEST(ProcessDeathTest, HardenTellsWhatCameOfEachFlag) {
  EXPECT_EXIT(std::_Exit(HardenAll()), testing::ExitedWithCode(0), "");
}

int CoreDumpsForGood() {
  if (memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF_FOR_GOOD) != MEMCALL_OK) return 1;
  return memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF) == MEMCALL_OK ? 0 : 2;
}

TEST(ProcessDeathTest, CoreDumpsGoOffForGood) {
  if (HasNoCoreLimit()) GTEST_SKIP() << memcall_last_error()->text;
  EXPECT_EXIT(std::_Exit(CoreDumpsForGood()), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace conformance
