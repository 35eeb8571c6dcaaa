// Ends of the process that every system has.
#include <gtest/gtest.h>

#include <csignal>
#include <cstring>

#include "memguard/memguard.h"
#include "memguard/process.h"
#include "tests/death/death.h"

namespace {

memguard_context* NewContext() {
  memguard_options options = memguard_options_relaxed();
  memguard_context* context = nullptr;
  return memguard_context_new(&options, &context) == MEMGUARD_OK ? context : nullptr;
}

memguard_buffer* NewBuffer(memguard_context* context) {
  memguard_buffer* buffer = nullptr;
  return memguard_buffer_new(context, 32, &buffer) == MEMGUARD_OK ? buffer : nullptr;
}

TEST(EndDeathTest, ExitHasItsCode) {
  EXPECT_EXIT(memguard_exit(41), testing::ExitedWithCode(41), "");
}

TEST(EndDeathTest, PanicSaysOneLine) {
  EXPECT_EXIT(memguard_panic("no way on"), DiedOfAbort, "^no way on\r?\n");
  EXPECT_EXIT(memguard_panic(nullptr), DiedOfAbort, "^panic\r?\n");
}

TEST(EndDeathTest, AFaultBesideABufferIsNamed) {
  auto crash = [] {
    LetFaultsKill();
    if (memguard_catch_faults() != MEMGUARD_OK) return;
    volatile unsigned char* data = memguard_buffer_mutable_data(NewBuffer(NewContext()));
    data[32] = 1;
  };
  EXPECT_EXIT(crash(), DiedOfFault, "memguard: \\w+ 1 byte past a 32-byte buffer");
}

// What the wipe had to make writable first is not told from a frozen one.
TEST(EndDeathTest, AFaultInAHiddenBufferIsNamed) {
  auto crash = [] {
    LetFaultsKill();
    memguard_buffer* buffer = NewBuffer(NewContext());
    volatile unsigned char* data = memguard_buffer_mutable_data(buffer);
    if (memguard_buffer_hide(buffer) != MEMGUARD_OK) return;
    if (memguard_catch_faults() != MEMGUARD_OK) return;
    data[0] = 1;
  };
  EXPECT_EXIT(crash(), DiedOfFault, "memguard: \\w+ to a hidden .*32-byte buffer");
}

void Nothing(int, void*) {}

TEST(Catching, CanBeChangedAndReleased) {
  const int one = SIGINT, fault = SIGSEGV;
  EXPECT_EQ(MEMGUARD_OK, memguard_catch_signals(nullptr, 0, Nothing, nullptr));
  EXPECT_EQ(MEMGUARD_OK, memguard_catch_signals(&one, 1, nullptr, nullptr));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_catch_signals(&fault, 1, Nothing, nullptr));
  memguard_release_signals();
  memguard_release_signals();
}

TEST(Catching, WipesNothingByItself) {
  memguard_context* context = NewContext();
  memguard_buffer* buffer = NewBuffer(context);
  memset(memguard_buffer_mutable_data(buffer), 'x', 32);
  ASSERT_EQ(MEMGUARD_OK, memguard_catch_faults());
  memguard_release_signals();
  EXPECT_EQ('x', memguard_buffer_data(buffer)[31]);
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

}  // namespace
