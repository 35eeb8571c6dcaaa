// Children go on with their parent's keys, and lock them again.
#include <openssl/mem.h>

#include <atomic>
#include <thread>

#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"
#include "tests/children/children.h"
#include "tests/memcall/linux.h"
#include "tests/memguard/heap/fixture.h"

namespace boringssl_heap_test {
namespace {

using children::InChild;

// First, while this process has not called BoringSSL: a child of a thread that is in the middle of its first
// call, which sets the heap up, is not the one to finish it.
TEST(ForkInTheFirstCall, LeavesTheChildNoLockToWaitFor) {
  for (int round = 0; round < 300; round++)
    InChild([] {
      std::atomic<bool> begun(false);
      std::thread first([&] {
        begun = true;
        OPENSSL_free(OPENSSL_malloc(32));
      });
      while (!begun) {
      }
      InChild([] { EXPECT_TRUE(Owns(OPENSSL_malloc(32))); });
      first.join();
    });
}

TEST(Fork, AChildSignsWithItsParentsKey) {
  const Key ec = NewEcKey(), rsa = NewRsaKey();
  for (EVP_PKEY* key : {ec.get(), rsa.get()}) {
    const Bytes signature = Sign(key);
    InChild([&] {
      EXPECT_TRUE(Owns(key));
      EXPECT_TRUE(Verifies(key, signature));
      EXPECT_TRUE(Verifies(key, Sign(key)));
      InChild([&] { EXPECT_TRUE(Verifies(key, Sign(key))); });
      EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
    });
    EXPECT_TRUE(Verifies(key, Sign(key)));
  }
}

// What a parent frees its children keep, and the other way round.
TEST(Fork, WhatOneFreesTheOtherKeeps) {
  Key key = NewEcKey();
  const Bytes signature = Sign(key.get());
  InChild([&] {
    key.reset();
    EXPECT_TRUE(NewEcKey());
  });
  EXPECT_TRUE(Verifies(key.get(), signature));
}

TEST(Fork, AChildsFirstCallLocksTheCopy) {
  if (heap_test::kSanitized) GTEST_SKIP() << "a sanitizer says yes to every lock";
  const Key key = NewEcKey();
  const size_t locked = Stats().locked_bytes;
  if (locked == 0) GTEST_SKIP() << "this account may lock nothing";
  EXPECT_EQ(locked, StatusBytes("VmLck"));
  InChild([&] {
    EXPECT_EQ(0u, StatusBytes("VmLck")) << "locks are not inherited";
    EXPECT_TRUE(OPENSSL_malloc(1));
    EXPECT_GE(StatusBytes("VmLck"), locked);
    EXPECT_EQ(Stats().locked_bytes, StatusBytes("VmLck"));
    EXPECT_EQ(0u, Missing(key.get()) & MEMCALL_LOCKED);
  });
}

// One that only executes another program pays for nothing.
TEST(Fork, AChildThatNeverCallsLocksNothing) {
  const Key key = NewEcKey();
  InChild([&] { EXPECT_EQ(0u, StatusBytes("VmLck")); });
}

// A server forks workers while its threads are at work.
TEST(Fork, WhileThreadsWork) {
  const Key key = NewEcKey();
  const Bytes signature = Sign(key.get());
  std::atomic<bool> stop(false);
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; i++)
    threads.emplace_back([&] {
      while (!stop) {
        ASSERT_TRUE(Verifies(key.get(), Sign(key.get())));
        OPENSSL_free(OPENSSL_malloc(70000));
      }
    });
  for (int round = 0; round < 50; round++)
    InChild([&] {
      EXPECT_TRUE(Verifies(key.get(), signature));
      EXPECT_TRUE(NewEcKey());
      EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
    });
  stop = true;
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
}

}  // namespace
}  // namespace boringssl_heap_test
