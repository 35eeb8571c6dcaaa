// Growing regions on every system of the tables: the state of each page, its mappings, its limits, its end.
#include "tests/memcall/growing_fake.h"

namespace growing_fake {
namespace {

using GrowingFake = OnEverySystem;

TEST_P(GrowingFake, EveryPageIsWhatTheLayoutSays) {
  memcall_growing growing = Reserve(3, kAll, 0);
  Extension extension;
  for (size_t pages : {2, 5, 7, 3}) {
    ASSERT_EQ(MEMCALL_OK, Extend(&growing, pages, &extension)) << memcall_last_error()->text;
    EXPECT_EQ(kAll, extension.in_force);
    for (size_t offset = 0; offset <= growing.prefix; offset += kPage) {
      const fake_os_page page = At(growing, offset);
      const bool is_guard = offset % kUnit == 0 || offset == growing.prefix;
      EXPECT_EQ(is_guard, page.guard) << offset / kPage;
      EXPECT_EQ(!is_guard, fake_os_accessible(growing.base + offset, kPage, true))
          << offset / kPage;
      EXPECT_TRUE(page.no_dump && page.no_merge && page.small_pages);
      EXPECT_EQ(MEMCALL_FORK_WIPE, page.fork_action);
      EXPECT_TRUE(is_guard || (page.locks == 1 && page.resident)) << offset / kPage;
    }
    EXPECT_EQ(growing.locked, fake_os_used().locked_bytes);
  }
  EXPECT_EQ(kAll, growing.in_force);
  memcall_growing_release(&growing);
}

TEST_P(GrowingFake, CostsNoMappingPerExtensionWhereGuardsCostNone) {
  if (!Wears(MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING)) GTEST_SKIP() << "guards are mappings here";
  memcall_growing growing = Reserve(64, kAll, 0);
  EXPECT_EQ(1u, fake_os_used().mappings);
  Extension extension;
  for (size_t i = 0; i < 64; i++) {
    ASSERT_EQ(MEMCALL_OK, Extend(&growing, 3, &extension));
    ASSERT_EQ(MEMCALL_OK, Extend(&growing, 4, &extension));
    EXPECT_LE(fake_os_used().mappings, 3u);
  }
  memcall_growing_release(&growing);
}

TEST_P(GrowingFake, TheWholeBudgetBecomesDataInTheFirstUnit) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 7 * kPage;
  fake_os_set_limits(limits);
  memcall_growing growing = Reserve(2, MEMCALL_LOCKED, MEMCALL_GUARDED);
  Extension extension;
  EXPECT_EQ(MEMCALL_OK, Extend(&growing, 7, &extension));
  EXPECT_EQ(7 * kPage, fake_os_used().locked_bytes);
  const std::vector<std::string> before = StateOf(growing);
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, Extend(&growing, 1, &extension));
  EXPECT_EQ(before, StateOf(growing));
  memcall_growing_release(&growing);
}

TEST_P(GrowingFake, APreferredLockThatFailsLeavesTheExtensionUnlocked) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 2 * kPage;
  fake_os_set_limits(limits);
  memcall_growing growing = Reserve(2, 0, kAll);
  Extension first, second, third;
  EXPECT_FALSE(growing.in_force & MEMCALL_LOCKED) << "nothing is locked yet";
  ASSERT_EQ(MEMCALL_OK, Extend(&growing, 2, &first));
  EXPECT_TRUE(growing.in_force & MEMCALL_LOCKED);
  ASSERT_EQ(MEMCALL_OK, Extend(&growing, 1, &second));
  limits.locked_bytes = 8 * kPage;
  fake_os_set_limits(limits);
  ASSERT_EQ(MEMCALL_OK, Extend(&growing, 1, &third));
  EXPECT_TRUE(first.in_force & MEMCALL_LOCKED);
  EXPECT_FALSE(second.in_force & MEMCALL_LOCKED);
  EXPECT_TRUE(third.in_force & MEMCALL_LOCKED);
  EXPECT_FALSE(growing.in_force & MEMCALL_LOCKED) << "one extension is not";
  EXPECT_EQ(0u, At(growing, second.offset).locks);
  EXPECT_EQ(1u, At(growing, third.offset).locks);
  EXPECT_EQ(3 * kPage, growing.locked);
  EXPECT_EQ(3 * kPage, fake_os_used().locked_bytes);
  memcall_growing_release(&growing);
}

TEST_P(GrowingFake, ReleaseWipesThenUnlocksWhereThatIsCustomThenUnmaps) {
  memcall_growing growing = Reserve(2, MEMCALL_LOCKED, 0);
  Extension extension;
  ASSERT_EQ(MEMCALL_OK, Extend(&growing, 1, &extension));
  fake_os_fail(0, MEMCALL_OK);
  memcall_growing_release(&growing);
  EXPECT_EQ(1u, fake_os_operations_named("protect"));
  EXPECT_EQ(Wears(MEMCALL_TRAIT_UNLOCK_BEFORE_FREE) ? 1u : 0u, fake_os_operations_named("unlock"));
  fake_os_entry last;
  ASSERT_TRUE(fake_os_log(0, &last));
  EXPECT_STREQ("unmap", last.operation);
}

ON_EVERY_SYSTEM(GrowingFake);

}  // namespace
}  // namespace growing_fake
