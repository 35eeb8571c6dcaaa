// The last line of the suite: what to paste into a fact sheet's `verified`, from a machine that has the system.
#include <gtest/gtest.h>

#include <cstdio>

#include "lib/memcall/backend/backend.h"
#include "memcall/memcall.h"

namespace {

const char* Cpu() {
#if defined(__x86_64__)
  return "x86_64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "another processor";
#endif
}

class Reporter : public ::testing::EmptyTestEventListener {
  void OnTestProgramEnd(const ::testing::UnitTest& all) override {
    printf("verified %s %s: %d passed, %d failed, %d skipped, securememory %s\n",
           memcall_backend_name(), Cpu(), all.successful_test_count(), all.failed_test_count(),
           all.skipped_test_count(), memcall_version());
    fflush(stdout);
  }
};

const bool kListening = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new Reporter);
  return true;
}();

}  // namespace

// Keeps the listener from being the only thing in this file that nobody asks for.
TEST(Reporter, Listens) { EXPECT_TRUE(kListening); }
