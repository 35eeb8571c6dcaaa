// Programs that end themselves.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/memguard/process/runner.h"

namespace {

const char kExpired[] = "MEMGUARD_ERR_EXPIRED\n";

TEST(Exit, PurgesBeforeHandlersOfAtexitRun) {
  for (int code : {0, 1, 77}) {
    Ending ending = EndOf("exit", code);
    EXPECT_EQ(code, ending.status);
    EXPECT_EQ(kExpired, ending.out);
  }
}

TEST(Exit, FromAHandlerOfAtexitEndsTheProcessWithItsCode) {
  EXPECT_EQ(3, EndOf("again from atexit", 1).status);
  Ending in_programs_own = EndOf("again from atexit", 0);
  EXPECT_EQ(3, in_programs_own.status);
  EXPECT_EQ(kExpired, in_programs_own.out) << "handlers that are left still run";
}

// Handlers run once, and the code is one thread's.
TEST(Exit, FromTwoThreadsHappensOnce) {
  for (int i = 0; i < 20; i++) {
    Ending ending = EndOf("two threads");
    EXPECT_TRUE(ending.status == 4 || ending.status == 5) << ending.status;
    EXPECT_EQ(kExpired, ending.out);
  }
}

TEST(Exit, OfAChildThatAHandlerOfAtexitForked) { EXPECT_EQ(6, EndOf("fork in atexit", 6).status); }

TEST(Panic, SaysOneLineAndAborts) {
  for (int with_handlers : {0, 1}) {
    Ending ending = EndOf("panic", with_handlers);
    EXPECT_EQ(128 + SIGABRT, ending.status);
    EXPECT_EQ("the disk is on fire\n", ending.err);
    EXPECT_EQ("", ending.out);
  }
}

}  // namespace
