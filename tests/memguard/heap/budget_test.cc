// Small lock budgets: how many secrets they hold, and what happens when they are used up.
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Budget : public HeapTest {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_default();
    Open(options);
    void* probe = memguard_malloc(context_, 1);
    if (probe == nullptr)
      GTEST_SKIP() << "this account may lock nothing: " << memcall_last_error()->text;
    Free(probe);
  }

  void OpenWith(size_t budget, memguard_policy lock = MEMGUARD_REQUIRE) {
    memguard_options options = memguard_options_default();
    options.lock = lock;
    options.lock_budget = budget;
    Open(options);
  }

  memcall_safeguards InForce(void* object) {
    memguard_safeguards safeguards = {0, 0};
    EXPECT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
    return safeguards.in_force;
  }
};

TEST_F(Budget, SixtyFourKibHoldTwelveHundredSecrets) {
  if (Page() != 4096) GTEST_SKIP() << "the figure is for pages of 4 KiB";
  OpenWith(64 << 10);
  std::vector<void*> secrets = Fill(32);
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  EXPECT_GE(secrets.size(), 1200u);
  EXPECT_LE(heap_locked(context_), 64u << 10);
  for (void* secret : secrets) EXPECT_NE(0u, InForce(secret) & MEMCALL_LOCKED);
  Free(secrets.back());
  secrets.back() = New(32);
  FreeAll(secrets);
}

TEST_F(Budget, EightMibHoldAHundredAndSixtyThousand) {
  if (Page() != 4096) GTEST_SKIP() << "the figure is for pages of 4 KiB";
  size_t limit = 0, used = 0;
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  if (limit < 8 << 20) GTEST_SKIP() << "this account may lock " << limit << " bytes";
  OpenWith(8 << 20);
  std::vector<void*> secrets = Fill(32);
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  EXPECT_GE(secrets.size(), 160000u);
  EXPECT_LE(heap_locked(context_), 8u << 20);
  FreeAll(secrets);
}

TEST_F(Budget, TakesNoMoreThanItNeeds) {
  OpenWith(16 * Page());
  void* secret = New(32);
  EXPECT_EQ(Page(), heap_locked(context_)) << "the rest is for others";
  Free(secret);
}

TEST_F(Budget, TheHeapWorksOnWhenItIsUsedUp) {
  OpenWith(16 * Page());
  std::vector<void*> secrets = Fill(32);
  size_t full = secrets.size();
  for (size_t size : {32u, 2000u, 5000u, 62000u}) {
    EXPECT_EQ(nullptr, memguard_malloc(context_, size));
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  }
  EXPECT_EQ(nullptr, memguard_realloc(context_, secrets[0], 2000));
  EXPECT_EQ(32u, memguard_usable_size(context_, secrets[0]));
  FreeAll(secrets);
  secrets = Fill(5000);
  EXPECT_GE(secrets.size(), 15 * Page() / (2 * Page())) << "pages that held slots serve as runs";
  FreeAll(secrets);
  secrets = Fill(32);
  EXPECT_EQ(full, secrets.size());
  FreeAll(secrets);
}

TEST_F(Budget, OnePageServesAllSmallSizes) {
  OpenWith(Page());
  void* large = New(Page() / 4);
  void* small = New(32);  // there is no page for its class, so it gets a larger slot
  EXPECT_EQ(32u, memguard_usable_size(context_, small));
  EXPECT_EQ(nullptr, memguard_malloc(context_, Page() / 2));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  Free(small);
  Free(large);
}

TEST_F(Budget, APageKeptForOneClassIsGivenToAnother) {
  OpenWith(Page());
  for (size_t size : {16u, 32u, 100u, 1000u, 2000u, 3000u}) Free(New(size));
}

TEST_F(Budget, SuccessLeavesTheLastErrorAlone) {
  OpenWith(12 * Page());
  EXPECT_EQ(nullptr, memguard_malloc(context_, 0));
  memcall_error before = *memcall_last_error();
  std::string text = before.text;
  std::vector<void*> secrets;
  for (size_t i = 0; i < 11 * (Page() / 48 - 1); i++) secrets.push_back(New(32));
  EXPECT_EQ(before.status, memcall_last_error()->status);
  EXPECT_STREQ(before.operation, memcall_last_error()->operation);
  EXPECT_EQ(text, memcall_last_error()->text);
  FreeAll(secrets);
}

TEST_F(Budget, PreferredLocksGoAsFarAsTheBudget) {
  OpenWith(16 * Page(), MEMGUARD_PREFER);
  std::vector<void*> secrets = Fill(32, 40 * Page() / 48);
  EXPECT_NE(0u, InForce(secrets.front()) & MEMCALL_LOCKED);
  EXPECT_EQ(0u, InForce(secrets.back()) & MEMCALL_LOCKED) << "and it says so";
  size_t locked = 0;
  for (void* secret : secrets) locked += (InForce(secret) & MEMCALL_LOCKED) != 0;
  EXPECT_GE(locked, 15 * Page() / 48 - 15) << "all of the budget is used first";
  memguard_report report = {};
  report.struct_size = sizeof report;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(0u, report.now.in_force & MEMCALL_LOCKED);
  EXPECT_LE(report.locked_bytes, 16 * Page());
  FreeAll(secrets);
}

TEST_F(Budget, LargeObjectsAreChargedAndGivenBack) {
  OpenWith(64 * Page());
  size_t before = heap_locked(context_);
  void* large = New(40 * Page());
  EXPECT_EQ(before + 41 * Page(), heap_locked(context_));
  EXPECT_EQ(nullptr, memguard_malloc(context_, 40 * Page()));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  Free(large);
  EXPECT_EQ(before, heap_locked(context_));
  OpenWith(16 * Page(), MEMGUARD_PREFER);
  large = New(40 * Page());
  EXPECT_EQ(0u, InForce(large) & MEMCALL_LOCKED);
  Free(large);
}

TEST_F(Budget, WithoutLocksNothingIsCharged) {
  OpenWith(Page(), MEMGUARD_OFF);
  std::vector<void*> secrets = Fill(32, 1000);
  EXPECT_EQ(1000u, secrets.size());
  EXPECT_EQ(0u, InForce(secrets[0]) & MEMCALL_LOCKED);
  EXPECT_EQ(0u, heap_locked(context_));
  FreeAll(secrets);
}

}  // namespace
}  // namespace heap_test
