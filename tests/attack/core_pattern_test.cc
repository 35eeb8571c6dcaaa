/* core_pattern_test.cc: what core(5) allows, and which of it is too dangerous for a core file with
   a secret in it. */
#include <fnmatch.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "tools/secmem/attack/linux_core_pattern.h"

namespace {

class CorePatternTest : public testing::Test {
 protected:
  bool Read(const std::string &pattern, bool uses_pid = false) {
    return attack_core_place_of(pattern.c_str(), uses_pid, &place_, why_, sizeof why_);
  }

  bool Matches(const char *name) {
    char glob[256];
    attack_core_place_glob(&place_, 4711, glob, sizeof glob);
    return fnmatch(glob, name, 0) == 0;
  }

  attack_core_place place_;
  char why_[200] = "";
};

TEST_F(CorePatternTest, InTheProgramsOwnFolder) {
  for (const char *pattern : {"core", "core.%p", "%e-%t.core"}) {
    EXPECT_TRUE(Read(pattern)) << why_;
    EXPECT_STREQ(place_.folder, "");
  }
  EXPECT_TRUE(Read("", true)) << "the kernel then calls it .<pid>";
}

TEST_F(CorePatternTest, NoFile) {
  const struct {
    const char *pattern, *why;
  } kCases[] = {
      {"|/usr/lib/systemd/systemd-coredump %P %u", "pipes to a program"},
      {"@/run/coredump.socket", "socket"},
      {"@@/run/coredump.socket", "socket"},
      {"", "no core file"},
  };
  for (const auto &it : kCases) {
    EXPECT_FALSE(Read(it.pattern));
    EXPECT_NE(std::strstr(why_, it.why), nullptr) << why_;
  }
}

TEST_F(CorePatternTest, InAFolderOfTheSystem) {
  ASSERT_TRUE(Read("/var/crash/core.%e.%p")) << why_;
  EXPECT_STREQ(place_.folder, "/var/crash");
  EXPECT_TRUE(Matches("core.secmem.4711"));
  EXPECT_FALSE(Matches("core.secmem.4712"));
  EXPECT_FALSE(Matches("core.secmem.47110"));
  ASSERT_TRUE(Read("/core.%p")) << why_;
  EXPECT_STREQ(place_.folder, "/");
}

TEST_F(CorePatternTest, PidFromTheOtherSwitch) {
  EXPECT_FALSE(Read("/cores/core", false)) << "would write over somebody's core file";
  ASSERT_TRUE(Read("/cores/core", true)) << why_;
  EXPECT_TRUE(Matches("core.4711"));
  EXPECT_FALSE(Matches("core"));
}

TEST_F(CorePatternTest, PercentAndStars) {
  ASSERT_TRUE(Read("/cores/100%%*[%p]")) << why_;
  EXPECT_TRUE(Matches("100%*[4711]"));
  EXPECT_FALSE(Matches("100%xx4"));
  EXPECT_FALSE(Read("/cores/100%%p")) << "that is a percent sign and a letter";
  ASSERT_TRUE(Read("/cores/%p%")) << "a percent sign at the end is nothing";
  EXPECT_TRUE(Matches("4711"));
}

TEST_F(CorePatternTest, FoldersThatVary) {
  EXPECT_FALSE(Read("/cores/%u/core.%p"));
  EXPECT_FALSE(Read("cores/core.%p"));
}

TEST_F(CorePatternTest, VeryLong) {
  EXPECT_FALSE(Read("/" + std::string(500, 'x') + "%p"));
  EXPECT_FALSE(Read(std::string(500, 'x')));
}

}  // namespace
