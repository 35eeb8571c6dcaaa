// Signals that come to forked children, which have the handlers and not the thread.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "tests/memguard/process/runner.h"

namespace {

void Exclude() { setenv("VICTIM_FORK", "exclude", 1); }

TEST(SignalsOfChildren, EndThemAndLeaveTheParentAlone) {
  for (int signal : kUsual) {
    for (int enters : {0, 1000}) {
      for (void (*fork_action)() : {static_cast<void (*)()>([] {}), Exclude}) {
        Ending ending = EndOf("child", signal + enters, fork_action);
        EXPECT_EQ(0, ending.status);
        EXPECT_EQ(Said("child", 128 + signal) + "readable\n", ending.out);
      }
    }
  }
}

TEST(SignalsOfChildren, OfVforkTooAlthoughTheyShareMemory) {
  Ending ending = EndOf("vfork child", SIGTERM);
  EXPECT_EQ(0, ending.status);
  EXPECT_EQ(Said("child", 128 + SIGTERM) + "readable\n", ending.out);
}

TEST(SignalsOfChildren, AChildsOwnCopyIsWipedFirst) {
  Ending ending = EndOf("traced child", SIGTERM, [] { setenv("VICTIM_FORK", "off", 1); });
  if (ending.out.find("child") == std::string::npos) GTEST_SKIP() << "tracing is forbidden here";
  const std::string each = "when it comes 1\nwhen it ends 0\n" + Said("child", 128 + SIGTERM);
  EXPECT_EQ(each + each, ending.out);
}

TEST(SignalsOfChildren, TheFirstProcessOfAContainerHasTheSameStatus) {
  Ending ending = EndOf("first process", SIGTERM);
  if (ending.out == "forbidden\n") GTEST_SKIP() << "namespaces are forbidden here";
  EXPECT_EQ(Said("callback", SIGTERM) + Said("child", 128 + SIGTERM), ending.out);
}

TEST(SignalsOfChildren, AChildMayCatchForItself) {
  Victim victim("child that catches", SIGHUP);
  victim.AwaitLine("ready");
  victim.Send(SIGTERM);
  Ending ending = victim.End();
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ(Said("child's own", SIGHUP) + Said("child", 128 + SIGHUP) + "ready\n" +
                Said("callback", SIGTERM),
            ending.out);
}

TEST(SignalsOfChildren, AForkAtAnyMomentLeavesNoLockHeld) {
  Ending ending = EndOf("fork storm");
  EXPECT_EQ(0, ending.status);
  EXPECT_EQ("all ended\n", ending.out);
}

}  // namespace
