// fake_fixture.h: handlers on the fake system, and what must be true of them after every test.
// Handlers, descriptors and stacks are the real system's, and so is what is asked of them.
#ifndef TESTS_MEMGUARD_PROCESS_FAKE_FIXTURE_H
#define TESTS_MEMGUARD_PROCESS_FAKE_FIXTURE_H

#include <dirent.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <map>
#include <thread>

#include "tests/fake_os/fake_os.h"
#include "tests/memguard/process/inside.h"

namespace process_test {

const int kUsual[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
const int kFaults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

inline struct sigaction ActionOf(int signal) {
  struct sigaction now = {};
  EXPECT_EQ(0, sigaction(signal, nullptr, &now));
  return now;
}

inline std::map<int, void (*)(int)> Handlers() {
  std::map<int, void (*)(int)> handlers;
  for (int signal = 1; signal < 32; signal++)
    if (signal != SIGKILL && signal != SIGSTOP) handlers[signal] = ActionOf(signal).sa_handler;
  return handlers;
}

inline size_t Descriptors() {
  size_t count = 0;
  DIR* entries = opendir("/proc/self/fd");
  while (readdir(entries) != nullptr) count++;
  closedir(entries);
  return count;
}

inline void Nothing(int, void*) {}

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

}  // namespace process_test

#endif
