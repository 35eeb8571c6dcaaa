// memguard_realloc: what stays, what moves, and that nothing is left behind.
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Realloc : public HeapTest {
 protected:
  unsigned char* Resize(void* object, size_t size) {
    return static_cast<unsigned char*>(memguard_realloc(context_, object, size));
  }
};

TEST_F(Realloc, KeepsTheBytesAndZeroesTheRest) {
  const size_t kSizes[] = {1,    15,   16,   32,    33,    100,    1000,
                           2016, 2017, 5000, 61000, 62000, 100000, 300000};
  for (size_t from : kSizes) {
    for (size_t to : kSizes) {
      unsigned char* object = New(from);
      memset(object, 0x5a, from);
      object = Resize(object, to);
      ASSERT_NE(nullptr, object) << from << " to " << to;
      ASSERT_EQ(to, memguard_usable_size(context_, object));
      ASSERT_EQ(0u, reinterpret_cast<uintptr_t>(object) % 16);
      for (size_t i = 0; i < to; i++)
        ASSERT_EQ(i < from ? 0x5a : 0, object[i]) << from << " to " << to;
      Free(object);
    }
  }
}

TEST_F(Realloc, StaysWhereItFits) {
  unsigned char* object = New(32);
  EXPECT_EQ(object, Resize(object, 20));
  EXPECT_EQ(object, Resize(object, 32));
  EXPECT_EQ(object, Resize(object, 1));
  Free(object);
  object = New(3 * Page());
  EXPECT_EQ(object, Resize(object, 3 * Page() + 100));
  EXPECT_EQ(object, Resize(object, 2 * Page()));
  Free(object);
}

TEST_F(Realloc, AShrunkRunGivesItsPagesBack) {
  unsigned char* object = New(10 * Page() - 100);
  size_t before = heap_free_pages(context_);
  memset(object, 0xff, 10 * Page() - 100);
  ASSERT_EQ(object, Resize(object, 2 * Page() - 100));
  EXPECT_EQ(before + 8, heap_free_pages(context_));
  unsigned char* other = New(7 * Page());
  EXPECT_TRUE(IsZero(other, 7 * Page()));
  Free(other);
  Free(object);
}

TEST_F(Realloc, OfNullIsMalloc) {
  unsigned char* object = Resize(nullptr, 64);
  ASSERT_NE(nullptr, object);
  EXPECT_EQ(64u, memguard_usable_size(context_, object));
  Free(object);
}

TEST_F(Realloc, FailureLeavesTheOldPlace) {
  unsigned char* object = New(32);
  memset(object, 9, 32);
  EXPECT_EQ(nullptr, Resize(object, 0));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
  EXPECT_EQ(nullptr, Resize(object, SIZE_MAX - 5));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_OVERFLOW));
  EXPECT_EQ(nullptr, memguard_realloc(nullptr, object, 64));
  EXPECT_EQ(32u, memguard_usable_size(context_, object));
  EXPECT_EQ(9, object[31]);
  Free(object);
}

TEST_F(Realloc, LeavesNoCopyBehind) {
  const unsigned char kMarker[] = "a secret that moves about";
  unsigned char* object = New(sizeof kMarker);
  memcpy(object, kMarker, sizeof kMarker);
  for (size_t size : {100u, 1000u, 5000u, 30000u, 2000u, 40u, 60u}) {
    object = Resize(object, size);
    ASSERT_NE(nullptr, object);
    ASSERT_EQ(1u, heap_find(context_, kMarker, sizeof kMarker)) << size;
  }
  object = Resize(object, 10);
  EXPECT_EQ(0u, heap_find(context_, kMarker, sizeof kMarker));
  EXPECT_EQ(0u, heap_find(context_, kMarker + 10, sizeof kMarker - 10)) << "what was cut off";
  Free(object);
}

TEST_F(Realloc, SeesABrokenCanaryBeforeItMakesANewOne) {
  OpenNoting();
  for (size_t size : {size_t{40}, 3 * Page(), 40 * Page()}) {
    for (size_t to : {size_t{30}, size + 1, 2 * size}) {
      unsigned char* object = New(size);
      Break(object, static_cast<ptrdiff_t>(size));
      violation_ = Violation();
      EXPECT_EQ(nullptr, Resize(object, to)) << size << " to " << to;
      EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_CORRUPT));
      EXPECT_EQ(1, violation_.count);
      EXPECT_EQ(MEMGUARD_VIOLATION_OVERFLOW, violation_.kind);
      EXPECT_EQ("memguard_realloc", violation_.function);
      EXPECT_EQ(size, violation_.size);
    }
  }
}

TEST_F(Realloc, OfWhatIsNoObjectIsAViolation) {
  OpenNoting();
  unsigned char *small = New(32), *run = New(3 * Page());
  for (void* pointer :
       {static_cast<void*>(small + 16), static_cast<void*>(run + 16), static_cast<void*>(this)}) {
    violation_ = Violation();
    EXPECT_EQ(nullptr, memguard_realloc(context_, pointer, 64));
    EXPECT_EQ(MEMGUARD_VIOLATION_FOREIGN_POINTER, violation_.kind);
    EXPECT_EQ("memguard_realloc", violation_.function);
    // The first violation wiped all, so the next ones need objects of their own.
    Free(small);
    Free(run);
    small = New(32);
    run = New(3 * Page());
  }
  Free(small);
  Free(run);
}

}  // namespace
}  // namespace heap_test
