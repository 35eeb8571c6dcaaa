// memguard_aligned_alloc: where objects begin, and that they are promised what others are.
#include <set>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Aligned : public HeapTest {
 protected:
  void SetUp() override { OpenNoting(); }

  unsigned char* NewAt(size_t alignment, size_t size) {
    void* object = memguard_aligned_alloc(context_, alignment, size);
    EXPECT_NE(nullptr, object) << alignment << ", " << size << ": " << memcall_last_error()->text;
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(object) & (alignment - 1));
    return static_cast<unsigned char*>(object);
  }
  std::vector<size_t> Alignments() {
    std::vector<size_t> all;
    for (size_t alignment = 1; alignment <= 16 * Page(); alignment *= 2) all.push_back(alignment);
    return all;
  }
  std::vector<size_t> Sizes() {
    return {1, 16, 32, 64, 100, 1000, Page() / 2, Page(), 5 * Page(), 14 * Page(), 30 * Page()};
  }
};

TEST_F(Aligned, EveryAlignmentOfEverySize) {
  std::vector<void*> objects;
  for (size_t alignment : Alignments())
    for (size_t size : Sizes()) {
      unsigned char* object = NewAt(alignment, size);
      ASSERT_NE(nullptr, object);
      EXPECT_TRUE(IsZero(object, size));
      EXPECT_EQ(size, memguard_usable_size(context_, object));
      memset(object, 0x5a, size);
      objects.push_back(object);
    }
  FreeAll(objects);
  EXPECT_EQ(0, violation_.count);
}

TEST_F(Aligned, ObjectsDoNotOverlap) {
  std::vector<void*> objects;
  for (size_t alignment : {size_t{32}, size_t{64}, size_t{512}, Page() / 2})
    for (int i = 0; i < 100; i++) {
      objects.push_back(NewAt(alignment, 40));
      objects.push_back(New(40));
      memset(objects[objects.size() - 2], 1, 40);
      memset(objects.back(), 2, 40);
    }
  for (size_t i = 0; i < objects.size(); i++)
    for (size_t byte = 0; byte < 40; byte++)
      ASSERT_EQ(i % 2 + 1, static_cast<unsigned char*>(objects[i])[byte]);
  FreeAll(objects);
  EXPECT_EQ(0, violation_.count);
}

TEST_F(Aligned, WhatIsNoAlignmentIsRefused) {
  for (size_t alignment : {size_t{0}, size_t{3}, size_t{24}, SIZE_MAX}) {
    EXPECT_EQ(nullptr, memguard_aligned_alloc(context_, alignment, 32));
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
  }
  EXPECT_EQ(nullptr, memguard_aligned_alloc(context_, 64, 0));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
  EXPECT_EQ(nullptr, memguard_aligned_alloc(nullptr, 64, 32));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
  for (size_t size : {SIZE_MAX, SIZE_MAX - 64, SIZE_MAX / 2 + 1})
    for (size_t alignment : {size_t{64}, Page(), SIZE_MAX / 2 + 1}) {
      EXPECT_EQ(nullptr, memguard_aligned_alloc(context_, alignment, size));
      int status = memcall_last_error()->status;
      EXPECT_TRUE(status == MEMGUARD_ERR_OVERFLOW || status == MEMGUARD_ERR_NO_MEMORY ||
                  status == MEMGUARD_ERR_LOCK_LIMIT)
          << status;
    }
}

TEST_F(Aligned, OneByteOverOrUnderIsFound) {
  for (size_t alignment : {size_t{64}, Page() / 2, Page(), 4 * Page()})
    for (size_t size : {size_t{33}, 2 * Page(), 20 * Page()}) {
      SCOPED_TRACE(std::to_string(alignment) + ", " + std::to_string(size));
      violation_ = Violation{};
      unsigned char* object = NewAt(alignment, size);
      Break(object, static_cast<ptrdiff_t>(size));
      Free(object);
      EXPECT_EQ(1, violation_.count);
      EXPECT_EQ(MEMGUARD_VIOLATION_OVERFLOW, violation_.kind);
      object = NewAt(alignment, size);
      Break(object, -1);
      Free(object);
      EXPECT_EQ(2, violation_.count);
    }
}

TEST_F(Aligned, InteriorPointersAndSecondFreesAreFound) {
  for (size_t alignment : {size_t{64}, Page() / 2, 2 * Page()})
    for (size_t size : {size_t{100}, 2 * Page(), 20 * Page()}) {
      SCOPED_TRACE(std::to_string(alignment) + ", " + std::to_string(size));
      violation_ = Violation{};
      unsigned char* object = NewAt(alignment, size);
      EXPECT_FALSE(memguard_owns(context_, object + 16));
      Free(object + 16);
      EXPECT_EQ(MEMGUARD_VIOLATION_FOREIGN_POINTER, violation_.kind);
      Free(object);
      EXPECT_EQ(1, violation_.count) << "what a violation wiped is only forgotten";
      object = NewAt(alignment, size);
      Free(object);
      Free(object);
      EXPECT_EQ(2, violation_.count);
      EXPECT_EQ(MEMGUARD_VIOLATION_DOUBLE_FREE, violation_.kind);
    }
}

TEST_F(Aligned, FreedPlacesAreWipedAndServeAgain) {
  for (size_t size : {size_t{64}, 2 * Page()}) {
    unsigned char* object = NewAt(64, size);
    memset(object, 0x77, size);
    const std::string secret(32, 0x77);
    Free(object);
    EXPECT_EQ(0u, heap_find(context_, secret.data(), secret.size()));
  }
  size_t pages = 0;
  for (int i = 0; i < 3000; i++) {
    Free(NewAt(256, 200));
    if (i == 100) pages = heap_usable_pages(context_);
  }
  EXPECT_EQ(pages, heap_usable_pages(context_));
}

TEST_F(Aligned, ReallocKeepsTheBytes) {
  for (size_t alignment : {size_t{64}, Page() / 2, 2 * Page()}) {
    unsigned char* object = NewAt(alignment, 100);
    memset(object, 0x33, 100);
    for (size_t size : {size_t{110}, 3 * Page(), 40 * Page(), size_t{100}}) {
      object = static_cast<unsigned char*>(memguard_realloc(context_, object, size));
      ASSERT_NE(nullptr, object);
      EXPECT_TRUE(size == 100 || IsZero(object + 100, size - 100));
      for (size_t i = 0; i < 100; i++) ASSERT_EQ(0x33, object[i]);
    }
    Free(object);
  }
  EXPECT_EQ(0, violation_.count);
}

// At the limit, a place in any page will do, and plain objects fill the gaps.
TEST_F(Aligned, AtTheLimitAnyPlaceWillDo) {
  memguard_options options = memguard_options_default();
  options.lock_budget = 2 * Page();
  OpenNoting(options);
  std::vector<void*> objects;
  void* object = memguard_malloc(context_, 200);
  if (object == nullptr) GTEST_SKIP() << "this account may lock nothing";
  objects.push_back(object);
  while ((object = memguard_aligned_alloc(context_, 64, 40)) != nullptr) objects.push_back(object);
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  size_t aligned = objects.size();
  EXPECT_GE(aligned, Page() / 80 / 4);
  while ((object = memguard_malloc(context_, 40)) != nullptr) objects.push_back(object);
  EXPECT_GE(objects.size() - aligned, 2 * aligned);
  FreeAll(objects);
  EXPECT_EQ(0, violation_.count);
}

}  // namespace
}  // namespace heap_test
