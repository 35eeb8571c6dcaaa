// Room made before it is needed: what it costs is known before, and what comes later costs nothing.
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Reserve : public HeapTest {
 protected:
  void SetUp() override {
    Open(memguard_options_default());
    if (memguard_reserve(context_, 1, 1) != MEMGUARD_OK)
      GTEST_SKIP() << "this account may lock nothing: " << memcall_last_error()->text;
  }

  void OpenWith(size_t budget) {
    memguard_options options = memguard_options_default();
    options.lock_budget = budget;
    Open(options);
  }
  size_t Needed(size_t count, size_t size) {
    size_t needed = 0, available = 0;
    memguard_status status = memguard_preflight(context_, count, size, &needed, &available);
    EXPECT_EQ(needed <= available ? MEMGUARD_OK : MEMGUARD_ERR_LOCK_LIMIT, status);
    return needed;
  }
  std::vector<size_t> Sizes() {
    return {1, 32, 100, 1000, Page() - 32, Page(), 3 * Page(), 7 * Page(), 15 * Page() - 32};
  }
};

TEST_F(Reserve, PreflightIsExactlyWhatAReservationLocks) {
  for (size_t size : Sizes())
    for (size_t count : {size_t{1}, size_t{2}, size_t{7}, size_t{40}, size_t{1000}}) {
      if (count * size > 400 * Page()) continue;
      for (size_t before : {size_t{0}, size_t{1}, size_t{3}, size_t{15}, size_t{20}}) {
        SCOPED_TRACE(std::to_string(count) + " of " + std::to_string(size) + " after " +
                     std::to_string(before));
        OpenWith(0);
        std::vector<void*> others = Fill(Page() / 2, before);
        size_t needed = Needed(count, size), locked = heap_locked(context_);
        ASSERT_EQ(MEMGUARD_OK, memguard_reserve(context_, count, size));
        EXPECT_EQ(needed, heap_locked(context_) - locked);
        EXPECT_EQ(0u, Needed(count, size));
        ASSERT_EQ(MEMGUARD_OK, memguard_reserve(context_, count, size));
        EXPECT_EQ(needed, heap_locked(context_) - locked) << "it is there already";
        std::vector<void*> objects = Fill(size, count);
        EXPECT_EQ(count, objects.size());
        EXPECT_EQ(needed, heap_locked(context_) - locked) << "and is enough";
        FreeAll(objects);
        FreeAll(others);
      }
    }
}

// Free slots of pages that are in use, as well as free pages: to the last object, and no further.
TEST_F(Reserve, RoomIsAllThatIsFree) {
  for (size_t size : {size_t{32}, size_t{100}, size_t{1000}}) {
    SCOPED_TRACE(size);
    OpenWith(0);
    std::vector<void*> objects = Fill(size, 1);
    size_t room = 0, pages = heap_usable_pages(context_);
    while (Needed(room + 1, size) == 0) room++;
    EXPECT_GT(room, 0u);
    std::vector<void*> more = Fill(size, room);
    EXPECT_EQ(pages, heap_usable_pages(context_));
    void* last = memguard_malloc(context_, size);
    EXPECT_LT(pages, heap_usable_pages(context_)) << "there was more room than was told";
    memguard_free(context_, last);
    FreeAll(more);
    FreeAll(objects);
  }
}

TEST_F(Reserve, WhatPreflightRefusesCannotBeReserved) {
  for (size_t size : Sizes())
    for (size_t pages = 1; pages < 40; pages += 3) {
      OpenWith(pages * Page());
      size_t needed = 0, available = 0;
      for (size_t count : {size_t{1}, size_t{2}, size_t{10}, size_t{500}}) {
        memguard_status told = memguard_preflight(context_, count, size, &needed, &available);
        size_t locked = heap_locked(context_);
        memguard_status done = memguard_reserve(context_, count, size);
        EXPECT_EQ(told, done) << count << " of " << size << " in " << pages;
        if (done == MEMGUARD_OK) continue;
        EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
        EXPECT_EQ(locked, heap_locked(context_)) << "what was taken went back";
      }
    }
}

TEST_F(Reserve, TrimLeavesWhatWasReserved) {
  OpenWith(0);
  ASSERT_EQ(MEMGUARD_OK, memguard_reserve(context_, 1000, 32));
  size_t locked = heap_locked(context_);
  heap_trim(context_);
  EXPECT_EQ(locked, heap_locked(context_));
  FreeAll(Fill(3 * Page(), 30));
  heap_trim(context_);
  EXPECT_EQ(locked, heap_locked(context_));
  EXPECT_EQ(0u, Needed(1000, 32));
}

TEST_F(Reserve, ObjectsWithAMappingOfTheirOwn) {
  OpenWith(0);
  EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, memguard_reserve(context_, 1, 16 * Page()));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_UNSUPPORTED));
  EXPECT_EQ(3 * 17 * Page(), Needed(3, 16 * Page()));
  size_t locked = heap_locked(context_);
  std::vector<void*> objects = Fill(16 * Page(), 3);
  EXPECT_EQ(3 * 17 * Page(), heap_locked(context_) - locked);
  FreeAll(objects);
}

TEST_F(Reserve, WithoutLocksNothingIsNeeded) {
  memguard_options options = memguard_options_default();
  options.lock = MEMGUARD_OFF;
  Open(options);
  EXPECT_EQ(0u, Needed(1000000, 32));
  EXPECT_EQ(MEMGUARD_OK, memguard_reserve(context_, 10000, 32));
  EXPECT_EQ(0u, heap_locked(context_));
}

TEST_F(Reserve, WrongArguments) {
  size_t needed = 1, available = 1;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_preflight(nullptr, 1, 1, &needed, &available));
  EXPECT_EQ(0u, needed | available);
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_preflight(context_, 0, 1, &needed, &available));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_preflight(context_, 1, 0, &needed, &available));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_preflight(context_, 1, 1, nullptr, &available));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_preflight(context_, 1, 1, &needed, nullptr));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_reserve(nullptr, 1, 1));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_reserve(context_, 0, 1));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_reserve(context_, 1, 0));
  for (size_t count : {size_t{2}, SIZE_MAX / 32, SIZE_MAX}) {
    EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, memguard_reserve(context_, count, SIZE_MAX / 2));
    EXPECT_EQ(MEMGUARD_ERR_OVERFLOW,
              memguard_preflight(context_, count, SIZE_MAX / 2, &needed, &available));
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_OVERFLOW));
  }
}

}  // namespace
}  // namespace heap_test
