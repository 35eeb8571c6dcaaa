// The violation handler: what it is told, and what stands in memory when it runs.
#include <gtest/gtest.h>

#include <cstring>

#include "memguard/heap.h"
#include "tests/death/death.h"
#include "tests/memguard/context/inside.h"

namespace {

struct Seen {
  int calls = 0;
  memguard_violation what = {};
  const unsigned char* secret = nullptr;
  bool secret_was_wiped = false;
};

void Note(const memguard_violation* what, void* user) {
  Seen* seen = static_cast<Seen*>(user);
  seen->calls++;
  seen->what = *what;
  if (seen->secret != nullptr) seen->secret_was_wiped = seen->secret[0] == 0;
}

memguard_context* NewContext(Seen* seen) {
  memguard_options options = memguard_options_relaxed();
  options.on_violation = seen != nullptr ? Note : nullptr;
  options.on_violation_user = seen;
  memguard_context* context = nullptr;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context)) << memcall_last_error()->text;
  return context;
}

TEST(Violation, HandlerRunsAfterTheSecretsWereWiped) {
  Seen seen;
  memguard_context* context = NewContext(&seen);
  unsigned char* secret = static_cast<unsigned char*>(memguard_malloc(context, 32));
  ASSERT_NE(nullptr, secret);
  secret[0] = 42;
  seen.secret = secret;
  EXPECT_EQ(MEMGUARD_ERR_CORRUPT,
            inside_violate(context, MEMGUARD_VIOLATION_OVERFLOW, "memguard_free", 32));
  EXPECT_EQ(1, seen.calls);
  EXPECT_TRUE(seen.secret_was_wiped);
  EXPECT_EQ(MEMGUARD_VIOLATION_OVERFLOW, seen.what.kind);
  EXPECT_STREQ("memguard_free", seen.what.function);
  EXPECT_EQ(32u, seen.what.object_size);
  memguard_free(context, secret);
  EXPECT_EQ(1, seen.calls) << "a slot from before the wipe is only forgotten";
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST(Violation, OneContextsViolationLeavesAnotherAlone) {
  Seen seen;
  memguard_context *broken = NewContext(&seen), *other = NewContext(nullptr);
  unsigned char* secret = static_cast<unsigned char*>(memguard_malloc(other, 32));
  ASSERT_NE(nullptr, secret);
  secret[0] = 42;
  EXPECT_EQ(MEMGUARD_ERR_CORRUPT,
            inside_violate(broken, MEMGUARD_VIOLATION_UNDERFLOW, "memguard_free", 0));
  EXPECT_EQ(42, secret[0]);
  memguard_free(other, secret);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(broken));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

TEST(ViolationDeathTest, DefaultSaysOneLineAndAborts) {
  EXPECT_EXIT(
      {
        memguard_context* context = NewContext(nullptr);
        (void)inside_violate(context, MEMGUARD_VIOLATION_OVERFLOW, "memguard_free", 1234567890);
      },
      DiedOfAbort,
      "memguard_free: bytes behind an object were overwritten \\(an object of 1234567890 "
      "bytes\\)\n$");
}

TEST(ViolationDeathTest, SettingsCannotBeOverwritten) {
  memguard_context* context = NewContext(nullptr);
  size_t size = 0;
  void* settings = const_cast<void*>(inside_settings(context, &size));
  EXPECT_DEATH(memset(settings, 0, size), "");
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

}  // namespace
