// Seam 2: threads, processes, descriptors and the end of the process, on the real and the fake system.
#include "lib/memcall/host/host.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

TEST(HostThread, NumbersDifferWhileTheirThreadsLive) {
  const int kThreads = 8;
  std::atomic<int> arrived{0};
  std::vector<uint64_t> numbers(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++)
    threads.emplace_back([&, i] {
      numbers[i] = memcall_host_thread();
      EXPECT_EQ(numbers[i], memcall_host_thread());
      arrived++;
      while (arrived < kThreads) memcall_host_yield();
    });
  for (std::thread &thread : threads) thread.join();
  std::set<uint64_t> distinct(numbers.begin(), numbers.end());
  distinct.insert(memcall_host_thread());
  EXPECT_EQ(kThreads + 1u, distinct.size());
  EXPECT_EQ(0u, distinct.count(0));
}

TEST(HostThread, ProcessAndClockAreSteady) {
  EXPECT_NE(0u, memcall_host_process());
  EXPECT_EQ(memcall_host_process(), memcall_host_process());
  const uint64_t before = memcall_host_clock_ms();
  usleep(20000);
  const uint64_t after = memcall_host_clock_ms();
  EXPECT_GE(after, before + 19);
}

int Unnamed() { return 1; }  // of which no loader knows the name

// A static program has no loader that could be asked.
TEST(HostSite, SaysWhereAndNotTheAddress) {
  char text[256] = "";
  memcall_host_site(nullptr, text, sizeof text);
  EXPECT_STREQ("unknown", text);
  memcall_host_site(reinterpret_cast<const void *>(Unnamed), text, sizeof text);
  const std::string unnamed = text;
  memcall_host_site(reinterpret_cast<const void *>(getpid), text, sizeof text);
  const std::string named = text;
  if (named == "unknown") GTEST_SKIP() << "static";
  EXPECT_NE(std::string::npos, unnamed.find("+0x")) << unnamed;
  EXPECT_NE(std::string::npos, named.find("getpid+0x0 (")) << named;
  char narrow[8] = "";
  memcall_host_site(reinterpret_cast<const void *>(getpid), narrow, sizeof narrow);
  EXPECT_EQ(named.substr(0, sizeof narrow - 1), narrow);
}

struct Pipe {
  int ends[2];
  Pipe() { EXPECT_EQ(0, pipe(ends)); }
  ~Pipe() {
    CloseWriter();
    close(ends[0]);
  }
  void CloseWriter() {
    if (ends[1] >= 0) close(ends[1]);
    ends[1] = -1;
  }
};

TEST(HostFile, WhatIsWrittenIsReadAndThenItEnds) {
  Pipe through;
  char bytes[16] = {};
  size_t got = 99;
  ASSERT_EQ(MEMCALL_OK, memcall_host_write(through.ends[1], "abcdef", 6).status);
  ASSERT_EQ(MEMCALL_OK, memcall_host_write(through.ends[1], "", 0).status);
  through.CloseWriter();
  ASSERT_EQ(MEMCALL_OK, memcall_host_read(through.ends[0], bytes, 4, &got).status);
  EXPECT_EQ("abcd", std::string(bytes, got));
  ASSERT_EQ(MEMCALL_OK, memcall_host_read(through.ends[0], bytes, sizeof bytes, &got).status);
  EXPECT_EQ("ef", std::string(bytes, got));
  ASSERT_EQ(MEMCALL_OK, memcall_host_read(through.ends[0], bytes, sizeof bytes, &got).status);
  EXPECT_EQ(0u, got);
}

TEST(HostFile, MoreThanAPipeHoldsIsWrittenWhole) {
  Pipe through;
  const std::string all(1 << 20, 'x');
  std::thread writer([&] {
    EXPECT_EQ(MEMCALL_OK, memcall_host_write(through.ends[1], all.data(), all.size()).status);
    through.CloseWriter();
  });
  size_t total = 0, got = 1;
  std::vector<char> bytes(10000);
  while (got != 0) {
    ASSERT_EQ(MEMCALL_OK,
              memcall_host_read(through.ends[0], bytes.data(), bytes.size(), &got).status);
    total += got;
  }
  writer.join();
  EXPECT_EQ(all.size(), total);
}

TEST(HostFile, NoDescriptorIsInvalid) {
  char byte = 0;
  size_t got = 99;
  memcall_answer answer = memcall_host_read(-1, &byte, 1, &got);
  EXPECT_EQ(MEMCALL_ERR_INVALID, answer.status);
  EXPECT_NE(0, answer.os_code);
  EXPECT_STRNE("", answer.operation);
  EXPECT_EQ(0u, got);
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_host_write(-1, &byte, 1).status);
}

void Ignore(int) {}

TEST(HostFile, ASignalDoesNotEndARead) {
  Pipe through;
  struct sigaction handler = {};
  handler.sa_handler = Ignore; /* without SA_RESTART */
  ASSERT_EQ(0, sigaction(SIGUSR1, &handler, nullptr));
  const pthread_t reader = pthread_self();
  std::thread other([&] {
    for (int i = 0; i < 5; i++) {
      usleep(10000);
      pthread_kill(reader, SIGUSR1);
    }
    EXPECT_EQ(MEMCALL_OK, memcall_host_write(through.ends[1], "z", 1).status);
  });
  char byte = 0;
  size_t got = 0;
  EXPECT_EQ(MEMCALL_OK, memcall_host_read(through.ends[0], &byte, 1, &got).status);
  EXPECT_EQ('z', byte);
  other.join();
}

void IgnoreAbortAndAbort() {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGABRT);
  sigprocmask(SIG_BLOCK, &blocked, nullptr);
  (void)signal(SIGABRT, Ignore);
  memcall_host_complain("the last words\n");
  memcall_host_abort();
}

TEST(HostDeathTest, AbortEndsTheProcessWhateverTheHandler) {
  EXPECT_EXIT(IgnoreAbortAndAbort(), testing::KilledBySignal(SIGABRT), "the last words");
}

}  // namespace
