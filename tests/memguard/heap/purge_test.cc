// MEMGUARD_PURGE_HEAP: a purge takes raw heap memory away, content first, and the heap goes on elsewhere.
#include <atomic>
#include <thread>

#include "tests/memcall/access.h"
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Purge : public HeapTest {
 protected:
  void SetUp() override { OpenPurging(memguard_options_relaxed()); }
  void TearDown() override {
    EXPECT_EQ(0, violation_.count) << violation_.kind << " in " << violation_.function;
    HeapTest::TearDown();
  }
  void OpenPurging(const memguard_options& options) {
    OpenNoting(options);
    heap_set_flags(context_, MEMGUARD_PURGE_HEAP);
  }
  std::vector<size_t> Sizes() { return {1, 32, 1000, Page(), 5 * Page(), 40 * Page()}; }
};

TEST_F(Purge, NothingIsLeftToRead) {
  std::vector<void*> objects;
  for (size_t size : Sizes())
    for (int i = 0; i < 20; i++) {
      objects.push_back(New(size));
      memset(objects.back(), 0x6b, size);
    }
  memguard_purge(context_);
  for (void* object : objects) EXPECT_FALSE(Readable(object));
  EXPECT_EQ(0u, heap_locked(context_)) << "pages without content need no lock";
  FreeAll(objects);
}

TEST_F(Purge, WithoutTheFlagAllIsLeftAlone) {
  heap_set_flags(context_, 0);
  for (size_t size : Sizes()) {
    unsigned char* object = New(size);
    memset(object, 0x6b, size);
    memguard_purge(context_);
    EXPECT_EQ(0x6b, object[size - 1]);
    Free(object);
  }
}

TEST_F(Purge, HandlesAreForgottenWhenTheyAreFreed) {
  for (size_t size : Sizes()) {
    void* object = New(size);
    memguard_purge(context_);
    EXPECT_EQ(1u, heap_live(context_));
    EXPECT_EQ(size, memguard_usable_size(context_, object));
    EXPECT_EQ(nullptr, memguard_realloc(context_, object, size + 10));
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_EXPIRED));
    EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
    Free(object);
    EXPECT_EQ(0u, heap_live(context_));
    EXPECT_EQ(MEMGUARD_OK, heap_verify(context_));
  }
}

TEST_F(Purge, NewObjectsComeFromFreshPages) {
  std::vector<void*> stale;
  for (int round = 0; round < 5; round++) {
    std::vector<void*> objects;
    for (size_t size : Sizes())
      for (int i = 0; i < 10; i++) {
        void* object = New(size);
        EXPECT_TRUE(IsZero(object, size));
        memset(object, round + 1, size);
        objects.push_back(object);
      }
    for (void* object : objects)
      for (void* old : stale) ASSERT_NE(old, object);
    memguard_purge(context_);
    stale.insert(stale.end(), objects.begin(), objects.end());
  }
  FreeAll(stale);
  for (size_t size : Sizes()) Free(New(size));
}

TEST_F(Purge, TheBudgetServesAgain) {
  memguard_options options = memguard_options_default();
  options.lock_budget = 32 * Page();
  OpenPurging(options);
  void* probe = memguard_malloc(context_, 1);
  if (probe == nullptr) GTEST_SKIP() << "this account may lock nothing";
  std::vector<void*> objects = Fill(32);
  objects.push_back(probe);
  size_t full = objects.size();
  memguard_purge(context_);
  EXPECT_EQ(0u, heap_locked(context_));
  std::vector<void*> again = Fill(32);
  EXPECT_GE(again.size() + 100, full);
  FreeAll(objects);
  FreeAll(again);
}

TEST_F(Purge, ManyPurgesCostNoAddressSpace) {
  std::vector<void*> objects;
  for (int i = 0; i < 300; i++) {
    objects.push_back(New(32));
    memguard_purge(context_);
  }
  EXPECT_EQ(1u, heap_regions(context_)) << "a unit each";
  for (void* object : objects) EXPECT_FALSE(Readable(object));
  FreeAll(objects);
}

TEST_F(Purge, TwiceAndBesideWipes) {
  std::vector<void*> objects;
  for (size_t size : Sizes()) objects.push_back(New(size));
  memguard_purge(context_);
  memguard_purge(context_);
  heap_emergency(context_);
  for (size_t size : Sizes()) objects.push_back(New(size));
  heap_emergency(context_);
  memguard_purge(context_);
  heap_trim(context_);
  for (void* object : objects) EXPECT_FALSE(Readable(object));
  FreeAll(objects);
}

TEST_F(Purge, AHeapThatWasNeverUsed) {
  memguard_purge(context_);
  Free(New(32));
}

// Threads that touch nothing of theirs meet no fault inside the library, whatever it does at that moment.
TEST_F(Purge, BesideThreadsThatAllocate) {
  if (kSanitized) GTEST_SKIP() << "wiping beside others is a race by design";
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (uint32_t number = 0; number < 3; number++)
    threads.emplace_back([this, number, &done] {
      uint32_t seed = number;
      while (!done) {
        void* objects[8];
        for (void*& object : objects) {
          seed = seed * 1664525u + 1013904223u;
          object = memguard_malloc(context_, 1 + (seed >> 16) % (seed >> 31 != 0 ? 9000 : 200));
        }
        for (void*& object : objects) {
          seed = seed * 1664525u + 1013904223u;
          void* moved = seed >> 30 == 0 ? memguard_realloc(context_, object, 300) : nullptr;
          memguard_free(context_, moved != nullptr ? moved : object);
        }
        (void)heap_verify(context_);
      }
    });
  for (int i = 0; i < 20; i++) {
    memguard_purge(context_);
    if (i % 4 == 0) heap_emergency(context_);
    if (i % 4 == 1) heap_trim(context_);
    std::this_thread::yield();
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
}

TEST_F(Purge, TwoAtOnce) {
  if (kSanitized) GTEST_SKIP() << "wiping beside others is a race by design";
  for (int round = 0; round < 20; round++) {
    std::vector<void*> objects = Fill(32, 1000);
    for (size_t size : Sizes()) objects.push_back(New(size));
    std::thread other([this] { memguard_purge(context_); });
    memguard_purge(context_);
    other.join();
    for (void* object : objects) EXPECT_FALSE(Readable(object));
    FreeAll(objects);
  }
}

}  // namespace
}  // namespace heap_test
