// Mappings of destroyed buffers: they wait, and are used again in the order in which they came.
#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

class Recycle : public BufferTest {
 protected:
  void SetUp() override {
    BufferTest::SetUp();
    memguard_buffer* buffer = New(1);
    memguard_safeguards safeguards = {};
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
    memguard_buffer_destroy(buffer);
    inside_trim(context_);
    if ((safeguards.in_force & MEMCALL_LOCKED) == 0)
      GTEST_SKIP() << "this account may lock nothing, and unlocked pages are not kept";
    if (!HasRoomFor(3 * inside_wait())) GTEST_SKIP() << "this account may not lock enough";
  }

  bool HasRoomFor(size_t pages) {
    size_t limit = 0, used = 0;
    EXPECT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
    if (used == MEMCALL_UNKNOWN) used = 0;
    return limit >= MEMCALL_UNKNOWN || limit - used >= pages * Page();
  }

  static unsigned char* PagesOf(const memguard_buffer* buffer) {
    size_t size = 0;
    return inside_pages(buffer, &size);
  }

  // The pages of the next buffer of that size, which comes and goes.
  unsigned char* Next(size_t size) {
    memguard_buffer* buffer = New(size);
    unsigned char* pages = PagesOf(buffer);
    memguard_buffer_destroy(buffer);
    return pages;
  }
};

TEST_F(Recycle, APageIsNotUsedAgainBeforeManyOthersCameAfterIt) {
  FillQuarantine(1);
  unsigned char* first = Next(1);
  for (size_t i = 1; i < inside_wait(); i++) ASSERT_NE(first, Next(1)) << i;
  EXPECT_EQ(first, Next(1)) << "the oldest of " << inside_wait();
  EXPECT_EQ(inside_wait(), inside_waiting(context_));
}

TEST_F(Recycle, SizesHaveQueuesOfTheirOwn) {
  std::vector<memguard_buffer*> ones, twos;
  for (size_t i = 0; i < inside_wait() / 2; i++) twos.push_back(New(Page() + 1));
  for (size_t i = 0; i < inside_wait(); i++) ones.push_back(New(Page()));
  unsigned char *one = PagesOf(ones[0]), *two = PagesOf(twos[0]);
  for (memguard_buffer* buffer : ones) memguard_buffer_destroy(buffer);
  for (memguard_buffer* buffer : twos) memguard_buffer_destroy(buffer);
  EXPECT_EQ(two, Next(2 * Page()));
  EXPECT_EQ(one, Next(1));
}

TEST_F(Recycle, AUsedPageIsAsGoodAsAFreshOne) {
  for (size_t size : {size_t{1}, size_t{33}, Page(), Page() + 7}) {
    memguard_buffer* fresh = New(size);
    memguard_safeguards before = {}, after = {};
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(fresh, &before));
    memset(memguard_buffer_mutable_data(fresh), 0x5a, size);
    memguard_buffer_destroy(fresh);
    FillQuarantine(size);
    size_t waiting = inside_waiting(context_);
    memguard_buffer* again = New(size);
    EXPECT_EQ(waiting - 1, inside_waiting(context_));
    EXPECT_EQ(size, memguard_buffer_size(again));
    EXPECT_EQ(MEMGUARD_READ_WRITE, memguard_buffer_protection(again));
    EXPECT_TRUE(IsZero(memguard_buffer_data(again), size));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(again));
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(again, &after));
    EXPECT_EQ(before.in_force, after.in_force);
    EXPECT_EQ(before.requested, after.requested);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(again));
    memguard_buffer_destroy(again);
  }
}

TEST_F(Recycle, PurgedAndHiddenOnesAreUsedAgainToo) {
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    inside_trim(context_);
    memguard_buffer *hidden = NewCopy("secret"), *purged = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(hidden, protection));
    memguard_buffer_destroy(hidden);
    purged = NewCopy("secret");
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(purged, protection));
    memguard_purge(context_);
    memguard_buffer_destroy(purged);
    EXPECT_EQ(2u, inside_waiting(context_));
    FillQuarantine(6);
    memguard_buffer* again = New(6);
    EXPECT_TRUE(IsZero(Content(again)));
    memguard_buffer_destroy(again);
  }
}

TEST_F(Recycle, NoMoreThanAMebibyteWaits) {
  std::vector<memguard_buffer*> buffers;
  size_t most = inside_most_bytes() / Page();
  if (!HasRoomFor(2 * most)) GTEST_SKIP() << "this account may not lock enough";
  for (size_t i = 0; i < most + 10; i++) buffers.push_back(New(1));
  for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
  EXPECT_EQ(inside_most_bytes(), inside_waiting_bytes(context_));
  EXPECT_EQ(most, inside_waiting(context_));
  memguard_buffer_destroy(New(inside_sizes() * Page()));
  EXPECT_EQ(inside_most_bytes(), inside_waiting_bytes(context_)) << "the oldest went, of any size";
  EXPECT_EQ(most - inside_sizes() + 1, inside_waiting(context_));
  memguard_buffer_destroy(New(inside_sizes() * Page() + 1));
  EXPECT_EQ(most - inside_sizes() + 1, inside_waiting(context_)) << "larger ones do not wait";
}

TEST_F(Recycle, WhatWaitsIsChargedAndIsNoObject) {
  memguard_report report = {};
  report.struct_size = sizeof report;
  memguard_buffer_destroy(New(1));
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(0u, report.live);
  EXPECT_EQ(Page(), report.locked_bytes);
  EXPECT_TRUE(inside_trim(context_));
  EXPECT_EQ(0u, inside_charged(context_));
  EXPECT_EQ(0u, inside_waiting(context_));
  EXPECT_FALSE(inside_trim(context_)) << "nothing is left to give back";
}

TEST_F(Recycle, WhatWaitsIsGivenBackBeforeTheBudgetIsSaidToBeUsedUp) {
  for (memguard_policy lock : {MEMGUARD_REQUIRE, MEMGUARD_PREFER}) {
    memguard_options options = memguard_options_default();
    options.lock = lock;
    options.lock_budget = 4 * Page();
    Open(options);
    std::vector<memguard_buffer*> buffers;
    for (int i = 0; i < 4; i++) buffers.push_back(New(1));
    for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
    EXPECT_EQ(4 * Page(), inside_charged(context_));
    memguard_safeguards safeguards = {};
    memguard_buffer* large = New(4 * Page());
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(large, &safeguards));
    EXPECT_NE(0u, safeguards.in_force & MEMCALL_LOCKED);
    memguard_buffer_destroy(large);
  }
}

TEST_F(Recycle, ContextsShareNoPages) {
  memguard_options options = memguard_options_relaxed();
  memguard_context* other = nullptr;
  FillQuarantine(1);
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &other));
  memguard_buffer* theirs = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(other, 1, &theirs));
  EXPECT_EQ(inside_wait(), inside_waiting(context_));
  memguard_buffer_destroy(theirs);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

// A handle that waits with its pages is no handle any more.
TEST_F(Recycle, ASecondDestroyIsAViolation) {
  memguard_violation_kind seen = {};
  memguard_options options = memguard_options_relaxed();
  options.on_violation = [](const memguard_violation* what, void* user) {
    *static_cast<memguard_violation_kind*>(user) = what->kind;
  };
  options.on_violation_user = &seen;
  Open(options);
  memguard_buffer* buffer = New(32);
  memguard_buffer_destroy(buffer);
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(MEMGUARD_VIOLATION_DOUBLE_FREE, seen);
  EXPECT_EQ(1u, inside_waiting(context_));
  memguard_buffer_destroy(New(1));
}

}  // namespace
}  // namespace buffer_test
