// What isolated buffers charge to their context's lock budget.
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

// ---------------------------------------------------------------------------------

class Budget : public BufferTest {
 protected:
  void OpenWith(memguard_policy lock, size_t pages) {
    memguard_options options = memguard_options_default();
    options.lock = lock;
    options.lock_budget = pages * Page();
    Open(options);
  }

  // Whether this account may lock a page at all.
  bool MayLock() {
    memguard_buffer* buffer = New(1);
    memguard_safeguards safeguards = {};
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
    memguard_buffer_destroy(buffer);
    return (safeguards.in_force & MEMCALL_LOCKED) != 0;
  }
};

TEST_F(Budget, IsChargedByPagesAndGivenBack) {
  if (!MayLock()) GTEST_SKIP() << "this account may lock nothing";
  OpenWith(MEMGUARD_REQUIRE, 3);
  memguard_buffer* two = New(Page() + 1);
  EXPECT_EQ(2 * Page(), Charged());
  memguard_buffer* one = New(1);
  EXPECT_EQ(3 * Page(), Charged());
  memguard_buffer* none = nullptr;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_LOCK_LIMIT, nullptr, memguard_buffer_new(context_, 1, &none)));
  EXPECT_EQ(nullptr, none);
  EXPECT_EQ(2u, inside_live(context_));
  memguard_buffer_destroy(two);
  EXPECT_EQ(Page(), Charged());
  memguard_buffer* again = New(2 * Page());
  memguard_buffer_destroy(again);
  memguard_buffer_destroy(one);
}

// A preferred lock gives way, and the buffer says so; a failure that was none is not recorded.
TEST_F(Budget, GivesWayWhereTheLockIsOnlyPreferred) {
  if (!MayLock()) GTEST_SKIP() << "this account may lock nothing";
  OpenWith(MEMGUARD_PREFER, 1);
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_status(nullptr));
  memguard_buffer *locked = New(1), *unlocked = New(1);
  memguard_safeguards safeguards = {};
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(locked, &safeguards));
  EXPECT_NE(0u, safeguards.in_force & MEMCALL_LOCKED);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(unlocked, &safeguards));
  EXPECT_NE(0u, safeguards.requested & MEMCALL_LOCKED);
  EXPECT_EQ(0u, safeguards.in_force & MEMCALL_LOCKED);
  EXPECT_EQ(Page(), Charged());
  memguard_buffer_destroy(unlocked);
  EXPECT_EQ(Page(), Charged());
  memguard_buffer_destroy(locked);
}

TEST_F(Budget, NothingIsChargedWhereNothingIsLocked) {
  OpenWith(MEMGUARD_OFF, 1);
  memguard_buffer *one = New(Page()), *two = New(Page());
  EXPECT_EQ(0u, Charged());
  memguard_safeguards safeguards = {};
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(one, &safeguards));
  EXPECT_EQ(0u, safeguards.requested & MEMCALL_LOCKED);
  memguard_buffer_destroy(one);
  memguard_buffer_destroy(two);
}

}  // namespace
}  // namespace buffer_test
