// Programs that signals end: what they still do, what is left in their memory, what a shell sees.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "tests/memguard/process/runner.h"

namespace {

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
  Victim other("released", SIGHUP);
  other.AwaitLine("ready");
  other.Send(SIGTERM);
  Ending ending = other.End();
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ("ready\n", ending.out);
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
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
  GTEST_SKIP() << "closing a descriptor that another thread reads is a race, and is called one";
#endif
#endif
  Ending ending = EndOf("closed pipe", SIGTERM);
  EXPECT_EQ(128 + SIGTERM, ending.status);
  EXPECT_EQ("bytes 0\n", ending.out);
}

}  // namespace
