// A fork in the middle of anything: the child is told, never waits, and can end what it has.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>

#include "tests/children/children.h"
#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

using children::InChild;

class Fork : public World, public ::testing::TestWithParam<securememory_kind> {
 protected:
  void SetUp() override {
    securememory_factory_options options = securememory_factory_options_default();
    options.flags = SECUREMEMORY_TRACK_SITES;
    Open(GetParam(), &options);
    secret_ = Copy(Pattern(40));
  }
  void TearDown() override {
    EXPECT_EQ(Pattern(40), Content(secret_)) << "the child's doings are its own";
    securememory_secret_destroy(secret_);
    Close();
  }
  // What a child may do, with secrets of its own and its parent's.
  void LiveOn() {
    Bytes seen;
    securememory_secret* own = Copy(Pattern(20));
    EXPECT_EQ(Pattern(20), Content(own));
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_status(secret_));
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_with_bytes(secret_, Keep, &seen));
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_close(secret_, SECUREMEMORY_FOREVER));
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(own, SECUREMEMORY_FOREVER));
    securememory_secret_destroy(own);
  }
  // The parent's handles are the child's to destroy, and nothing of them is left.
  void EndEverything() {
    securememory_secret_destroy(secret_);
    securememory_factory_leaks(
        factory_, [](const char* line, void*) { ADD_FAILURE() << line; }, nullptr);
    Close();
  }
  securememory_secret* secret_ = nullptr;
};
FOR_EVERY_KIND(Fork);

TEST_P(Fork, AtRest) {
  securememory_reader* reader = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_reader_new(secret_, &reader));
  InChild([&] {
    unsigned char bytes[4];
    size_t got = 9;
    bool equal = true;
    securememory_secret* twin = nullptr;
    securememory_loan loan = {};
    memguard_safeguards safeguards = {};
    LiveOn();
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_reader_read(reader, bytes, 4, &got));
    EXPECT_EQ(0u, got);
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_equal(secret_, "x", 1, &equal));
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_equal_to(secret_, secret_, &equal));
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_duplicate(secret_, &twin));
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_borrow(secret_, &loan));
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_safeguards(secret_, &safeguards));
    securememory_reader_destroy(reader);
    EndEverything();
  });
  securememory_reader_destroy(reader);
}

TEST_P(Fork, TheFirstCallMayBeDestroy) {
  InChild([&] { EndEverything(); });
}

TEST_P(Fork, InsideACallback) {
  EXPECT_EQ(SECUREMEMORY_OK, Inside(secret_, [&](const unsigned char* bytes, size_t length) {
              InChild([&] { LiveOn(); });
              InChild([&] { EndEverything(); });
              EXPECT_EQ(Pattern(40), Bytes(bytes, bytes + length));
              return 0;
            }));
}

// Where a child inherits, what was open has a copy there, which ends with the handle.
TEST_P(Fork, WhatWasOpenIsNotLeftInAChildThatInherits) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  memguard_context* context = nullptr;
  securememory_factory* factory = nullptr;
  securememory_secret* secret = nullptr;
  securememory_loan loan = {};
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_factory_new(context, GetParam(), nullptr, &factory));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_new_random(factory, 40, &secret));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
  auto end = [&](securememory_status returned) {
    EXPECT_EQ(returned, securememory_secret_return(&loan));
    securememory_secret_destroy(secret);
    EXPECT_EQ(SECUREMEMORY_OK, securememory_factory_destroy(factory));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context)) << "something of it is alive";
  };
  InChild([&] { end(SECUREMEMORY_ERR_FORKED); });
  end(SECUREMEMORY_OK);
}

TEST_P(Fork, TheChildReturnsFromTheCallback) {
  pid_t pid = -1;
  securememory_status status = Inside(secret_, [&](const unsigned char*, size_t) {
    pid = fork();
    if (pid == 0) alarm(30);
    return 0;
  });
  if (pid == 0) {
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, status);
    LiveOn();
    EndEverything();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  EXPECT_EQ(SECUREMEMORY_OK, status);
  int ended = -1;
  EXPECT_EQ(pid, waitpid(pid, &ended, 0));
  EXPECT_EQ(0, ended);
}

TEST_P(Fork, TheChildDestroysInTheCallbackAndReturns) {
  pid_t pid = -1;
  securememory_status status = Inside(secret_, [&](const unsigned char*, size_t) {
    pid = fork();
    if (pid == 0) {
      alarm(30);
      securememory_secret_destroy(secret_);
    }
    return 0;
  });
  if (pid == 0) {
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, status);
    Close();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int ended = -1;
  EXPECT_EQ(pid, waitpid(pid, &ended, 0));
  EXPECT_EQ(0, ended);
}

TEST_P(Fork, WithALoanOut) {
  securememory_loan loan = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &loan));
  InChild([&] {
    LiveOn();
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_return(&loan));
    EXPECT_EQ(nullptr, loan.bytes);
    EndEverything();
  });
  InChild([&] {
    securememory_secret_destroy(secret_);
    EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_return(&loan));
    Close();
  });
  EXPECT_EQ(Pattern(40), Bytes(loan.bytes, loan.bytes + loan.length));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
}

// Other threads come and go, close and wait, hold locks, while children are made.
TEST_P(Fork, BesideBusyThreads) {
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; t++)
    threads.emplace_back([&] {
      while (!stop) {
        securememory_secret* own = Copy(Pattern(8));
        EXPECT_EQ(8u, Content(own).size());
        EXPECT_EQ(40u, Content(secret_).size());
        EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(own, SECUREMEMORY_FOREVER));
        securememory_secret_destroy(own);
      }
    });
  for (int i = 0; i < 100; i++)
    InChild([&] {
      LiveOn();
      securememory_secret_destroy(secret_);
    });
  stop = true;
  for (std::thread& thread : threads) thread.join();
}

// --- A signal in the middle ----------------------------------------------------------------------

void Tell(int, void* secret) {
  bool there = Content(static_cast<securememory_secret*>(secret)) == Pattern(40);
  _exit(there ? 34 : 35);
}

TEST_P(Fork, ACaughtSignalFindsTheSecretAndEndsTheProcess) {
  pid_t pid = fork();
  if (pid == 0) {
    securememory_secret* own = Copy(Pattern(40));
    if (securememory_catch_signals(nullptr, 0, Tell, own) == SECUREMEMORY_OK)
      kill(getpid(), SIGTERM);
    sleep(60);
    _exit(36);
  }
  int status = -1;
  ASSERT_EQ(pid, waitpid(pid, &status, 0));
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(34, WEXITSTATUS(status));
}

}  // namespace
