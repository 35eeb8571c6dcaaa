// A forked child: notices, starts afresh, and never waits for a lock that a thread of the parent
// held.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <thread>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "tests/children/children.h"
#include "tests/memguard/context/inside.h"

namespace {

memguard_context* NewContext(memguard_fork_action action = MEMGUARD_FORK_DEFAULT) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = action;
  memguard_context* context = nullptr;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context)) << memcall_last_error()->text;
  return context;
}

class Fork : public ::testing::TestWithParam<bool> {};

TEST_P(Fork, GenerationGrowsInTheChildOnly) {
  memguard_context* context = NewContext();
  uint32_t before = inside_generation();
  EXPECT_EQ(0, children::ExitOf(
                   [&] {
                     if (inside_enter(context) != MEMGUARD_OK) return 1;
                     return inside_generation() == before + 1 ? 0 : 2;
                   },
                   GetParam()));
  EXPECT_EQ(before, inside_generation());
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST_P(Fork, ChildSeesNoPlaintextAndGoesOnWithTheContext) {
  memguard_context* context = NewContext();
  unsigned char* secret = static_cast<unsigned char*>(memguard_malloc(context, 32));
  memguard_enclave* enclave = nullptr;
  ASSERT_NE(nullptr, secret);
  memset(secret, 0x5a, 32);
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context, secret, 32, &enclave))
      << memcall_last_error()->text;
  EXPECT_EQ(0, children::ExitOf(
                   [&] {
                     for (int i = 0; i < 32; i++) {
                       if (secret[i] != 0) return 1;
                     }
                     unsigned char opened[32];
                     size_t length = 0;
                     if (memguard_enclave_status(enclave) != MEMGUARD_ERR_FORKED) return 2;
                     if (memguard_enclave_open_into(enclave, opened, sizeof opened, &length) !=
                         MEMGUARD_ERR_FORKED)
                       return 3;
                     memguard_free(context, secret);  // only forgotten
                     unsigned char* fresh =
                         static_cast<unsigned char*>(memguard_malloc(context, 32));
                     memguard_enclave* sealed = nullptr;
                     if (fresh == nullptr ||
                         memguard_enclave_new_random(context, 32, &sealed) != MEMGUARD_OK)
                       return 4;
                     if (memguard_enclave_open_into(sealed, fresh, 32, &length) != MEMGUARD_OK ||
                         length != 32)
                       return 5;
                     memguard_free(context, fresh);
                     memguard_enclave_destroy(sealed);
                     memguard_enclave_destroy(enclave);
                     return memguard_context_destroy(context) == MEMGUARD_OK ? 0 : 6;
                   },
                   GetParam()));
  EXPECT_EQ(0x5a, secret[31]);
  memguard_free(context, secret);
  memguard_enclave_destroy(enclave);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST_P(Fork, ExcludedMemoryFaultsInTheChild) {
  memguard_context* context = NewContext(MEMGUARD_FORK_EXCLUDE);
  unsigned char* secret = static_cast<unsigned char*>(memguard_malloc(context, 32));
  ASSERT_NE(nullptr, secret);
  secret[0] = 1;
  EXPECT_EQ(1000 + SIGSEGV, children::ExitOf(
                                [&] {
                                  signal(SIGSEGV, SIG_DFL);
                                  return *const_cast<volatile unsigned char*>(secret) != 1 ? 0 : 1;
                                },
                                GetParam()));
  EXPECT_EQ(
      0, children::ExitOf(
             [&] {
               memguard_free(context, secret);
               void* fresh = memguard_malloc(context, 32);
               memguard_free(context, fresh);
               return fresh != nullptr && memguard_context_destroy(context) == MEMGUARD_OK ? 0 : 1;
             },
             GetParam()));
  memguard_free(context, secret);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST_P(Fork, NeverWaitsForAThreadThatStayedWithTheParent) {
  memguard_context* context = NewContext();
  std::atomic<bool> stop{false};
  std::thread busy([&] {
    while (!stop) {
      void* secret = memguard_malloc(context, 48);
      memguard_enclave* enclave = nullptr;
      if (memguard_enclave_new_random(context, 48, &enclave) != MEMGUARD_OK) abort();
      memguard_enclave_destroy(enclave);
      memguard_free(context, secret);
    }
  });
  int failures = 0;
  for (int i = 0; i < 60; i++) {
    failures += children::ExitOf(
                    [&] {
                      void* secret = memguard_malloc(context, 48);
                      memguard_enclave* enclave = nullptr;
                      return secret != nullptr && memguard_enclave_new_random(
                                                      context, 48, &enclave) == MEMGUARD_OK
                                 ? 0
                                 : 1;
                    },
                    GetParam()) != 0;
  }
  stop = true;
  busy.join();
  EXPECT_EQ(0, failures);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST_P(Fork, GrandchildrenToo) {
  memguard_context* context = NewContext();
  uint32_t before = inside_generation();
  EXPECT_EQ(0, children::ExitOf(
                   [&] {
                     void* secret = memguard_malloc(context, 32);
                     if (secret == nullptr) return 1;
                     return children::ExitOf([&] {
                       void* own = memguard_malloc(context, 32);
                       memguard_free(context, secret);
                       memguard_free(context, own);
                       return own != nullptr && inside_generation() == before + 2 ? 0 : 2;
                     });
                   },
                   GetParam()));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

// A raw clone runs no fork handlers at all; sanitizers' own bookkeeping does not survive it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RAW_CLONE_WORKS false
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define RAW_CLONE_WORKS false
#endif
#endif
#ifndef RAW_CLONE_WORKS
#define RAW_CLONE_WORKS true
#endif
INSTANTIATE_TEST_SUITE_P(ByFork, Fork, ::testing::Values(false));
#if RAW_CLONE_WORKS
INSTANTIATE_TEST_SUITE_P(ByRawClone, Fork, ::testing::Values(true));
#else
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ByRawClone);
#endif

}  // namespace
