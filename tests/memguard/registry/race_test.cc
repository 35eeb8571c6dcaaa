// The table of live objects, used by several threads at once and by a forked child.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "tests/memguard/registry/inside.h"

namespace {

using std::chrono::milliseconds;

// An object knows whether it may be visited, and whether somebody is visiting it.
struct Object {
  std::atomic<bool> listed{false};
  std::atomic<int> visits{0};
  int plain =
      0;  // written by the owner and by visitors: thread sanitizer checks that they take turns
};

std::atomic<int> visits_of_unlisted{0}, entries_of_two{0};
std::atomic<bool> taken[1000];  // by an entry's place

void Visit(void* object, void*) {
  Object* seen = static_cast<Object*>(object);
  if (!seen->listed.load()) visits_of_unlisted++;
  seen->visits++;
}

void ComeAndGo(inside_registry* registry, int rounds) {
  std::vector<Object> objects(8);
  std::vector<inside_entry*> entries(objects.size());
  for (int round = 0; round < rounds; round++) {
    for (size_t i = 0; i < objects.size(); i++) {
      objects[i].listed = true;
      entries[i] = inside_add(registry, &objects[i]);
      if (taken[inside_index(entries[i])].exchange(true)) entries_of_two++;
    }
    for (size_t i = 0; i < objects.size(); i++) {
      taken[inside_index(entries[i])] = false;
      inside_remove(registry, entries[i]);
      objects[i].listed = false;
    }
  }
}

class Race : public ::testing::Test {
 protected:
  void SetUp() override { visits_of_unlisted = entries_of_two = 0; }
  void TearDown() override { inside_registry_delete(registry_); }
  inside_registry* registry_ = inside_registry_new();
};

TEST_F(Race, NobodyIsVisitedAfterLeaving) {
  std::atomic<bool> done{false};
  std::vector<std::thread> owners, visitors;
  for (bool urgent : {false, true}) {
    visitors.emplace_back([&, urgent] {
      while (!done) inside_each(registry_, urgent, Visit, nullptr);
    });
  }
  for (int i = 0; i < 4; i++) owners.emplace_back(ComeAndGo, registry_, 20000);
  for (std::thread& owner : owners) owner.join();
  done = true;
  for (std::thread& visitor : visitors) visitor.join();
  EXPECT_EQ(0, visits_of_unlisted);
  EXPECT_EQ(0, entries_of_two) << "an entry has one owner";
  EXPECT_LE(inside_used(registry_), 32u) << "entries are used again";
  inside_each(registry_, true, [](void*, void*) { ADD_FAILURE() << "all have left"; }, nullptr);
}

// Objects that nobody removes are seen by every walk, whatever happens around them.
TEST_F(Race, WhoStaysIsVisitedEveryTime) {
  Object resident;
  resident.listed = true;
  std::thread owner(ComeAndGo, registry_, 5000);
  inside_entry* entry = inside_add(registry_, &resident);
  for (int i = 0; i < 1000; i++) inside_each(registry_, true, Visit, nullptr);
  owner.join();
  EXPECT_EQ(1000, resident.visits);
  inside_remove(registry_, entry);
}

void TouchPlain(void* object, void*) { static_cast<Object*>(object)->plain++; }

// The owner may touch and free the object as soon as remove returned, without any lock of its own.
TEST_F(Race, RemoveOrdersVisitsBeforeWhatTheOwnerDoesNext) {
  std::atomic<bool> done{false};
  std::thread visitor([&] {
    while (!done) inside_each(registry_, false, TouchPlain, nullptr);
  });
  for (int i = 0; i < 5000; i++) {
    Object* object = new Object;
    object->plain = 1;
    inside_entry* entry = inside_add(registry_, object);
    inside_remove(registry_, entry);
    EXPECT_GE(object->plain, 1);
    delete object;
  }
  done = true;
  visitor.join();
}

struct Gate {
  std::atomic<bool> inside{false}, open{false};
  std::atomic<int> passed{0};
};

void WaitAtGate(void*, void* user) {
  Gate* gate = static_cast<Gate*>(user);
  gate->inside = true;
  while (!gate->open) std::this_thread::sleep_for(milliseconds(1));
  gate->passed++;
}

TEST_F(Race, RemoveWaitsForAVisitAndUrgentOnesDoNot) {
  Object object;
  Gate gate;
  object.listed = true;
  inside_entry* entry = inside_add(registry_, &object);
  std::thread visitor(inside_each, registry_, false, WaitAtGate, &gate);
  while (!gate.inside) std::this_thread::yield();
  inside_each(registry_, true, Visit, nullptr);
  EXPECT_EQ(1, object.visits) << "urgent visits go beside";
  std::atomic<bool> removed{false};
  std::thread owner([&] {
    inside_remove(registry_, entry);
    removed = true;
  });
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_FALSE(removed) << "it was unmapped under its visitor";
  gate.open = true;
  owner.join();
  visitor.join();
  EXPECT_EQ(1, gate.passed);
}

TEST_F(Race, VisitsThatAreNotUrgentTakeTurns) {
  Object object;
  Gate gate;
  inside_entry* entry = inside_add(registry_, &object);
  std::thread first(inside_each, registry_, false, WaitAtGate, &gate);
  while (!gate.inside) std::this_thread::yield();
  std::thread second(inside_each, registry_, false, Visit, nullptr);
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(0, object.visits);
  gate.open = true;
  first.join();
  second.join();
  EXPECT_EQ(1, object.visits);
  inside_remove(registry_, entry);
}

// The visitor stays with the parent; in the child nobody would ever end its visit.
TEST_F(Race, AChildForgetsVisitsThatNobodyEnds) {
  Object object;
  Gate gate;
  inside_entry* entry = inside_add(registry_, &object);
  std::thread visitor(inside_each, registry_, true, WaitAtGate, &gate);
  while (!gate.inside) std::this_thread::yield();
  pid_t child = fork();
  if (child == 0) {
    alarm(20);
    inside_forked(registry_);
    inside_each(registry_, false, Visit, nullptr);
    inside_remove(registry_, entry);
    _exit(object.visits == 1 ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(0, status);
  gate.open = true;
  visitor.join();
  inside_remove(registry_, entry);
}

}  // namespace
