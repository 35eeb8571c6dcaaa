// What is installed by catching, and what is put back.
#include <vector>

#include "tests/memguard/process/fake_fixture.h"

namespace process_test {
namespace {

void EarlierHandler(int) {}

TEST_F(OnFake, WhatCannotBeCaughtIsInvalid) {
  for (int signal : {SIGSEGV, SIGBUS,  SIGILL,  SIGFPE, SIGABRT,  SIGTRAP, SIGSYS,  SIGKILL,
                     SIGSTOP, SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGTSTP, SIGTTIN, SIGTTOU,
                     0,       -1,      128,     129,    1 << 20,  32 /* the C library's own */}) {
    const int both[] = {SIGTERM, signal};
    EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_catch_signals(both, 2, Nothing, nullptr)) << signal;
    EXPECT_EQ(MEMGUARD_ERR_INVALID, static_cast<memguard_status>(memcall_last_error()->status));
    ExpectNothingIsLeft();
  }
  const int one = SIGTERM;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_catch_signals(&one, 0, Nothing, nullptr));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_catch_signals(nullptr, 1, Nothing, nullptr));
}

TEST_F(OnFake, WhatIsIgnoredHasNoHandler) {
  ASSERT_NE(SIG_ERR, signal(SIGHUP, SIG_IGN));
  ASSERT_EQ(MEMGUARD_OK, memguard_catch_signals(nullptr, 0, Nothing, nullptr));
  EXPECT_EQ(SIG_IGN, ActionOf(SIGHUP).sa_handler);
  EXPECT_NE(SIG_IGN, ActionOf(SIGTERM).sa_handler);
  memguard_release_signals();
  EXPECT_EQ(SIG_IGN, ActionOf(SIGHUP).sa_handler);
  ASSERT_NE(SIG_ERR, signal(SIGHUP, SIG_DFL));
}

TEST_F(OnFake, AHandlerThatCameLaterIsNotReplaced) {
  ASSERT_EQ(MEMGUARD_OK, memguard_catch_signals(nullptr, 0, Nothing, nullptr));
  InFreshThread([] { EXPECT_EQ(MEMGUARD_OK, memguard_catch_faults()); });
  ASSERT_NE(SIG_ERR, signal(SIGTERM, EarlierHandler));
  ASSERT_NE(SIG_ERR, signal(SIGFPE, EarlierHandler));
  memguard_release_signals();
  EXPECT_EQ(EarlierHandler, ActionOf(SIGTERM).sa_handler);
  EXPECT_EQ(EarlierHandler, ActionOf(SIGFPE).sa_handler);
  ASSERT_NE(SIG_ERR, signal(SIGTERM, before_[SIGTERM]));
  ASSERT_NE(SIG_ERR, signal(SIGFPE, before_[SIGFPE]));
}

// --- Stacks

TEST_F(OnFake, AThreadHasAStackForFaultsUntilItEnds) {
  for (int i = 0; i < 20; i++) {
    InFreshThread([] {
      stack_t stack = {};
      ASSERT_EQ(MEMGUARD_OK, memguard_catch_faults());
      ASSERT_EQ(MEMGUARD_OK, memguard_catch_faults());
      ASSERT_EQ(0, sigaltstack(nullptr, &stack));
      EXPECT_EQ(0, stack.ss_flags & SS_DISABLE);
      EXPECT_GE(stack.ss_size, size_t{64} << 10);
    });
  }
  for (int signal : kFaults) EXPECT_NE(before_[signal], ActionOf(signal).sa_handler);
}

TEST_F(OnFake, AProgramsOwnStackStays) {
  InFreshThread([] {
    std::vector<char> own(size_t{64} << 10);
    stack_t stack = {}, none = {}, now = {};
    stack.ss_sp = own.data();
    stack.ss_size = own.size();
    ASSERT_EQ(0, sigaltstack(&stack, nullptr));
    ASSERT_EQ(MEMGUARD_OK, memguard_catch_faults());
    ASSERT_EQ(0, sigaltstack(nullptr, &now));
    EXPECT_EQ(own.data(), now.ss_sp);
    none.ss_flags = SS_DISABLE;
    ASSERT_EQ(0, sigaltstack(&none, nullptr));
  });
}

}  // namespace
}  // namespace process_test
