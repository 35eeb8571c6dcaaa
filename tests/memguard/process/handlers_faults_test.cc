// Catching on a system that fails: each call that it needs fails once, and nothing half-installed
// stays. Handlers, descriptors and stacks are the real system's, and so is what is asked of them.
#include <dirent.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "tests/fake_os/fake_os.h"
#include "tests/memguard/process/inside.h"

namespace {

const int kUsual[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
const int kFaults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_SYSTEM};

struct sigaction ActionOf(int signal) {
  struct sigaction now = {};
  EXPECT_EQ(0, sigaction(signal, nullptr, &now));
  return now;
}

std::map<int, void (*)(int)> Handlers() {
  std::map<int, void (*)(int)> handlers;
  for (int signal = 1; signal < 32; signal++)
    if (signal != SIGKILL && signal != SIGSTOP) handlers[signal] = ActionOf(signal).sa_handler;
  return handlers;
}

size_t Descriptors() {
  size_t count = 0;
  DIR* entries = opendir("/proc/self/fd");
  while (readdir(entries) != nullptr) count++;
  closedir(entries);
  return count;
}

void Nothing(int, void*) {}
void EarlierHandler(int) {}

// Runs `act` in a thread without a stack for handlers: a sanitizer may have given it one.
template <typename Act>
void InFreshThread(Act act) {
  std::thread([&] {
    stack_t none = {};
    none.ss_flags = SS_DISABLE;
    ASSERT_EQ(0, sigaltstack(&none, nullptr));
    act();
  }).join();
}

class OnFake : public ::testing::Test {
 protected:
  void SetUp() override {
    fake_os_reset();
    ASSERT_EQ(MEMGUARD_OK, inside_prepare());
    memguard_release_signals();
    before_ = Handlers();
    descriptors_ = Descriptors();
    live_ = fake_os_used().live;
  }
  void TearDown() override {
    fake_os_no_faults();
    memguard_release_signals();
    ExpectNothingIsLeft();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  }
  void ExpectNothingIsLeft() {
    EXPECT_EQ(before_, Handlers());
    EXPECT_FALSE(inside_has_watcher());
    while (Descriptors() != descriptors_)
      std::this_thread::yield();  // its thread closes one itself
    EXPECT_EQ(live_, fake_os_used().live);
  }

  template <typename Call>
  static memguard_status Failing(size_t nth, memcall_status error, Call call, bool* happened) {
    fake_os_fail(nth, error);
    memguard_status status = call();
    *happened = fake_os_fault_happened();
    fake_os_no_faults();
    return status;
  }

  std::map<int, void (*)(int)> before_;
  size_t descriptors_ = 0, live_ = 0;
};

TEST_F(OnFake, CatchingSignalsIsAllOrNothing) {
  for (memcall_status error : kErrors) {
    size_t nth = 1;
    for (bool happened = true; happened; nth++) {
      SCOPED_TRACE(nth);
      memguard_status status = Failing(
          nth, error, [] { return memguard_catch_signals(nullptr, 0, Nothing, nullptr); },
          &happened);
      if (!happened) break;
      EXPECT_EQ(static_cast<memguard_status>(error), status);
      EXPECT_EQ(status, static_cast<memguard_status>(memcall_last_error()->status));
      ExpectNothingIsLeft();
    }
    EXPECT_EQ(7u, nth) << "a pipe, a thread, four handlers";
    for (int signal : kUsual) EXPECT_NE(before_[signal], ActionOf(signal).sa_handler);
    EXPECT_TRUE(inside_has_watcher());
    memguard_release_signals();
  }
}

// What was caught before the call that failed is caught after it.
TEST_F(OnFake, ASetThatCannotBeChangedStaysAsItIs) {
  const int kOther[] = {SIGTERM, SIGUSR1, SIGUSR2};
  ASSERT_EQ(MEMGUARD_OK, memguard_catch_signals(nullptr, 0, Nothing, nullptr));
  const std::map<int, void (*)(int)> caught = Handlers();
  for (size_t nth = 1; nth <= 2; nth++) {
    bool happened = false;
    EXPECT_EQ(MEMGUARD_ERR_SYSTEM,
              Failing(
                  nth, MEMCALL_ERR_SYSTEM,
                  [&] { return memguard_catch_signals(kOther, 3, Nothing, nullptr); }, &happened));
    EXPECT_TRUE(happened);
    EXPECT_EQ(caught, Handlers());
    EXPECT_TRUE(inside_has_watcher());
  }
  ASSERT_EQ(MEMGUARD_OK, memguard_catch_signals(kOther, 3, Nothing, nullptr));
  for (int signal : {SIGINT, SIGHUP, SIGQUIT})
    EXPECT_EQ(before_[signal], ActionOf(signal).sa_handler);
  for (int signal : kOther) EXPECT_EQ(caught.at(SIGTERM), ActionOf(signal).sa_handler);
}

TEST_F(OnFake, CatchingFaultsIsAllOrNothing) {
  for (memcall_status error : kErrors) {
    size_t nth = 1, hits = 0;
    for (bool happened = true; happened; nth++) {
      SCOPED_TRACE(nth);
      memguard_status status = MEMGUARD_OK;
      InFreshThread(
          [&] { status = Failing(nth, error, [] { return memguard_catch_faults(); }, &happened); });
      hits += status != MEMGUARD_OK;
      if (status != MEMGUARD_OK) {
        EXPECT_EQ(static_cast<memguard_status>(error), status);
        ExpectNothingIsLeft();
      }
      memguard_release_signals();
    }
    EXPECT_GE(hits, 4u) << "a look, a mapping, its use as a stack, handlers";
  }
}

// --- Arguments

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
