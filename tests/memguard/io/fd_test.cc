// Descriptors as sources and sinks.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>

#include "memguard/io.h"

namespace {

class Fd : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(0, pipe2(ends_, O_CLOEXEC)); }
  void TearDown() override {
    Close(0);
    Close(1);
  }
  void Close(int end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }
  static memguard_status Read(const memguard_source& source, std::string* bytes, size_t capacity) {
    size_t got = 99;
    bytes->assign(capacity, '?');
    memguard_status status = source.read(source.user, &(*bytes)[0], capacity, &got);
    bytes->resize(got);
    return status;
  }
  static memguard_status Write(const memguard_sink& sink, const std::string& bytes) {
    return sink.write(sink.user, bytes.data(), bytes.size());
  }
  int ends_[2] = {-1, -1};
};

TEST_F(Fd, WhatIsWrittenIsReadAndThenComesTheEnd) {
  memguard_sink sink = memguard_sink_fd(ends_[1]);
  memguard_source source = memguard_source_fd(ends_[0]);
  std::string bytes;
  EXPECT_EQ(MEMGUARD_OK, Write(sink, "0123456789"));
  EXPECT_EQ(MEMGUARD_OK, Read(source, &bytes, 4));
  EXPECT_EQ("0123", bytes) << "no more than there is room for";
  EXPECT_EQ(MEMGUARD_OK, Read(source, &bytes, 100));
  EXPECT_EQ("456789", bytes) << "what is there, without waiting for more";
  Close(1);
  for (int i = 0; i < 2; i++) {
    EXPECT_EQ(MEMGUARD_OK, Read(source, &bytes, 100));
    EXPECT_EQ("", bytes);
  }
}

TEST_F(Fd, DescriptorZeroIsOneLikeAnyOther) {
  int standard_input = dup(0);
  ASSERT_EQ(0, dup2(ends_[0], 0));
  std::string bytes;
  EXPECT_EQ(MEMGUARD_OK, Write(memguard_sink_fd(ends_[1]), "x"));
  EXPECT_EQ(MEMGUARD_OK, Read(memguard_source_fd(0), &bytes, 1));
  EXPECT_EQ("x", bytes);
  if (standard_input >= 0) {
    dup2(standard_input, 0);
    close(standard_input);
  } else {
    close(0);
  }
}

TEST_F(Fd, TheDescriptorStaysTheCallers) {
  {
    memguard_source source = memguard_source_fd(ends_[0]);
    (void)source;
  }
  EXPECT_NE(-1, fcntl(ends_[0], F_GETFD));
}

TEST_F(Fd, FailuresAreIoWithTheSystemsCode) {
  std::string bytes;
  EXPECT_EQ(MEMGUARD_ERR_IO, Read(memguard_source_fd(ends_[1]), &bytes, 4)) << "write end";
  EXPECT_EQ("", bytes);
  EXPECT_EQ(MEMGUARD_ERR_IO, static_cast<int>(memcall_last_error()->status));
  EXPECT_EQ(EBADF, memcall_last_error()->os_code);
  EXPECT_STRNE("", memcall_last_error()->text);
  EXPECT_EQ(MEMGUARD_ERR_IO, Write(memguard_sink_fd(-1), "x"));
  EXPECT_EQ(EBADF, memcall_last_error()->os_code);
  int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  if (full < 0) GTEST_SKIP() << "no /dev/full here";
  EXPECT_EQ(MEMGUARD_ERR_IO, Write(memguard_sink_fd(full), "x"));
  EXPECT_EQ(ENOSPC, memcall_last_error()->os_code);
  close(full);
}

// A pipe takes 64 KiB at once; a sink takes all.
TEST_F(Fd, ASinkTakesMoreThanFitsAtOnce) {
  const std::string kMuch(1 << 20, 'm');
  std::string all;
  std::thread reader([&] {
    std::string bytes;
    memguard_source source = memguard_source_fd(ends_[0]);
    while (Read(source, &bytes, 10000) == MEMGUARD_OK && !bytes.empty()) all += bytes;
  });
  EXPECT_EQ(MEMGUARD_OK, Write(memguard_sink_fd(ends_[1]), kMuch));
  Close(1);
  reader.join();
  EXPECT_TRUE(kMuch == all);
}

std::atomic<int> interruptions{0};

void Interrupt(int) { interruptions++; }

// Without SA_RESTART a signal ends read(2) with EINTR: that is no failure of the source.
TEST_F(Fd, SignalsDoNotInterrupt) {
  struct sigaction action = {}, before = {};
  action.sa_handler = Interrupt;
  ASSERT_EQ(0, sigaction(SIGUSR1, &action, &before));
  interruptions = 0;
  std::atomic<bool> reading{false}, done{false};
  memguard_status status = MEMGUARD_ERR_IO;
  std::string bytes;
  std::thread reader([&] {
    reading = true;
    status = Read(memguard_source_fd(ends_[0]), &bytes, 4);
    done = true;
  });
  while (!reading) std::this_thread::yield();
  for (int i = 0; i < 20; i++) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    pthread_kill(reader.native_handle(), SIGUSR1);
  }
  while (interruptions == 0) std::this_thread::yield();
  EXPECT_FALSE(done);
  ASSERT_EQ(2, write(ends_[1], "ok", 2));
  reader.join();
  EXPECT_EQ(MEMGUARD_OK, status);
  EXPECT_EQ("ok", bytes);
  sigaction(SIGUSR1, &before, nullptr);
}

}  // namespace
