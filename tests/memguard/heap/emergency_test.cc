// An emergency wipe: zeros everywhere, and no false alarm afterwards.
#include "memguard/process.h"
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Emergency : public HeapTest {
 protected:
  void SetUp() override { OpenNoting(); }
};

TEST_F(Emergency, ZeroesEveryObjectInPlace) {
  std::vector<unsigned char*> objects;
  std::vector<size_t> sizes = {1,          32,          500,         2000,
                               3 * Page(), 14 * Page(), 40 * Page(), 100 * Page()};
  for (size_t size : sizes) {
    objects.push_back(New(size));
    memset(objects.back(), 0xee, size);
  }
  memguard_emergency_wipe();
  for (size_t i = 0; i < sizes.size(); i++) EXPECT_TRUE(IsZero(objects[i], sizes[i])) << sizes[i];
  unsigned char byte[8];
  memset(byte, 0xee, sizeof byte);
  EXPECT_EQ(0u, heap_find(context_, byte, sizeof byte));
  for (unsigned char* object : objects) Free(object);
  EXPECT_EQ(0, violation_.count) << "a canary that was wiped is not broken";
}

TEST_F(Emergency, ObjectsOfBeforeAreOnlyForgotten) {
  std::vector<void*> objects = Fill(32, 300);
  objects.push_back(New(3 * Page()));
  objects.push_back(New(40 * Page()));
  heap_emergency(context_);
  for (void* object : objects) {
    EXPECT_EQ(1, memguard_owns(context_, object)) << "it is still its owner's";
    EXPECT_EQ(nullptr, memguard_realloc(context_, object, 8));
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_EXPIRED));
  }
  memset(objects[0], 0xff, 48);  // its canary is of before: nobody looks
  FreeAll(objects);
  EXPECT_EQ(0, violation_.count);
}

TEST_F(Emergency, WhatIsWrittenAfterwardsIsNotHandedOut) {
  std::vector<void*> objects = Fill(32, 300);
  heap_emergency(context_);
  for (void* object : objects) memset(object, 0x33, 32);
  std::vector<void*> fresh = Fill(32, 300);
  for (void* object : fresh) EXPECT_TRUE(IsZero(object, 32));
  FreeAll(objects);
  std::vector<void*> more = Fill(32, 300);
  for (void* object : more) EXPECT_TRUE(IsZero(object, 32));
  FreeAll(fresh);
  FreeAll(more);
  EXPECT_EQ(0, violation_.count);
}

TEST_F(Emergency, PagesComeBackWhenTheirLastObjectIsForgotten) {
  for (int round = 0; round < 20; round++) {
    std::vector<void*> objects = Fill(32, 1000);
    objects.push_back(New(5 * Page()));
    heap_emergency(context_);
    for (void* object : objects) memset(object, 0x44, 32);
    FreeAll(objects);
  }
  EXPECT_LE(heap_usable_pages(context_), 60u);
  EXPECT_EQ(0, violation_.count);
}

TEST_F(Emergency, ChecksGoOnForWhatIsNew) {
  heap_emergency(context_);
  unsigned char* object = New(32);
  heap_emergency(context_);
  unsigned char* fresh = New(32);
  Free(object);
  Break(fresh, 32);
  Free(fresh);
  EXPECT_EQ(1, violation_.count);
}

}  // namespace
}  // namespace heap_test
