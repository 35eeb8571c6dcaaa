// What a forked child finds of its parent's objects, and that it works on with its own.
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <thread>

#include "memguard/process.h"
#include "tests/children/children.h"
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

using children::InChild;

class ForkBase : public HeapTest {
 protected:
  void SetUp() override {
    for (size_t size : {size_t{32}, size_t{1000}, 3 * Page(), 40 * Page()}) sizes_.push_back(size);
  }
  void OpenFor(memguard_policy fork, memguard_fork_action action) {
    memguard_options options = memguard_options_relaxed();
    options.fork = fork;
    options.fork_action = action;
    OpenNoting(options);
  }
  void Make() {
    for (size_t size : sizes_) {
      objects_.push_back(New(size));
      memset(objects_.back(), 0x61, size);
    }
  }
  void TearDown() override {
    for (size_t i = 0; i < objects_.size(); i++) {
      EXPECT_EQ(0x61, objects_[i][sizes_[i] - 1]) << "the child's doings are its own";
      Free(objects_[i]);
    }
    EXPECT_EQ(0, violation_.count);
    HeapTest::TearDown();
  }
  // A heap in a child is as good as any.
  void UseHeap() {
    std::vector<unsigned char*> fresh;
    for (size_t size : sizes_) {
      fresh.push_back(New(size));
      EXPECT_TRUE(IsZero(fresh.back(), size));
      memset(fresh.back(), 0x62, size);
      EXPECT_EQ(size, memguard_usable_size(context_, fresh.back()));
    }
    std::vector<void*> more = Fill(48, 2000);
    EXPECT_EQ(2000u, more.size());
    for (size_t i = 0; i < fresh.size(); i++) {
      EXPECT_EQ(0x62, fresh[i][sizes_[i] - 1]);
      Free(fresh[i]);
    }
    FreeAll(more);
    EXPECT_EQ(0, violation_.count);
  }
  std::vector<size_t> sizes_;
  std::vector<unsigned char*> objects_;
};

/* --- Zeros, or nothing -------------------------------------------------------------------- */

class Fork : public ForkBase, public ::testing::WithParamInterface<memguard_fork_action> {
 protected:
  void SetUp() override {
    ForkBase::SetUp();
    OpenFor(MEMGUARD_REQUIRE, GetParam());
    Make();
  }
  bool Mapped() const { return GetParam() == MEMGUARD_FORK_WIPE; }
};

TEST_P(Fork, AChildHasNoneOfTheParentsObjects) {
  for (bool raw : {false, true})
    InChild(
        [this] {
          for (size_t i = 0; i < objects_.size(); i++) {
            if (Mapped()) {
              EXPECT_TRUE(IsZero(objects_[i], sizes_[i]));
            }
            EXPECT_EQ(0u, memguard_usable_size(context_, objects_[i]));
            EXPECT_EQ(0, memguard_owns(context_, objects_[i]));
            EXPECT_EQ(nullptr, memguard_realloc(context_, objects_[i], 100));
            EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_FORKED));
            memguard_safeguards safeguards;
            EXPECT_EQ(MEMGUARD_ERR_INVALID,
                      memguard_safeguards_of(context_, objects_[i], &safeguards));
          }
        },
        raw);
}

TEST_P(Fork, AChildForgetsThemSilently) {
  InChild([this] {
    for (unsigned char* object : objects_) Free(object);
    for (unsigned char* object : objects_)
      if (object != objects_.back()) Free(object);  // whoever asks twice hears nothing either
    EXPECT_EQ(0, violation_.count);
    EXPECT_EQ(0u, heap_live(context_));
  });
}

TEST_P(Fork, AChildMakesItsOwn) {
  InChild([this] {
    UseHeap();
    for (unsigned char* object : objects_) Free(object);
    UseHeap();
    EXPECT_EQ(0u, heap_live(context_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_)) << "the parent's are nobody's here";
  });
}

