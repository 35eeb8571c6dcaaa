// Growing regions on every system of the tables: the state of each page, mappings, limits, and
// every fault.
#include <cstring>
#include <string>
#include <vector>

#include "lib/memcall/growing.h"
#include "tests/memcall/systems.h"

namespace {

const size_t kPage = memcall_page_size();
const size_t kUnit = 8 * kPage;
const memcall_safeguards kAll =
    MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE;

struct Extension {
  size_t offset = 0;
  memcall_safeguards in_force = 0;
};

memcall_status Extend(memcall_growing *growing, size_t pages, Extension *out) {
  return memcall_growing_extend(growing, pages * kPage, &out->offset, &out->in_force);
}

memcall_growing Reserve(size_t units, memcall_safeguards require, memcall_safeguards prefer) {
  memcall_growing growing;
  EXPECT_EQ(MEMCALL_OK, memcall_growing_reserve(units * kUnit, kUnit, MEMCALL_FORK_WIPE, require,
                                                prefer, &growing))
      << memcall_last_error()->text;
  return growing;
}

fake_os_page At(const memcall_growing &growing, size_t offset) {
  fake_os_page page;
  std::memset(&page, 0, sizeof page);
  EXPECT_TRUE(fake_os_page_at(growing.base + offset, &page));
  return page;
}

/* All that a test can see of the region: its pages, and its own record. */
std::vector<std::string> StateOf(const memcall_growing &growing) {
  std::vector<std::string> state;
  state.push_back(std::to_string(growing.prefix) + " " + std::to_string(growing.locked) + " " +
                  std::to_string(growing.in_force));
  for (size_t offset = 0; offset < growing.size; offset += kPage) {
    const fake_os_page page = At(growing, offset);
    state.push_back(std::to_string(page.access) + " " + std::to_string(page.locks) + " " +
                    std::to_string(page.guard) + " " + std::to_string(page.no_dump) + " " +
                    std::to_string(page.small_pages) + " " + std::to_string(page.fork_action));
  }
  return state;
}

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

TEST_P(GrowingFake, ReserveLeavesNothingBehindWhateverFails) {
  for (memcall_status status :
       {MEMCALL_ERR_INVALID, MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_UNSUPPORTED})
    for (size_t nth = 1; nth < 20; nth++) {
      memcall_growing growing;
      fake_os_fail(nth, status);
      memcall_status got =
          memcall_growing_reserve(kUnit, kUnit, MEMCALL_FORK_WIPE, kAll, 0, &growing);
      const bool happened = fake_os_fault_happened();
      fake_os_no_faults();
      if (!happened) nth = 20;
      EXPECT_TRUE(got == MEMCALL_OK || growing.base == nullptr);
      memcall_growing_release(&growing);
      EXPECT_EQ(0u, fake_os_used().live);
    }
}

/* Extensions that begin a unit, go on in one, and fill it. */
const std::vector<size_t> kHistories[] = {{}, {2}, {2, 3}, {7}, {7, 1}};

void ExtendUnderFault(const std::vector<size_t> &history, memcall_safeguards require,
                      const fake_os_fault &fault, bool *happened) {
  memcall_growing growing = Reserve(3, require, kAll & ~require);
  Extension extension;
  for (size_t pages : history) ASSERT_EQ(MEMCALL_OK, Extend(&growing, pages, &extension));
  const std::vector<std::string> before = StateOf(growing);
  fake_os_plan(fault);
  memcall_status status = Extend(&growing, 2, &extension);
  *happened = fake_os_fault_happened();
  fake_os_no_faults();
  if (status != MEMCALL_OK) {
    EXPECT_EQ(0u, extension.offset + extension.in_force);
    EXPECT_EQ(5, memcall_last_error()->os_code);
    EXPECT_EQ(before[0].substr(0, before[0].rfind(' ')),
              StateOf(growing)[0].substr(0, before[0].rfind(' ')));
    if (!fault.persistent) {
      EXPECT_EQ(before, StateOf(growing));
    }
    ASSERT_EQ(MEMCALL_OK, Extend(&growing, 2, &extension)) << "the next call works";
  }
  EXPECT_EQ(require, extension.in_force & require);
  EXPECT_TRUE(fake_os_accessible(growing.base + extension.offset, 2 * kPage, true));
  EXPECT_EQ((extension.in_force & MEMCALL_LOCKED) != 0, At(growing, extension.offset).locks == 1);
  std::memset(growing.base + extension.offset, 0x77, 2 * kPage);
  memcall_growing_release(&growing);
  EXPECT_EQ(0u, fake_os_used().live + fake_os_used().locked_bytes);
}

TEST_P(GrowingFake, ExtendRestoresTheFormerStateWhateverFails) {
  for (const std::vector<size_t> &history : kHistories)
    for (memcall_safeguards require : {kAll, memcall_safeguards{0}})
      for (memcall_status status :
           {MEMCALL_ERR_INVALID, MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED,
            MEMCALL_ERR_UNSUPPORTED, MEMCALL_ERR_SYSTEM})
        for (bool persistent : {false, true}) {
          bool happened = true;
          for (size_t nth = 1; happened && !HasFailure(); nth++) {
            SCOPED_TRACE(std::to_string(history.size()) + " before, fault " + std::to_string(nth) +
                         (persistent ? " on " : " ") + memcall_status_name(status));
            ExtendUnderFault(history, require, {nth, nullptr, status, 5, persistent}, &happened);
          }
        }
}

ON_EVERY_SYSTEM(GrowingFake);

}  // namespace
