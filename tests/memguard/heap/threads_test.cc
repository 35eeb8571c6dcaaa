// Threads that take and give back at once, with patterns that tell whose bytes are whose.
#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Threads : public HeapTest {
 protected:
  void SetUp() override { OpenNoting(); }
  void TearDown() override {
    EXPECT_EQ(0, violation_.count);
    HeapTest::TearDown();
  }

  static void Run(int threads, const std::function<void(int)>& body) {
    std::vector<std::thread> all;
    for (int i = 0; i < threads; i++) all.emplace_back(body, i);
    for (std::thread& one : all) one.join();
  }
};

uint32_t Next(uint32_t* seed) { return *seed = *seed * 1664525u + 1013904223u; }

struct Object {
  unsigned char* bytes;
  size_t size;
  unsigned char pattern;
};

bool Holds(const Object& object) {
  for (size_t i = 0; i < object.size; i++)
    if (object.bytes[i] != object.pattern) return false;
  return true;
}

size_t SomeSize(uint32_t* seed) {
  uint32_t sort = Next(seed) >> 24;
  if (sort < 2) return 1 + Next(seed) % 100000;
  return sort < 20 ? 1 + Next(seed) % 9000 : 1 + Next(seed) % 200;
}

TEST_F(Threads, EachFindsItsOwnBytes) {
  std::atomic<int> wrong{0};
  Run(4, [this, &wrong](int number) {
    uint32_t seed = static_cast<uint32_t>(number + 1);
    std::vector<Object> objects;
    for (int i = 0; i < 4000; i++) {
      if (objects.size() < 60 && (Next(&seed) >> 31) != 0) {
        Object object = {nullptr, SomeSize(&seed), static_cast<unsigned char>(Next(&seed) >> 24)};
        object.bytes = static_cast<unsigned char*>(memguard_malloc(context_, object.size));
        if (object.bytes == nullptr || !IsZero(object.bytes, object.size)) {
          wrong++;
          continue;
        }
        memset(object.bytes, object.pattern, object.size);
        objects.push_back(object);
      } else if (!objects.empty()) {
        size_t victim = Next(&seed) % objects.size();
        if (!Holds(objects[victim])) wrong++;
        memguard_free(context_, objects[victim].bytes);
        objects[victim] = objects.back();
        objects.pop_back();
      }
    }
    for (const Object& object : objects) memguard_free(context_, object.bytes);
  });
  EXPECT_EQ(0, wrong);
}

TEST_F(Threads, ObjectsMayBeFreedByOthers) {
  std::mutex lock;
  std::vector<Object> shared;
  std::atomic<int> wrong{0};
  Run(4, [&](int number) {
    uint32_t seed = static_cast<uint32_t>(number + 77);
    for (int i = 0; i < 5000; i++) {
      Object mine = {nullptr, 1 + Next(&seed) % 300, static_cast<unsigned char>(number + 1)};
      mine.bytes = static_cast<unsigned char*>(memguard_malloc(context_, mine.size));
      if (mine.bytes == nullptr) {
        wrong++;
        continue;
      }
      memset(mine.bytes, mine.pattern, mine.size);
      Object taken = {nullptr, 0, 0};
      {
        std::lock_guard<std::mutex> hold(lock);
        shared.push_back(mine);
        size_t victim = Next(&seed) % shared.size();
        if (shared.size() > 200) {
          taken = shared[victim];
          shared[victim] = shared.back();
          shared.pop_back();
        }
      }
      if (taken.bytes != nullptr && !Holds(taken)) wrong++;
      memguard_free(context_, taken.bytes);
    }
  });
  EXPECT_EQ(0, wrong);
  for (const Object& object : shared) Free(object.bytes);
}

TEST_F(Threads, WhoMeetsAnotherGoesOnToTheNextShard) {
  // With free pages nobody looks into other shards.
  if (memguard_reserve(context_, 1000, 32) != MEMGUARD_OK) GTEST_SKIP() << "may not lock as much";
  const uint32_t first = heap_own_shard(), next = (first + 1) % heap_shards();
  heap_lock_shard(context_, first);  // as another thread would that is at it
  void* object = memguard_malloc(context_, 32);
  EXPECT_EQ(next, heap_own_shard());
  heap_unlock_shard(context_, first);
  Free(object);
  Free(memguard_malloc(context_, 32));
  EXPECT_EQ(next, heap_own_shard()) << "for good";
}

TEST_F(Threads, ThatFollowEachOtherLeaveNoPagesBehind) {
  std::set<uint32_t> shards;
  for (int i = 0; i < 32; i++)
    Run(1, [&](int) {
      Free(memguard_malloc(context_, 32));
      shards.insert(heap_own_shard());
    });
  EXPECT_LE(shards.size(), 2u) << "the C library gives each the stack of the one before";
}