TEST_P(Fork, NewObjectsAreNotWhereTheParentsWere) {
  InChild([this] {
    std::vector<unsigned char*> fresh;
    for (int i = 0; i < 500; i++) fresh.push_back(New(1000));
    for (unsigned char* object : objects_) {
      if (object == objects_.back()) continue;
      Free(object);
      for (unsigned char* one : fresh) EXPECT_NE(one, object);
    }
    for (unsigned char* one : fresh) Free(one);
    EXPECT_EQ(0, violation_.count);
  });
}

TEST_P(Fork, AGrandchildToo) {
  InChild([this] {
    unsigned char* own = New(32);
    memset(own, 0x63, 32);
    InChild([this, own] {
      EXPECT_EQ(0, memguard_owns(context_, own));
      EXPECT_EQ(0, memguard_owns(context_, objects_[0]));
      Free(own);
      Free(objects_[0]);
      UseHeap();
    });
    EXPECT_EQ(0x63, own[31]);
    Free(own);
  });
}

TEST_P(Fork, EmergencyWipesInAChildTouchOnlyItsOwn) {
  InChild([this] {
    unsigned char* own = New(32);
    memset(own, 1, 32);
    memguard_emergency_wipe();
    EXPECT_TRUE(IsZero(own, 32));
    Free(own);
    UseHeap();
  });
}

TEST_P(Fork, ViolationsAreFoundInAChild) {
  InChild([this] {
    unsigned char* own = New(32);
    Break(own, 32);
    Free(own);
    EXPECT_EQ(1, violation_.count);
  });
}

TEST_P(Fork, OutOfBusyThreads) {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; i++)
    threads.emplace_back([this, &done] {
      while (!done) {
        void* small = memguard_malloc(context_, 40);
        void* run = memguard_malloc(context_, 3 * Page());
        void* large = memguard_malloc(context_, 20 * Page());
        memguard_free(context_, large);
        memguard_free(context_, run);
        memguard_free(context_, small);
      }
    });
  for (int round = 0; round < 20; round++)
    InChild([this] {
      UseHeap();
      for (unsigned char* object : objects_) Free(object);
    });
  done = true;
  for (std::thread& one : threads) one.join();
}

TEST_P(Fork, LocksThatThreadsOfTheParentHeldAreOpen) {
  heap_lock_shard(context_, heap_own_shard());
  heap_lock_pool(context_);
  InChild([this] { UseHeap(); });
  heap_unlock_pool(context_);
  heap_unlock_shard(context_, heap_own_shard());
}

INSTANTIATE_TEST_SUITE_P(Actions, Fork,
                         ::testing::Values(MEMGUARD_FORK_WIPE, MEMGUARD_FORK_EXCLUDE),
                         [](const ::testing::TestParamInfo<memguard_fork_action>& way) {
                           return way.param == MEMGUARD_FORK_WIPE ? "Wipe" : "Exclude";
                         });

/* --- A copy ------------------------------------------------------------------------------- */

// Children of children, while threads of the parent are at work.
TEST_P(Fork, AStormOfForks) {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (uint32_t number = 0; number < 2; number++)
    threads.emplace_back([this, number, &done] {
      for (uint32_t seed = number; !done; seed = seed * 1664525u + 1013904223u)
        memguard_free(context_, memguard_malloc(context_, 1 + (seed >> 20)));
    });
  void* stale = New(32);
  for (int i = 0; i < 40; i++)
    InChild([this, stale] {
      memguard_free(context_, stale);
      UseHeap();
      void* own = New(32);
      InChild([this, own] {
        memguard_free(context_, own);
        UseHeap();
      });
      Free(own);
      EXPECT_EQ(0, violation_.count);
    });
  done = true;
  for (std::thread& thread : threads) thread.join();
  Free(stale);
}

