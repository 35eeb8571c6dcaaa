// Memory corruption: what is found, when, what it is called, and that a heap survives a handler that returns.
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Found : public HeapTest {
 protected:
  void SetUp() override { OpenNoting(); }

  void ExpectOne(memguard_violation_kind kind, const char* function, size_t size) {
    EXPECT_EQ(1, violation_.count);
    EXPECT_EQ(kind, violation_.kind);
    EXPECT_EQ(function, violation_.function);
    EXPECT_EQ(size, violation_.size);
    violation_ = Violation();
  }

  // After a violation that was survived, the heap still serves.
  void ExpectService() {
    for (size_t size : {size_t{1}, size_t{32}, size_t{2000}, 3 * Page(), 40 * Page()}) {
      unsigned char* object = New(size);
      EXPECT_TRUE(IsZero(object, size));
      memset(object, 1, size);
      Free(object);
    }
    EXPECT_EQ(0, violation_.count);
  }
};

class FoundPerSize : public Found, public ::testing::WithParamInterface<size_t> {};

TEST_P(FoundPerSize, OverflowByOneByte) {
  unsigned char* object = New(GetParam());
  Break(object, static_cast<ptrdiff_t>(GetParam()));
  Free(object);
  ExpectOne(MEMGUARD_VIOLATION_OVERFLOW, "memguard_free", GetParam());
  ExpectService();
}

TEST_P(FoundPerSize, UnderflowByOneByte) {
  unsigned char* object = New(GetParam());
  Break(object, -1);
  Free(object);
  ExpectOne(MEMGUARD_VIOLATION_UNDERFLOW, "memguard_free", GetParam());
  ExpectService();
}

TEST_P(FoundPerSize, UnderflowBesideAFreeNeighbour) {
  unsigned char *left = New(GetParam()), *object = New(GetParam());
  Free(left);
  Break(object, -16);
  Free(object);
  ExpectOne(MEMGUARD_VIOLATION_UNDERFLOW, "memguard_free", GetParam());
  ExpectService();
}

TEST_P(FoundPerSize, EveryByteOfTheCanaryCounts) {
  for (ptrdiff_t at = 0; at < 16; at++) {
    unsigned char* object = New(GetParam());
    ptrdiff_t place = static_cast<ptrdiff_t>(GetParam()) + at;
    Break(object, place);
    Free(object);
    ExpectOne(MEMGUARD_VIOLATION_OVERFLOW, "memguard_free", GetParam());
  }
}

TEST_P(FoundPerSize, FreedTwice) {
  unsigned char *object = New(GetParam()), *other = New(GetParam());
  Free(object);
  Free(object);
  ExpectOne(MEMGUARD_VIOLATION_DOUBLE_FREE, "memguard_free", 0);
  Free(other);
  ExpectService();
}

TEST_P(FoundPerSize, ResizedAfterItWasFreed) {
  unsigned char *object = New(GetParam()), *other = New(GetParam());
  Free(object);
  EXPECT_EQ(nullptr, memguard_realloc(context_, object, GetParam() + 1));
  ExpectOne(MEMGUARD_VIOLATION_DOUBLE_FREE, "memguard_realloc", 0);
  Free(other);
  ExpectService();
}

