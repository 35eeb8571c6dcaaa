// A context's numbers, and the calls that ask each part.
#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/memguard/context/inside.h"

namespace {

int violations = 0;
void Note(const memguard_violation*, void*) { violations++; }

class Stats : public ::testing::Test {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.on_violation = Note;
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
    violations = 0;
  }
  void TearDown() override { EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_)); }
  memguard_stats Now() {
    memguard_stats stats = {};
    stats.struct_size = sizeof stats;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_stats(context_, &stats));
    EXPECT_EQ(sizeof stats, stats.struct_size);
    return stats;
  }
  memguard_buffer* NewBuffer() {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, 32, &buffer));
    return buffer;
  }
  memguard_enclave* Seal() {
    memguard_enclave* enclave = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "secret", 6, &enclave));
    return enclave;
  }
  memguard_context* context_ = nullptr;
};

TEST_F(Stats, AFreshContextHasOnlyItsSettings) {
  memguard_stats stats = Now();
  EXPECT_EQ(0u, stats.live + stats.peak + stats.allocations + stats.failures);
  EXPECT_EQ(0u, stats.locked_bytes + stats.purges);
  EXPECT_EQ(memcall_page_size(), stats.mapped_bytes);
  EXPECT_GT(stats.system_calls, 0u);
}

TEST_F(Stats, ObjectsOfEveryKindAreCounted) {
  memguard_buffer* buffer = NewBuffer();
  memguard_enclave* enclave = Seal();
  memguard_stats two = Now();
  EXPECT_EQ(2u, two.live);
  EXPECT_EQ(2u, two.peak);
  EXPECT_EQ(2u, two.allocations);
  EXPECT_GE(two.mapped_bytes, 3 * memcall_page_size());
  void* object = memguard_malloc(context_, 32);
  memguard_stats three = Now();
  EXPECT_EQ(3u, three.live);
  EXPECT_EQ(3u, three.peak);
  EXPECT_EQ(inside_locked(context_), three.locked_bytes);
  memguard_free(context_, object);
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(enclave);
  memguard_stats none = Now();
  EXPECT_EQ(0u, none.live);
  EXPECT_GE(none.peak, 2u);
  EXPECT_GT(none.system_calls, two.system_calls);
}

TEST_F(Stats, PeakIsTheMostAtOnce) {
  for (int round = 0; round < 3; round++) {
    memguard_enclave* enclaves[10];
    for (memguard_enclave*& enclave : enclaves) enclave = Seal();
    for (memguard_enclave* enclave : enclaves) memguard_enclave_destroy(enclave);
  }
  memguard_stats stats = Now();
  EXPECT_EQ(0u, stats.live);
  EXPECT_EQ(10u, stats.peak);
  EXPECT_EQ(30u, stats.allocations);
}

TEST_F(Stats, ThreadsLoseNoCount) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++)
    threads.emplace_back([this] {
      for (int round = 0; round < 2000; round++) {
        inside_object_made(context_);
        inside_object_missed(context_);
        inside_object_gone(context_);
      }
    });
  for (std::thread& one : threads) one.join();
  memguard_stats stats = Now();
  EXPECT_EQ(0u, stats.live);
  EXPECT_EQ(8000u, stats.allocations);
  EXPECT_EQ(8000u, stats.failures);
  EXPECT_TRUE(stats.peak >= 1 && stats.peak <= 4) << stats.peak;
}

TEST_F(Stats, CallsThatMadeNothingAreFailures) {
  memguard_enclave* enclave = nullptr;
  memguard_buffer* buffer = nullptr;
  ASSERT_NE(MEMGUARD_OK, memguard_enclave_new_copy(context_, "secret", SIZE_MAX - 10, &enclave));
  EXPECT_EQ(1u, Now().failures);
  ASSERT_NE(MEMGUARD_OK, memguard_buffer_new(context_, SIZE_MAX / 2, &buffer));
  EXPECT_EQ(2u, Now().failures);
  EXPECT_EQ(0u, Now().allocations);
}