class Inherit : public ForkBase {
 protected:
  void SetUp() override {
    ForkBase::SetUp();
    OpenFor(MEMGUARD_OFF, MEMGUARD_FORK_DEFAULT);
    Make();
  }
  // The parent's objects are the child's as well.
  void UseParents() {
    for (size_t i = 0; i < objects_.size(); i++) {
      EXPECT_EQ(0x61, objects_[i][sizes_[i] - 1]);
      EXPECT_EQ(sizes_[i], memguard_usable_size(context_, objects_[i]));
      void* moved = memguard_realloc(context_, objects_[i], sizes_[i] * 2);
      EXPECT_NE(nullptr, moved);
      Free(moved);
    }
    EXPECT_EQ(0, violation_.count);
  }
};

TEST_F(Inherit, AChildGoesOnWithACopy) {
  InChild([this] {
    UseHeap();
    UseParents();
    UseHeap();
    EXPECT_EQ(0u, heap_live(context_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  });
}

TEST_F(Inherit, AChildLocksItAgain) {
  memguard_safeguards safeguards = {0, 0};
  size_t limit = 0, used = 0, locked = heap_locked(context_);
  ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, objects_[0], &safeguards));
  if ((safeguards.in_force & MEMCALL_LOCKED) == 0) GTEST_SKIP() << "this account may lock nothing";
  InChild([&] {
    for (unsigned char* object : objects_) {
      ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
      EXPECT_NE(0u, safeguards.in_force & MEMCALL_LOCKED);
    }
    EXPECT_EQ(locked, heap_locked(context_));
    ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
    EXPECT_EQ(locked, used);
  });
}

TEST_F(Inherit, AChildLocksNothingThatATrimTook) {
  FreeAll(Fill(48, 5000));
  memguard_trim(context_);
  size_t limit = 0, used = 0, locked = heap_locked(context_);
  if (locked == 0) GTEST_SKIP() << "this account may lock nothing";
  InChild([&] {
    UseParents();
    EXPECT_GE(locked, heap_locked(context_));
    ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
    EXPECT_EQ(heap_locked(context_), used);
  });
}

TEST_F(Inherit, ViolationsAreStillFound) {
  Break(objects_[0], 32);
  InChild([this] {
    Free(objects_[0]);
    EXPECT_EQ(1, violation_.count);
  });
  Break(objects_[0], 32);
}

TEST_F(Inherit, WhatThreadsWereChangingIsPutRight) {
  for (bool pool : {false, true})
    InChild([this, pool] {
      heap_lock_shard(context_, heap_own_shard());
      heap_tear_shard(context_);
      if (pool) heap_lock_pool(context_);
      InChild([this] {
        EXPECT_EQ(objects_.size(), heap_live(context_));
        EXPECT_STREQ(nullptr, heap_flaw(context_));
        UseHeap();
        UseParents();
        EXPECT_EQ(0u, heap_live(context_));
        EXPECT_STREQ(nullptr, heap_flaw(context_));
      });
    });
}

TEST_F(Inherit, ARunThatAThreadWasResizing) {
  unsigned char* run = New(3 * Page());
  heap_tear_run(context_, run);
  InChild([this, run] {
    EXPECT_EQ(3 * Page(), memguard_usable_size(context_, run));
    Free(run);
    EXPECT_EQ(0, violation_.count);
    UseHeap();
  });
  heap_mend_run(context_, run);
  Free(run);
}

TEST_F(Inherit, OutOfBusyThreads) {
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; i++)
    threads.emplace_back([this, &done] {
      while (!done) {
        void* small = memguard_malloc(context_, 40);
        void* run = memguard_malloc(context_, 3 * Page());
        void* large = memguard_malloc(context_, 20 * Page());
        memguard_free(context_, large);
        memguard_free(context_, run);
        memguard_free(context_, small);
      }
    });
  for (int round = 0; round < 20; round++)
    InChild([this] {
      UseHeap();
      UseParents();
    });
  done = true;
  for (std::thread& one : threads) one.join();
}

}  // namespace
}  // namespace heap_test
