// The table of live objects, used by one thread.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/memguard/registry/inside.h"

namespace {

class Registry : public ::testing::Test {
 protected:
  void TearDown() override {
    for (inside_entry* entry : live_) inside_remove(registry_, entry);
    inside_registry_delete(registry_);
  }

  inside_entry* Add(int* object) {
    inside_entry* entry = inside_add(registry_, object);
    if (entry != nullptr) live_.push_back(entry);
    return entry;
  }

  void Remove(inside_entry* entry) {
    inside_remove(registry_, entry);
    live_.erase(std::find(live_.begin(), live_.end(), entry));
  }

  std::vector<int*> Visited(bool urgent = false) {
    std::vector<int*> seen;
    inside_each(registry_, urgent, Collect, &seen);
    return seen;
  }

  static void Collect(void* object, void* user) {
    static_cast<std::vector<int*>*>(user)->push_back(static_cast<int*>(object));
  }

  inside_registry* registry_ = inside_registry_new();
  std::vector<inside_entry*> live_;
};

TEST_F(Registry, ANewOneIsEmpty) {
  EXPECT_TRUE(Visited().empty());
  EXPECT_TRUE(Visited(true).empty());
  EXPECT_EQ(0u, inside_used(registry_));
  inside_forked(registry_);
}

TEST_F(Registry, ObjectsAreVisitedOnceEachInTheOrderOfTheirEntries) {
  int objects[5];
  std::vector<int*> expected;
  for (int& object : objects) {
    ASSERT_NE(nullptr, Add(&object));
    expected.push_back(&object);
  }
  EXPECT_EQ(expected, Visited());
  EXPECT_EQ(expected, Visited(true));
}

TEST_F(Registry, WhatWasRemovedIsNotVisited) {
  int objects[3];
  std::vector<inside_entry*> entries;
  for (int& object : objects) entries.push_back(Add(&object));
  Remove(entries[1]);
  EXPECT_EQ((std::vector<int*>{&objects[0], &objects[2]}), Visited());
}

TEST_F(Registry, TheLastEntryThatLeftIsTheFirstToBeUsedAgain) {
  int objects[4];
  std::vector<inside_entry*> entries;
  for (int& object : objects) entries.push_back(Add(&object));
  Remove(entries[0]);
  Remove(entries[2]);
  EXPECT_EQ(entries[2], Add(&objects[0]));
  EXPECT_EQ(entries[0], Add(&objects[2]));
  EXPECT_EQ(4u, inside_used(registry_)) << "no entry was made for them";
  EXPECT_EQ((std::vector<int*>{&objects[2], &objects[1], &objects[0], &objects[3]}), Visited());
}

TEST_F(Registry, ComingAndGoingForEverTakesOneEntry) {
  int object;
  for (int i = 0; i < 10000; i++) Remove(Add(&object));
  EXPECT_EQ(1u, inside_used(registry_));
}

// A thread that saw the head before must not take it for the same afterwards (ABA).
TEST_F(Registry, TheFreeListsHeadNeverRepeats) {
  int object;
  Remove(Add(&object));
  uint64_t seen = inside_free_head(registry_);
  Remove(Add(&object));
  EXPECT_EQ(1u, inside_used(registry_)) << "the same entry is first";
  EXPECT_NE(seen, inside_free_head(registry_));
}

TEST_F(Registry, TheFreeListsTagMayWrapAround) {
  int objects[3];
  std::vector<inside_entry*> entries;
  for (int& object : objects) entries.push_back(Add(&object));
  for (inside_entry* entry : entries) Remove(entry);
  inside_set_free_tag(registry_, UINT32_MAX);
  for (int& object : objects) ASSERT_NE(nullptr, Add(&object));
  EXPECT_EQ(3u, Visited().size());
  EXPECT_EQ(3u, inside_used(registry_));
}

// Chunks begin at 64 * (2^i - 1): an entry's place is right on both sides of each border.
TEST_F(Registry, HundredThousandEntriesKeepTheirPlaces) {
  constexpr uint32_t kMany = 100000;
  std::vector<int> objects(kMany);
  for (uint32_t i = 0; i < kMany; i++) {
    inside_entry* entry = Add(&objects[i]);
    ASSERT_NE(nullptr, entry);
    ASSERT_EQ(i, inside_index(entry));
  }
  std::vector<int*> seen = Visited();
  ASSERT_EQ(kMany, seen.size());
  for (uint32_t i = 0; i < kMany; i++) ASSERT_EQ(&objects[i], seen[i]);
  std::vector<inside_entry*> entries = live_;
  for (uint32_t i = 0; i < kMany; i += 2) inside_remove(registry_, entries[i]);
  EXPECT_EQ(kMany / 2, Visited().size());
  for (uint32_t i = 0; i < kMany; i += 2) live_[i] = inside_add(registry_, &objects[i]);
  EXPECT_EQ(kMany, Visited().size());
  EXPECT_EQ(kMany, inside_used(registry_));
}

// --- Visits inside visits ---------------------------------------------------------------------

struct Nested {
  inside_registry* registry;
  int visits, urgent_visits;
};

void CountUrgent(void*, void* user) { static_cast<Nested*>(user)->urgent_visits++; }

void VisitUrgently(void*, void* user) {
  Nested* nested = static_cast<Nested*>(user);
  nested->visits++;
  inside_each(nested->registry, true, CountUrgent, nested);
}

// As a signal handler does above a purge of the very thread that it interrupts.
TEST_F(Registry, AnUrgentVisitGoesBesideOneThatIsUnderWay) {
  int objects[3];
  for (int& object : objects) Add(&object);
  Nested nested = {registry_, 0, 0};
  inside_each(registry_, false, VisitUrgently, &nested);
  EXPECT_EQ(3, nested.visits);
  EXPECT_EQ(9, nested.urgent_visits);
  EXPECT_EQ(3u, Visited().size()) << "every visit ended";
}

TEST_F(Registry, ReleaseEmptiesTheTable) {
  int object;
  Add(&object);
  Remove(live_[0]);
  inside_registry_delete(registry_);
  registry_ = inside_registry_new();
  EXPECT_TRUE(Visited().empty());
  EXPECT_NE(nullptr, Add(&object));
}

}  // namespace