TEST_F(Stats, PurgesAndEmergenciesAreCounted) {
  memguard_purge(context_);
  memguard_purge_all();
  memguard_emergency_wipe();
  EXPECT_EQ(3u, Now().purges);
}

TEST_F(Stats, ASealThatNeedsNoPageAsksTheSystemNothing) {
  memguard_enclave_destroy(Seal());
  uint64_t before = Now().system_calls;
  for (int i = 0; i < 100; i++) memguard_enclave_destroy(Seal());
  EXPECT_EQ(before, Now().system_calls);
}

// Of each sort one, in a context that may lock nothing: what a lock was asked for is told, and no more.
TEST_F(Stats, WhatCouldNotBeLockedIsCounted) {
  const size_t page = memcall_page_size();
  memguard_options options = memguard_options_relaxed();
  options.lock_budget = 1;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
  EXPECT_EQ(0u, Now().unlocked_bytes);
  void* slot = memguard_malloc(context_, 32);
  uint64_t with_slot = Now().unlocked_bytes;
  EXPECT_GE(with_slot, page);
  void* mapping = memguard_malloc(context_, 32 * page);
  EXPECT_EQ(with_slot + 33 * page, Now().unlocked_bytes) << "its canaries take a page";
  memguard_buffer* buffer = NewBuffer();
  EXPECT_EQ(with_slot + 34 * page, Now().unlocked_bytes);
  memguard_enclave* enclave = Seal();
  EXPECT_EQ(with_slot + 35 * page, Now().unlocked_bytes) << "the key's page";
  EXPECT_EQ(0u, Now().locked_bytes);
  memguard_free(context_, mapping);
  memguard_purge(context_);
  EXPECT_EQ(with_slot + page, Now().unlocked_bytes) << "a purged buffer holds nothing";
  memguard_free(context_, slot);
  memguard_trim(context_);
  EXPECT_EQ(page, Now().unlocked_bytes);
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(enclave);
}

TEST_F(Stats, WhereNoLockIsAskedForNoneIsMissing) {
  memguard_options options = memguard_options_default();
  options.lock = MEMGUARD_OFF;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
  void* slot = memguard_malloc(context_, 32);
  EXPECT_EQ(0u, Now().unlocked_bytes + Now().locked_bytes);
  memguard_free(context_, slot);
}

TEST_F(Stats, RefusesWhatItCannotFill) {
  memguard_stats stats = {};
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_stats(context_, nullptr));
  stats.struct_size = sizeof stats - 1;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_stats(context_, &stats));
  stats.struct_size = sizeof stats;
  stats.live = 7;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_context_stats(nullptr, &stats));
  EXPECT_EQ(0u, stats.live) << "nothing is left of before";
}

/* --- Each part ----------------------------------------------------------------------------- */

TEST_F(Stats, VerifyIsOkForNothingAndForSoundObjects) {
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_verify(nullptr));
  memguard_buffer* buffer = NewBuffer();
  void* object = memguard_malloc(context_, 33);
  memguard_enclave* enclave = Seal();
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_));
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_)) << "what a purge wiped was not broken";
  memguard_emergency_wipe();
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_));
  memguard_free(context_, object);
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(enclave);
}

TEST_F(Stats, TrimLeavesObjectsAlone) {
  memguard_trim(nullptr);
  memguard_trim(context_);
  memguard_buffer* buffer = NewBuffer();
  unsigned char* object = static_cast<unsigned char*>(memguard_malloc(context_, 33));
  object[32] = 9;
  memguard_trim(context_);
  EXPECT_EQ(9, object[32]);
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
  memguard_free(context_, object);
  memguard_buffer_destroy(buffer);
  memguard_trim(context_);
  EXPECT_EQ(0u, Now().live);
}

}  // namespace