TEST_P(FoundPerSize, TheMiddleOfAnObject) {
  for (size_t into : {size_t{1}, size_t{8}, size_t{16}, GetParam() / 2 / 16 * 16 + 16}) {
    unsigned char* object = New(GetParam());
    Free(object + into);
    ExpectOne(MEMGUARD_VIOLATION_FOREIGN_POINTER, "memguard_free", 0);
    Free(object);
    EXPECT_EQ(0, violation_.count);
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, FoundPerSize,
                         ::testing::Values(33, 40, 200, 1500, 2500, 9000, 61000, 100000));

// Of objects with mappings of their own the last 64 are known.
TEST_F(Found, LargeObjectsThatEndedLately) {
  std::vector<void*> objects;
  for (int i = 0; i < 65; i++) objects.push_back(New(16 * Page()));
  FreeAll(objects);
  for (size_t i = 0; i < objects.size(); i++) {
    Free(objects[i]);
    ExpectOne(i != 0 ? MEMGUARD_VIOLATION_DOUBLE_FREE : MEMGUARD_VIOLATION_FOREIGN_POINTER,
              "memguard_free", 0);
    violation_ = Violation{};
  }
}

TEST_F(Found, AnOverflowIntoTheNextObjectIsItsNeighboursFault) {
  unsigned char *left = New(32), *right = New(32);
  ASSERT_EQ(left + 48, right);
  for (ptrdiff_t i = 32; i < 50; i++) Break(left, i);
  Free(right);
  ExpectOne(MEMGUARD_VIOLATION_OVERFLOW, "memguard_free", 32);
  Free(left);
}

TEST_F(Found, ForeignPointers) {
  int local = 0;
  Free(&local);
  ExpectOne(MEMGUARD_VIOLATION_FOREIGN_POINTER, "memguard_free", 0);
  void* plain = malloc(32);
  Free(plain);
  ExpectOne(MEMGUARD_VIOLATION_FOREIGN_POINTER, "memguard_free", 0);
  free(plain);
  unsigned char* object = New(32);
  Free(object - 16);  // the page's first canary
  ExpectOne(MEMGUARD_VIOLATION_FOREIGN_POINTER, "memguard_free", 0);
  Free(object);
  object = New(32);
  Free(object + 64 * Page());  // address space that is only reserved
  ExpectOne(MEMGUARD_VIOLATION_FOREIGN_POINTER, "memguard_free", 0);
  Free(object);
}

TEST_F(Found, AnObjectOfAnotherContext) {
  memguard_context* other = nullptr;
  memguard_options options = memguard_options_relaxed();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &other));
  void* object = memguard_malloc(other, 32);
  Free(object);
  ExpectOne(MEMGUARD_VIOLATION_FOREIGN_POINTER, "memguard_free", 0);
  memguard_free(other, object);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

class WriteAfterFree : public Found, public ::testing::WithParamInterface<size_t> {};

TEST_P(WriteAfterFree, IsFoundWhenTheMemoryIsHandedOutAgain) {
  unsigned char* object = New(GetParam());
  Free(object);
  Break(object, static_cast<ptrdiff_t>(GetParam() / 2));
  std::vector<void*> objects;
  for (int i = 0; i < 400 && violation_.count == 0; i++) {
    void* next = memguard_malloc(context_, GetParam());
    if (violation_.count == 0) {
      objects.push_back(next);
    } else {
      EXPECT_EQ(nullptr, next);
      EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_CORRUPT));
    }
  }
  ExpectOne(MEMGUARD_VIOLATION_WRITE_AFTER_FREE, "memguard_malloc", 0);
  for (void* next : objects) EXPECT_TRUE(IsZero(next, GetParam())) << "the secrets go first";
  FreeAll(objects);
  ExpectService();
}

INSTANTIATE_TEST_SUITE_P(Sizes, WriteAfterFree, ::testing::Values(8, 32, 300, 2000, 9000, 60000));

TEST_F(Found, ACorruptSlotIsNeverHandedOutAgain) {
  unsigned char *left = New(32), *object = New(32), *right = New(32);
  Break(object, 32);
  Free(object);
  ExpectOne(MEMGUARD_VIOLATION_OVERFLOW, "memguard_free", 32);
  std::vector<void*> objects = Fill(32, 2000);
  for (void* other : objects) EXPECT_NE(object, other);
  FreeAll(objects);
  Free(left);
  Free(right);
  EXPECT_EQ(0, violation_.count) << "of the others nothing is said: they were wiped";
}

TEST_F(Found, ViolationsWipeTheHeap) {
  unsigned char *secret = New(32), *run = New(3 * Page()), *large = New(40 * Page()),
                *object = New(32);
  for (unsigned char* one : {secret, run, large}) memset(one, 0x77, 32);
  Break(object, 32);
  Free(object);
  ExpectOne(MEMGUARD_VIOLATION_OVERFLOW, "memguard_free", 32);
  for (unsigned char* one : {secret, run, large}) {
    EXPECT_TRUE(IsZero(one, 32));
    Free(one);
  }
  EXPECT_EQ(0, violation_.count);
}

}  // namespace
}  // namespace heap_test
