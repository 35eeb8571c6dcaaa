// Contexts on a system that fails, and forks as a system without zeroed pages has them.
#include <gtest/gtest.h>

#include "tests/fake_os/fake_os.h"
#include "tests/memguard/context/inside.h"

namespace {

class OnFake : public ::testing::Test {
 protected:
  void SetUp() override {
    fake_os_reset();
    ASSERT_EQ(MEMGUARD_OK, inside_fork_watch());  // its page is the process's, not a context's
  }
  void TearDown() override { EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence(); }
};

TEST_F(OnFake, EveryFailureOfTheSystemIsAnErrorThatLeavesNothing) {
  const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_DENIED, MEMCALL_ERR_SYSTEM};
  for (memcall_status error : kErrors) {
    size_t nth = 1;
    for (;; nth++) {
      fake_os_usage before = fake_os_used();
      memguard_context* context = reinterpret_cast<memguard_context*>(this);
      fake_os_fail(nth, error);
      memguard_status status = memguard_context_new(nullptr, &context);
      bool happened = fake_os_fault_happened();
      fake_os_no_faults();
      if (status == MEMGUARD_OK)
        EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
      else
        EXPECT_EQ(nullptr, context);
      EXPECT_EQ(before.live, fake_os_used().live) << "operation " << nth;
      if (!happened) break;
    }
    EXPECT_GT(nth, 3u) << "the faults must have hit something";
  }
}

TEST_F(OnFake, NoRandomnessIsNoContext) {
  memguard_context* context = nullptr;
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_EQ(MEMGUARD_ERR_RANDOM, memguard_context_new(nullptr, &context));
  EXPECT_EQ(nullptr, context);
}

TEST_F(OnFake, SettingsAreReadOnly) {
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &context));
  size_t size = 0;
  const void* settings = inside_settings(context, &size);
  EXPECT_TRUE(fake_os_accessible(settings, size, false));
  EXPECT_FALSE(fake_os_accessible(settings, size, true));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST_F(OnFake, WithoutZeroedPagesAForkedChildFindsNothing) {
  fake_os_take_away("fork_wipe", "no such thing");
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &context));
  EXPECT_EQ(MEMCALL_FORK_EXCLUDE, inside_fork_action(context));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST_F(OnFake, AForkStartsANewGenerationOnce) {
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &context));
  ASSERT_EQ(MEMGUARD_OK, inside_budget_take(context, 4096));
  uint32_t before = inside_generation();
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_OK, inside_enter(context));
  EXPECT_EQ(before + 1, inside_generation());
  EXPECT_EQ(MEMGUARD_OK, inside_enter(context));
  EXPECT_EQ(before + 1, inside_generation());
  EXPECT_EQ(0u, inside_locked(context)) << "locks are not inherited";
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST_F(OnFake, ALockHeldByAThreadOfTheParentIsOpen) {
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &context));
  inside_lock(context);
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_OK, inside_enter(context));
  EXPECT_TRUE(inside_try_lock(context));
  inside_unlock(context);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

}  // namespace
