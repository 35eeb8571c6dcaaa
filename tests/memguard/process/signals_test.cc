// Programs that signals end: what they still do, what is left in their memory, what a shell sees.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "tests/memguard/process/runner.h"

namespace {

const int kUsual[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

std::string Said(const char* what, int number) {
  return std::string(what) + " " + std::to_string(number) + "\n";
}

TEST(Signals, EachCallsBackAndEndsTheProcessByItself) {
  for (int signal : kUsual) {
    Victim victim("wait");
    victim.AwaitLine("ready");
    victim.Send(signal);
    Ending ending = victim.End();
    EXPECT_EQ(128 + signal, ending.status);
    EXPECT_EQ("ready\n" + Said("callback", signal), ending.out);
    EXPECT_EQ("", ending.err);
    EXPECT_FALSE(ending.dumped_core);
  }
}

TEST(Signals, WithoutACallbackTheyEndTheProcess) {
  Victim victim("no callback");
  victim.AwaitLine("ready");
  victim.Send(SIGTERM);
  EXPECT_EQ(128 + SIGTERM, victim.End().status);
}

TEST(Signals, WhatIsIgnoredStaysIgnored) {
  Victim victim("wait", 0, [] { signal(SIGHUP, SIG_IGN); });
  victim.AwaitLine("ready");
  for (int i = 0; i < 3; i++) victim.Send(SIGHUP);
  victim.Send(SIGTERM);
  Ending ending = victim.End();
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ("ready\n" + Said("callback", SIGTERM), ending.out);
}

TEST(Signals, WithAllIgnoredThereIsNoThread) {
  Victim victim("wait", 0, [] {
    for (int number : kUsual) signal(number, SIG_IGN);
  });
  victim.AwaitLine("ready");
  victim.AwaitDescriptors(3);
  for (int signal : kUsual) victim.Send(signal);
  victim.Send(SIGKILL);
  EXPECT_EQ(128 + SIGKILL, victim.End().status);
}

TEST(Signals, CallbackThenEarlierHandlerThenTheSignal) {
  for (int signal : kUsual) {
    Victim victim("chain", signal);
    victim.AwaitLine("ready");
    victim.Send(signal);
    Ending ending = victim.End();
    EXPECT_EQ(128 + signal, ending.status);
    EXPECT_EQ("ready\n" + Said("callback", signal) + Said("earlier", signal), ending.out);
  }
}

TEST(Signals, TheSecretIsGoneBeforeAnybodyElseIsTold) {
  Victim victim("stop", SIGTERM);
  victim.AwaitLine("ready");
  EXPECT_TRUE(victim.HoldsSecret());
  victim.Send(SIGTERM);
  victim.AwaitLine("earlier 15");
  EXPECT_FALSE(victim.HoldsSecret());
}

TEST(Signals, ASecondOneEndsACallbackThatHangs) {
  for (int second : {SIGTERM, SIGINT}) {
    Victim victim("hang");
    victim.AwaitLine("ready");
    victim.Send(SIGTERM);
    victim.AwaitLine("callback 15");
    EXPECT_TRUE(victim.HoldsSecret()) << "it may still be needed";
    victim.Send(second);
    EXPECT_EQ(128 + second, victim.End().status);
  }
}

// They are all delivered when it goes on. Whether the later ones find the callback running is up to
// the scheduler.
TEST(Signals, ManyAtOnceCallBackOnceAtMost) {
  Victim victim("wait");
  victim.AwaitLine("ready");
  victim.Send(SIGSTOP);
  for (int signal : kUsual) victim.Send(signal);
  victim.Send(SIGCONT);
  Ending ending = victim.End();
  EXPECT_LE(std::count(ending.out.begin(), ending.out.end(), '\n'), 2) << ending.out;
  EXPECT_GT(ending.status, 128);
}

TEST(Signals, ACallbackMayEndTheProcessInItsOwnWay) {
  Victim victim("exit in callback");
  victim.AwaitLine("ready");
  victim.Send(SIGTERM);
  EXPECT_EQ(SIGTERM + 1, victim.End().status);
}

TEST(Signals, ACallbackMayPurgeAndGoOn) {
  Victim victim("purge in callback");
  victim.AwaitLine("ready");
  victim.Send(SIGINT);
  Ending ending = victim.End();
  EXPECT_EQ(128 + SIGINT, ending.status);
  EXPECT_EQ("ready\npurged\n", ending.out);
}

TEST(Signals, TheLastCallbackAndSetWin) {
  const struct {
    int signal;
    const char* callback;
  } kAll[] = {{SIGINT, ""},
              {SIGTERM, "second 15\n"},
              {SIGHUP, "second 1\n"},
              {SIGUSR1, "second 10\n"},
              {SIGQUIT, ""}};
  for (const auto& each : kAll) {
    Victim victim("twice");
    victim.AwaitLine("ready");
    victim.Send(each.signal);
    Ending ending = victim.End();
    EXPECT_EQ(128 + each.signal, ending.status);
    EXPECT_EQ(std::string("ready\n") + each.callback, ending.out);
  }
}

TEST(Signals, ReleasingPutsAllBack) {
  Victim victim("released", SIGHUP);
  victim.AwaitLine("ready");
  victim.AwaitDescriptors(3);  // the thread closes its own
  victim.Send(SIGHUP);
  victim.AwaitLine("earlier 1");
  victim.Send(SIGTERM);
  Ending ending = victim.End();
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ("ready\nearlier 1\n", ending.out);
}

TEST(Signals, AHandlerThatCameLaterStaysAndReachesTheEarlierOne) {
  Victim victim("foreign on top", SIGTERM);
  victim.AwaitLine("ready");
  victim.Send(SIGTERM);
  victim.AwaitLine("above");
  victim.AwaitLine("earlier 15");
}

TEST(Signals, OtherThreadsCallsGoOn) {
  Victim victim("restart");
  victim.AwaitLine("ready");
  victim.Send(SIGTERM);
  victim.Feed();
  Ending ending = victim.End();
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ("ready\nread 1\n" + Said("callback", SIGTERM), ending.out);
}

TEST(Signals, ErrnoIsKept) {
  Ending ending = EndOf("errno", SIGTERM);
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ("kept\n" + Said("callback", SIGTERM), ending.out);
}

TEST(Signals, AClosedPipeEndsTheProcessAndNoOtherFileGetsTheByte) {
  Ending ending = EndOf("closed pipe", SIGTERM);
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ("bytes 0\n", ending.out);
}

// --- Children

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
