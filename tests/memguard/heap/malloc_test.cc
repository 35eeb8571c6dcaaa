// What memguard_malloc, calloc and free promise, for every sort of object.
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Malloc : public HeapTest {};

std::vector<size_t> Sizes() {
  std::vector<size_t> sizes;
  for (size_t size = 1; size <= 70000; size += size < 2500 ? 1 : 61) sizes.push_back(size);
  for (size_t pages : {1, 2, 14, 15, 16, 17, 40})
    for (size_t around : {0, 1, 15, 16, 17, 31, 32, 33}) {
      sizes.push_back(pages * Page() - around);
      sizes.push_back(pages * Page() + around);
    }
  return sizes;
}

TEST_F(Malloc, GivesZeroedAlignedBytesOfEverySize) {
  for (size_t size : Sizes()) {
    unsigned char* object = New(size);
    ASSERT_EQ(0u, reinterpret_cast<uintptr_t>(object) % 16) << size;
    ASSERT_TRUE(IsZero(object, size)) << size;
    ASSERT_EQ(size, memguard_usable_size(context_, object));
    ASSERT_EQ(1, memguard_owns(context_, object));
    memset(object, 0xa5, size);
    Free(object);
    ASSERT_EQ(0u, memguard_usable_size(context_, object)) << size;
  }
}

TEST_F(Malloc, ObjectsThatLiveTogetherDoNotOverlap) {
  std::vector<unsigned char*> objects;
  std::vector<size_t> sizes;
  for (size_t i = 0; i < 4000; i++) {
    sizes.push_back(1 + i * i % 3000);
    objects.push_back(New(sizes.back()));
    memset(objects.back(), static_cast<int>(i % 255 + 1), sizes.back());
  }
  for (size_t i = 0; i < objects.size(); i++) {
    for (size_t j = 0; j < sizes[i]; j++) ASSERT_EQ(i % 255 + 1, objects[i][j]);
    Free(objects[i]);
  }
}

TEST_F(Malloc, AFreedObjectIsZero) {
  for (size_t size : {1u, 32u, 500u, 2000u, 5000u, 61000u}) {
    unsigned char* neighbour = New(size);
    unsigned char* object = New(size);
    memset(object, 0xa5, size);
    Free(object);
    for (size_t i = 0; i < size; i++) ASSERT_EQ(0, Peek(object, static_cast<ptrdiff_t>(i))) << size;
    Free(neighbour);
  }
}

TEST_F(Malloc, AFreedSlotRestsUntilTheOthersHadTheirTurn) {
  unsigned char* freed = New(32);
  Free(freed);
  std::vector<void*> later = Fill(32, Page() / 48 - 2);
  for (void* object : later) EXPECT_NE(freed, object);
  FreeAll(later);
}

TEST_F(Malloc, CallocIsTheProductOrOverflow) {
  unsigned char* object = static_cast<unsigned char*>(memguard_calloc(context_, 7, 11));
  ASSERT_NE(nullptr, object);
  EXPECT_EQ(77u, memguard_usable_size(context_, object));
  EXPECT_TRUE(IsZero(object, 77));
  Free(object);
  EXPECT_EQ(nullptr, memguard_calloc(context_, SIZE_MAX / 2 + 1, 2));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_OVERFLOW));
  EXPECT_EQ(nullptr, memguard_calloc(context_, 0, 8));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
  EXPECT_EQ(nullptr, memguard_calloc(context_, 8, 0));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
}

TEST_F(Malloc, WrongArgumentsAreErrors) {
  EXPECT_EQ(nullptr, memguard_malloc(nullptr, 32));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
  EXPECT_EQ(nullptr, memguard_malloc(context_, 0));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_INVALID));
  for (size_t less = 0; less < 40; less++) {
    EXPECT_EQ(nullptr, memguard_malloc(context_, SIZE_MAX - less));
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_OVERFLOW));
  }
  EXPECT_EQ(nullptr, memguard_malloc(context_, SIZE_MAX - 3 * Page()));
  EXPECT_EQ(nullptr, memguard_malloc(context_, SIZE_MAX / 2));
  memguard_free(context_, nullptr);
  memguard_free(nullptr, nullptr);
  EXPECT_EQ(0u, memguard_usable_size(nullptr, this));
  EXPECT_EQ(0u, memguard_usable_size(context_, nullptr));
  EXPECT_EQ(0, memguard_owns(nullptr, this));
}

TEST_F(Malloc, OwnsOnlyItsOwnLiveObjects) {
  unsigned char *small = New(32), *run = New(3 * Page()), *large = New(40 * Page());
  memguard_context* other = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &other));
  for (unsigned char* object : {small, run, large}) {
    EXPECT_EQ(1, memguard_owns(context_, object));
    EXPECT_EQ(0, memguard_owns(context_, object + 16)) << "the middle of one";
    EXPECT_EQ(0, memguard_owns(context_, object - 1));
    EXPECT_EQ(0, memguard_owns(other, object));
    Free(object);
    EXPECT_EQ(0, memguard_owns(context_, object));
  }
  EXPECT_EQ(0, memguard_owns(context_, run + Page()));
  EXPECT_EQ(0, memguard_owns(context_, this));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

TEST_F(Malloc, TellsWhatProtectsAnObject) {
  for (size_t size : {size_t{32}, 3 * Page(), 40 * Page()}) {
    unsigned char* object = New(size);
    memguard_safeguards safeguards;
    ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
    EXPECT_EQ(MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED |
                  MEMCALL_NO_MERGE,
              safeguards.requested);
    EXPECT_EQ(0u, safeguards.in_force & ~safeguards.requested);
    EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_safeguards_of(context_, object + 1, &safeguards));
    EXPECT_EQ(0u, safeguards.requested);
    Free(object);
    EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_safeguards_of(context_, object, &safeguards));
  }
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_safeguards_of(context_, this, nullptr));
}

TEST_F(Malloc, AContextWithObjectsIsBusyAndCountsThem) {
  std::vector<void*> objects = Fill(32, 1000);
  objects.push_back(New(3 * Page()));
  objects.push_back(New(40 * Page()));
  EXPECT_EQ(1002u, heap_live(context_));
  while (!objects.empty()) {
    ASSERT_EQ(MEMGUARD_ERR_BUSY, memguard_context_destroy(context_));
    Free(objects.back());
    objects.pop_back();
    if (objects.size() % 100 == 0) {
      EXPECT_EQ(objects.size(), heap_live(context_));
    }
  }
}

TEST_F(Malloc, PagesServeAnySizeInTurn) {
  for (int round = 0; round < 3; round++)
    for (size_t size : {16u, 100u, 1000u, 5000u, 30000u, 61000u})
      FreeAll(Fill(size, 200000 / size));
  size_t pages = heap_usable_pages(context_);
  for (size_t size : {16u, 100u, 1000u, 5000u, 30000u, 61000u}) FreeAll(Fill(size, 200000 / size));
  EXPECT_EQ(pages, heap_usable_pages(context_)) << "the heap grew though all was free";
}

TEST_F(Malloc, PurgeLeavesTheHeapAlone) {
  unsigned char* object = New(32);
  memset(object, 7, 32);
  memguard_purge(context_);
  EXPECT_EQ(7, object[31]);
  Free(object);
}

TEST(DefaultContext, ServesWithoutSetUp) {
  void* object = memguard_malloc(memguard_default_context(), 32);
  if (object == nullptr) GTEST_SKIP() << memcall_last_error()->text;
  memguard_free(memguard_default_context(), object);
}

}  // namespace
}  // namespace heap_test
