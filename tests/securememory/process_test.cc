// Hardening: each flag is told of, in numbers and in words; nothing happens unasked. And the end.
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

const uint32_t kEveryFlag = 0x3f;

std::string Described(const memcall_hardening& report) {
  std::string text(securememory_hardening_describe(&report, nullptr, 0) + 1, '?');
  EXPECT_EQ(text.size() - 1, securememory_hardening_describe(&report, &text[0], text.size()));
  EXPECT_EQ('\0', text.back());
  text.pop_back();
  return text;
}

memcall_hardening Asked(uint32_t flags) {
  memcall_hardening report = {};
  report.struct_size = sizeof report;
  report.asked = flags;
  return report;
}

TEST(HardenProcess, WordsForEachOutcome) {
  memcall_hardening report =
      Asked(MEMCALL_HARDEN_CORE_DUMPS | MEMCALL_HARDEN_NOT_DUMPABLE | MEMCALL_HARDEN_NO_DEBUGGER);
  report.in_force = MEMCALL_HARDEN_CORE_DUMPS;
  report.unsupported = MEMCALL_HARDEN_NO_DEBUGGER;
  report.os_code[1] = 77;
  std::string text = Described(report);
  EXPECT_EQ(3, std::count(text.begin(), text.end(), '\n')) << text;
  EXPECT_NE(std::string::npos, text.find("no core dumps      yes\n")) << text;
  EXPECT_NE(std::string::npos, text.find("not dumpable       no: ")) << text;
  EXPECT_NE(std::string::npos, text.find(" 77\n")) << text;
  EXPECT_NE(std::string::npos, text.find("no debugger        not on this system: ")) << text;
}

TEST(HardenProcess, WordsAreCutAndMeasured) {
  memcall_hardening report = Asked(kEveryFlag);
  std::string all = Described(report);
  char little[10] = "?????????";
  EXPECT_EQ(all.size(), securememory_hardening_describe(&report, little, sizeof little));
  EXPECT_EQ(all.substr(0, 9), little);
  EXPECT_EQ(0u, securememory_hardening_describe(nullptr, little, sizeof little));
  EXPECT_STREQ("", little);
  EXPECT_EQ("", Described(Asked(0)));
}

TEST(HardenProcess, RefusesUnknownFlags) {
  memcall_hardening report = {};
  report.struct_size = sizeof report;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_harden_process(kEveryFlag + 1, &report));
  EXPECT_EQ(0u, report.in_force);
}

// Each flag is in one of three states, and told in one line of that state.
int HardenUsually() {
  memcall_hardening report = {};
  report.struct_size = sizeof report;
  securememory_status status = securememory_harden_process(SECUREMEMORY_HARDEN_USUAL, &report);
  if (report.asked != SECUREMEMORY_HARDEN_USUAL) return 1;
  if ((report.in_force & report.unsupported) != 0) return 2;
  if (status == SECUREMEMORY_OK && (report.in_force | report.unsupported) != report.asked) return 3;
  std::string text = Described(report);
  if (std::count(text.begin(), text.end(), '\n') != 3) return 4;
  fputs(text.c_str(), stderr);
  if ((report.in_force & MEMCALL_HARDEN_CORE_DUMPS) != 0 &&
      memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE) != MEMCALL_OK)
    return 5;
  return securememory_harden_process(SECUREMEMORY_HARDEN_USUAL, nullptr) == status ? 0 : 6;
}

TEST(HardenProcessDeathTest, TheUsualFlagsAreToldOfAndTheCoreLimitCanBeTakenBack) {
  EXPECT_EXIT(std::_Exit(HardenUsually()), testing::ExitedWithCode(0), "");
}

// --- The end -----------------------------------------------------------------------------------

void* secret_at_the_end = nullptr;

void Look() {
  securememory_status status =
      securememory_secret_status(static_cast<securememory_secret*>(secret_at_the_end));
  if (status != SECUREMEMORY_ERR_EXPIRED) std::_Exit(77);
}

TEST(EndDeathTest, ExitPurgesFirst) {
  for (securememory_kind kind : kKinds) {
    EXPECT_EXIT(
        {
          World world;
          world.Open(kind);
          secret_at_the_end = world.Copy(Pattern(8));
          std::atexit(Look);
          securememory_exit(33);
        },
        testing::ExitedWithCode(33), "");
  }
}

TEST(Signals, InvalidArguments) {
  const int fault = SIGSEGV;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_catch_signals(&fault, 1, nullptr, nullptr));
}

}  // namespace
