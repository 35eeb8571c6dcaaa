// What a heap gives back when it is asked to, what it counts, and that it finds broken canaries without being told where.
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Trim : public HeapTest {
 protected:
  void SetUp() override {
    OpenNoting(memguard_options_default());
    void* probe = memguard_malloc(context_, 1);
    if (probe == nullptr)
      GTEST_SKIP() << "this account may lock nothing: " << memcall_last_error()->text;
    Free(probe);
    heap_trim(context_);
  }
  void TearDown() override {
    EXPECT_EQ(0, violation_.count);
    HeapTest::TearDown();
  }
};

TEST_F(Trim, AnEmptyHeapGivesAllBack) {
  EXPECT_EQ(0u, heap_locked(context_)) << "what the set-up took";
  for (int round = 0; round < 3; round++) {
    FreeAll(Fill(32, 5000));
    FreeAll(Fill(3 * Page(), 20));
    EXPECT_GT(heap_locked(context_), 20 * 3 * Page());
    heap_trim(context_);
    EXPECT_EQ(0u, heap_locked(context_));
    EXPECT_EQ(0u, heap_usable_pages(context_));
    EXPECT_STREQ(nullptr, heap_flaw(context_));
  }
}

TEST_F(Trim, PagesWithObjectsStay) {
  std::vector<void*> objects = Fill(Page() / 2 - 16, 200);  // one page each
  void* kept = objects[70];
  memset(kept, 0x44, 100);
  for (void* object : objects)
    if (object != kept) Free(object);
  size_t before = heap_locked(context_);
  heap_trim(context_);
  EXPECT_LT(heap_locked(context_), before);
  EXPECT_GE(heap_locked(context_), 35 * Page()) << "what is before an object cannot go";
  for (int i = 0; i < 100; i++) ASSERT_EQ(0x44, static_cast<unsigned char*>(kept)[i]);
  EXPECT_STREQ(nullptr, heap_flaw(context_));
  std::vector<void*> again = Fill(Page() / 2 - 16, 300);
  for (void* object : again) EXPECT_TRUE(IsZero(object, Page() / 2 - 16));
  FreeAll(again);
  Free(kept);
  heap_trim(context_);
  EXPECT_EQ(0u, heap_locked(context_));
}

TEST_F(Trim, TheBudgetServesAgain) {
  memguard_options options = memguard_options_default();
  options.lock_budget = 20 * Page();
  OpenNoting(options);
  FreeAll(Fill(32));
  EXPECT_GT(heap_locked(context_), 15 * Page());
  void* large = New(17 * Page());  // the heap gives its own free pages back before it refuses
  EXPECT_EQ(18 * Page(), heap_locked(context_));
  Free(large);
  std::vector<void*> objects = Fill(32);
  EXPECT_GT(objects.size(), 15 * (Page() / 48 - 1));
  FreeAll(objects);
}

TEST_F(Trim, AStalePointerIsStillKnown) {
  std::vector<void*> objects = Fill(2 * Page(), 9);
  FreeAll(objects);
  heap_trim(context_);
  for (void* object : objects) Free(object);
  EXPECT_EQ(9, violation_.count);
  EXPECT_EQ(MEMGUARD_VIOLATION_DOUBLE_FREE, violation_.kind);
  violation_ = Violation{};
}

TEST_F(Trim, TrimsAndWipesInTurn) {
  std::vector<void*> objects = Fill(32, 3000);
  FreeAll(objects);
  heap_trim(context_);
  heap_emergency(context_);
  objects = Fill(32, 3000);
  EXPECT_EQ(3000u, objects.size());
  heap_emergency(context_);
  heap_trim(context_);
  FreeAll(objects);
  heap_trim(context_);
  EXPECT_EQ(0u, heap_locked(context_));
}

// --- Verify -------------------------------------------------------------------------------------------------------

TEST_F(Trim, VerifyFindsEveryBrokenCanary) {
  EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
  for (size_t size : {size_t{1}, size_t{32}, size_t{1000}, 3 * Page(), 40 * Page()}) {
    std::vector<void*> objects;
    for (int i = 0; i < 5; i++) objects.push_back(New(size));
    EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
    Break(objects[2], static_cast<ptrdiff_t>(size));
    EXPECT_EQ(MEMGUARD_ERR_CORRUPT, heap_verify(context_)) << size;
    EXPECT_EQ(0, violation_.count) << "the handler is not told";
    Break(objects[2], static_cast<ptrdiff_t>(size));
    EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
    Break(objects[0], -1);
    EXPECT_EQ(MEMGUARD_ERR_CORRUPT, heap_verify(context_)) << size;
    Break(objects[0], -1);
    FreeAll(objects);
    EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
  }
}

TEST_F(Trim, VerifySkipsWhatAWipeEnded) {
  std::vector<void*> objects = Fill(32, 300);
  objects.push_back(New(3 * Page()));
  objects.push_back(New(40 * Page()));
  heap_emergency(context_);
  EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
  objects.push_back(New(32));
  EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
  Break(objects.back(), 32);
  EXPECT_EQ(MEMGUARD_ERR_CORRUPT, heap_verify(context_));
  Break(objects.back(), 32);
  FreeAll(objects);
}

// --- Numbers ------------------------------------------------------------------------------------------------------

TEST_F(Trim, Counts) {
  memguard_stats before = heap_stats(context_);
  EXPECT_EQ(0u, before.live);
  std::vector<void*> objects = Fill(32, 500);
  objects.push_back(New(3 * Page()));
  objects.push_back(New(40 * Page()));
  memguard_stats full = heap_stats(context_);
  EXPECT_EQ(502u, full.live);
  EXPECT_EQ(502u, full.allocations - before.allocations);
  EXPECT_GE(full.peak, 502u);
  EXPECT_LE(full.peak, 502u + before.peak);
  EXPECT_GE(full.mapped_bytes - before.mapped_bytes, 43 * Page()) << "guards too";
  EXPECT_GT(full.system_calls, before.system_calls);
  FreeAll(objects);
  memguard_stats empty = heap_stats(context_);
  EXPECT_EQ(0u, empty.live);
  EXPECT_EQ(full.peak, empty.peak);
  EXPECT_EQ(full.allocations, empty.allocations);
  EXPECT_EQ(before.mapped_bytes, empty.mapped_bytes);
  EXPECT_EQ(nullptr, memguard_malloc(context_, 0));
  EXPECT_EQ(nullptr, memguard_calloc(context_, SIZE_MAX, 2));
  EXPECT_EQ(empty.failures + 2, heap_stats(context_).failures);
}

}  // namespace
}  // namespace heap_test