TEST_F(Threads, NothingIsStrandedAtTheLimit) {
  memguard_options options = memguard_options_relaxed();
  options.lock = MEMGUARD_OFF;
  OpenNoting(options);
  std::vector<void*> objects(200);
  std::atomic<int> ready{0};
  Run(20, [&](int number) {  // at once, so that they prefer different shards
    ready++;
    while (ready < 20) std::this_thread::yield();
    for (size_t i = 0; i < 10; i++)
      objects[static_cast<size_t>(number) * 10 + i] = memguard_malloc(context_, 32);
  });
  std::vector<void*> kept;  // no page is free of objects
  for (size_t i = 0; i < objects.size(); i++) {
    if (i % 10 == 0)
      kept.push_back(objects[i]);
    else
      Free(objects[i]);
  }
  size_t pages = heap_usable_pages(context_), free_pages = heap_free_pages(context_);
  ASSERT_GT(pages - free_pages, 1u);
  objects = Fill(32, pages * (Page() / 48 - 1) - kept.size());
  EXPECT_EQ(pages, heap_usable_pages(context_)) << "free slots of others come before growth";
  FreeAll(objects);
  FreeAll(kept);
}

TEST_F(Threads, AtTheLimitEachGetsWhatOthersFree) {
  memguard_options options = memguard_options_default();
  options.lock_budget = 4 * Page();
  OpenNoting(options);
  void* probe = memguard_malloc(context_, 32);
  if (probe == nullptr) GTEST_SKIP() << "this account may lock nothing";
  Free(probe);
  std::atomic<int> refused{0}, got{0};
  Run(4, [&](int number) {
    uint32_t seed = static_cast<uint32_t>(number);
    std::vector<void*> mine;
    for (int i = 0; i < 3000; i++) {
      void* object = memguard_malloc(context_, 1 + Next(&seed) % 100);
      if (object != nullptr) {
        mine.push_back(object);
        got++;
      } else {
        refused++;
      }
      if (object == nullptr || mine.size() > 60) {
        for (void* one : mine) memguard_free(context_, one);
        mine.clear();
      }
    }
    for (void* one : mine) memguard_free(context_, one);
  });
  EXPECT_GT(got, 1000);
  EXPECT_LE(heap_locked(context_), 4 * Page());
  void* run = memguard_malloc(context_, 2 * Page() - 32);
  EXPECT_NE(nullptr, run) << "all pages came back";
  Free(run);
}

TEST_F(Threads, ResizingBesideOthers) {
  std::atomic<int> wrong{0};
  Run(3, [&](int number) {
    uint32_t seed = static_cast<uint32_t>(number + 9);
    Object object = {static_cast<unsigned char*>(memguard_malloc(context_, 1)), 1,
                     static_cast<unsigned char>(number + 1)};
    memset(object.bytes, object.pattern, 1);
    for (int i = 0; i < 2000; i++) {
      size_t size = SomeSize(&seed), kept = size < object.size ? size : object.size;
      unsigned char* moved =
          static_cast<unsigned char*>(memguard_realloc(context_, object.bytes, size));
      if (moved == nullptr) {
        wrong++;
        continue;
      }
      object = {moved, kept, object.pattern};
      if (!Holds(object)) wrong++;
      object.size = size;
      memset(object.bytes, object.pattern, size);
    }
    memguard_free(context_, object.bytes);
  });
  EXPECT_EQ(0, wrong);
}

// The bytes are written by both sides at once: that is what an emergency is.
TEST_F(Threads, WipesBesideWorkRaiseNoFalseAlarm) {
  if (kSanitized) GTEST_SKIP() << "a data race by design";
  std::atomic<bool> done{false};
  std::thread wiper([&] {
    while (!done) heap_emergency(context_);
  });
  Run(2, [&](int number) {
    uint32_t seed = static_cast<uint32_t>(number + 3);
    for (int i = 0; i < 20000; i++) {
      void* objects[4];
      for (void*& object : objects)
        object = memguard_malloc(context_, i % 500 == 0 ? SomeSize(&seed) : 1 + Next(&seed) % 200);
      for (void* object : objects) memguard_free(context_, object);
    }
  });
  done = true;
  wiper.join();
}

TEST_F(Threads, ReportsAndQuestionsBesideWork) {
  std::atomic<bool> done{false};
  std::thread asker([&] {
    while (!done) {
      (void)heap_live(context_);
      (void)memguard_owns(context_, &done);
    }
  });
  Run(2, [&](int) {
    for (int i = 0; i < 3000; i++) {
      void* object = memguard_malloc(context_, 64);
      if (memguard_usable_size(context_, object) != 64) violation_.count++;
      memguard_free(context_, object);
    }
  });
  done = true;
  asker.join();
}

}  // namespace
}  // namespace heap_test
