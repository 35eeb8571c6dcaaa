// Programs that crash: what they say, what is left in their memory, what a shell sees.
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <regex>

#include "memcall/memcall.h"
#include "memguard/buffer.h"
#include "tests/memguard/process/runner.h"

namespace {

#if defined(__linux__) && defined(__x86_64__)
#define WRITE "write"
#define READ "read"
#define READ_OF "read of"
#else
#define WRITE "access"
#define READ "access"
#define READ_OF "access to"
#endif

std::string Line(const std::string& text) { return "memguard: " + text + "\n"; }

void ExpectCrash(const Ending& ending, const std::string& line) {
  EXPECT_EQ(128 + SIGSEGV, ending.status);
  EXPECT_EQ(line, ending.err);
  EXPECT_EQ("", ending.out);
}

// --- The line

TEST(Faults, BesideABuffer) {
  size_t page = memcall_page_size();
  ExpectCrash(EndOf("past buffer", 1), Line(WRITE " 1 byte past a 32-byte buffer"));
  ExpectCrash(EndOf("past buffer", 9), Line(WRITE " 9 bytes past a 32-byte buffer"));
  ExpectCrash(EndOf("before buffer"),
              Line(WRITE " " + std::to_string(page - 31) + " bytes before a 32-byte buffer"));
}

TEST(Faults, InABufferThatMayNotBeTouched) {
  ExpectCrash(EndOf("protected", MEMGUARD_NO_ACCESS), Line(READ_OF " a hidden 32-byte buffer"));
  ExpectCrash(EndOf("protected", MEMGUARD_READ_ONLY), Line(WRITE " to a frozen 32-byte buffer"));
  ExpectCrash(EndOf("purged"), Line(WRITE " to a purged 32-byte buffer"));
}

TEST(Faults, BesideHeapObjects) {
  size_t page = memcall_page_size();
  ExpectCrash(EndOf("walk", 1), Line(READ " " + std::to_string(page - 16 - 32 + 1) +
                                     " bytes past a 32-byte heap object"));
  ExpectCrash(EndOf("walk", -1), Line(READ " 17 bytes before a 32-byte heap object"));
  ExpectCrash(EndOf("walk from large", 1), Line(READ " 17 bytes past a 1048544-byte heap object"));
  ExpectCrash(EndOf("walk from large", -1),
              Line(READ " 17 bytes before a 1048544-byte heap object"));
  ExpectCrash(EndOf("walk from freed", 1),
              Line(READ_OF " memory of the heap that holds no object"));
}

TEST(Faults, BesideAnObjectOfSeveralPages) {
  size_t page = memcall_page_size(), rest = (page - (16 + 20000) % page) % page;
  ExpectCrash(EndOf("walk from run", 1),
              Line(READ " " + std::to_string(rest + 1) + " bytes past a 20000-byte heap object"));
  ExpectCrash(EndOf("walk from run", -1), Line(READ " 17 bytes before a 20000-byte heap object"));
}

TEST(Faults, InWhatIsTheLibrarysOwn) {
  ExpectCrash(EndOf("past the keys", 1), Line(READ_OF " the pages of a key"));
  ExpectCrash(EndOf("past the keys", -1), Line(READ_OF " the pages of a key"));
  ExpectCrash(EndOf("settings"), Line(WRITE " to the settings of a context"));
}

TEST(Faults, InWhatStayedWithTheParent) {
  ExpectCrash(EndOf("parent's object"), Line(READ_OF " memory of the parent process"));
}

TEST(Faults, OfOthersAreNotOurs) { ExpectCrash(EndOf("nothing"), ""); }

// --- What is left

TEST(Faults, TheSecretIsGoneBeforeAnybodyElseIsTold) {
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    Victim victim("stop in fault", signal);
    victim.AwaitLine("ready");
    EXPECT_TRUE(victim.HoldsSecret());
    victim.Feed();
    victim.AwaitLine("earlier " + std::to_string(signal));
    EXPECT_FALSE(victim.HoldsSecret());
  }
}

// --- Passing on

TEST(Faults, SentOnesEndTheProcess) {
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT}) {
    Ending ending = EndOf("sent", signal);
    EXPECT_EQ(128 + signal, ending.status);
    EXPECT_EQ("", ending.err);
  }
}

TEST(Faults, AFailedAssertionAborts) {
  Ending ending = EndOf("assert");
  EXPECT_EQ(128 + SIGABRT, ending.status);
  EXPECT_TRUE(std::regex_match(ending.err, std::regex(".*Assertion.*failed.*\n"))) << ending.err;
}

TEST(Faults, AProgramMayMendThem) {
  Ending ending = EndOf("mend");
  EXPECT_EQ(0, ending.status);
  EXPECT_EQ("mended\nmended\n", ending.out);
  ending = EndOf("mend by returning");
  EXPECT_EQ(128 + SIGSEGV, ending.status);
  EXPECT_EQ("mended\n", ending.out);
}

TEST(Faults, WhatIsIgnoredStaysIgnoredWhereItCanBe) {
  Ending ending = EndOf("ignored fault");
  EXPECT_EQ(128 + SIGSEGV, ending.status);
  EXPECT_EQ("ignored\n", ending.out);
  EXPECT_EQ(Line(WRITE " 1 byte past a 32-byte buffer"), ending.err);
}

TEST(Faults, ReleasingPutsTheEarlierHandlerBack) {
  Victim victim("released faults");
  victim.AwaitLine("earlier 11");
  EXPECT_TRUE(victim.HoldsSecret());
  victim.Send(SIGKILL);
  EXPECT_EQ("", victim.End().err);
}

// --- Where they happen

TEST(Faults, AStackThatOverflowedStillTells) {
  for (int in_thread : {0, 1}) {
    Ending ending = EndOf("stack overflow", in_thread);
    EXPECT_EQ(128 + SIGSEGV, ending.status);
    EXPECT_EQ("earlier 11\n", ending.out);
  }
}

TEST(Faults, OfThreadsAtOnceSayWholeLines) {
  for (int i = 0; i < 10; i++) {
    Ending ending = EndOf("crash together", 2 + i % 3);
    EXPECT_EQ(128 + SIGSEGV, ending.status);
    EXPECT_TRUE(std::regex_match(ending.err,
                                 std::regex("(memguard: [a-z]+ 1 byte past a 32-byte buffer\n)+")))
        << ending.err;
  }
}

TEST(Faults, OfTheCallbackOfASignal) {
  ExpectCrash(EndOf("callback crashes", SIGTERM), Line(WRITE " 1 byte past a 32-byte buffer"));
}

TEST(Faults, OfChildrenLeaveTheParentAlone) {
  for (int shares_memory : {0, 1}) {
    for (const char* fork_action : {"wipe", "exclude"}) {
      Ending ending = EndOf("child crashes", shares_memory,
                            [fork_action] { setenv("VICTIM_FORK", fork_action, 1); });
      EXPECT_EQ(0, ending.status);
      EXPECT_EQ("child 11\nreadable\n", ending.out);
    }
  }
}

}  // namespace
