// What a fork holds, and for whom, on the fake system.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/memguard/context/inherited.h"

namespace inherited_test {
namespace {

// It comes first, because handlers stay for the life of the process.
TEST_F(Inherited, HandlersAreRegisteredWithTheFirstSuchContextOnly) {
  ASSERT_EQ(0u, fake_os_fork_handlers());
  for (memguard_fork_action action : {MEMGUARD_FORK_WIPE, MEMGUARD_FORK_EXCLUDE}) {
    ASSERT_EQ(MEMGUARD_OK, TryToOpen(MEMGUARD_REQUIRE, action));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  EXPECT_EQ(0u, fake_os_fork_handlers());
  size_t live = fake_os_used().live;
  fake_os_plan({1, "host_at_fork", MEMCALL_ERR_NO_MEMORY, 12, false});
  EXPECT_EQ(MEMGUARD_ERR_NO_MEMORY, TryToOpen(MEMGUARD_REQUIRE, MEMGUARD_FORK_INHERIT));
  EXPECT_EQ(nullptr, context_);
  EXPECT_EQ(live, fake_os_used().live);
  fake_os_no_faults();
  for (int i = 0; i < 2; i++) {
    ASSERT_EQ(MEMGUARD_OK, TryToOpen(MEMGUARD_REQUIRE, MEMGUARD_FORK_INHERIT));
    EXPECT_EQ(1u, fake_os_fork_handlers());
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  context_ = nullptr;
}

TEST_F(Inherited, AForkHoldsSuchContextsOnlyAndLetsItsOwnThreadPass) {
  memguard_context* other = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &other));
  Open();
  fake_os_fork_begin();
  EXPECT_FALSE(inside_try_lock(context_)) << "other threads wait";
  EXPECT_FALSE(inside_lock_is_torn(context_)) << "a child finds nothing half done";
  EXPECT_TRUE(inside_try_lock(other));
  inside_unlock(other);
  inside_lock(context_);  // passes
  EXPECT_TRUE(inside_lock_is_torn(context_));
  inside_unlock(context_);
  EXPECT_FALSE(inside_try_lock(context_)) << "the fork has it still";
  memguard_free(context_, New(32));
  std::atomic<bool> through{false};
  std::thread waits([&] {
    memguard_free(context_, New(32));
    through = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(through);
  fake_os_fork_end();
  waits.join();
  EXPECT_TRUE(inside_try_lock(context_));
  inside_unlock(context_);
  EndAll();
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

TEST_F(Inherited, AChildOpensWhatTheForkHeld) {
  Open();
  fake_os_fork_begin();
  fake_os_fork_child();
  EXPECT_EQ(1, memguard_owns(context_, object_));
  EXPECT_TRUE(inside_try_lock(context_));
  inside_unlock(context_);
  EXPECT_FALSE(inside_forks_here());
  std::thread([&] { memguard_free(context_, New(32)); }).join();
  EndAll();
}

}  // namespace
}  // namespace inherited_test
