// Leak sanitizer finds what only objects of the heap point to; without it there is nothing to see.
#include "tests/memcall/linux.h"
#include "tests/memguard/heap/fixture.h"

#if defined(MEMGUARD_HAS_ASAN)
#include <sanitizer/lsan_interface.h>
#else
static int __lsan_do_recoverable_leak_check() { return 0; }
#endif

namespace heap_test {
namespace {

class Leaks : public HeapTest, public ::testing::WithParamInterface<size_t> {
 protected:
  void SetUp() override {
    OpenInherited();
#if !defined(MEMGUARD_HAS_ASAN)
    GTEST_SKIP() << "leak sanitizer comes with address sanitizer";
#endif
  }

  // The child that is looked at has what its parent has.
  void OpenInherited() {
    memguard_options options = memguard_options_relaxed();
    options.fork_action = MEMGUARD_FORK_INHERIT;
    Open(options);
  }

  // Hides a pointer to memory of malloc(3) in an object, and nowhere else.
  void** Keep() {
    void** object = reinterpret_cast<void**>(New(GetParam()));
    *object = malloc(77);
    return object;
  }
};

TEST_P(Leaks, WhatAnObjectPointsToIsNone) {
  void** object = Keep();
  EXPECT_EQ(0, InAChild([] { return __lsan_do_recoverable_leak_check(); }).code);
  EXPECT_EQ(1, InAChild([&] {
                 *object = nullptr;
                 return __lsan_do_recoverable_leak_check();
               }).code)
      << "or the sanitizer would look at nothing";
  free(*object);
  Free(object);
}

// Nor does it look at pages that were given back: that would end the program.
TEST_P(Leaks, PagesThatWereGivenBackAreNotLookedAt) {
  std::vector<void*> objects = Fill(GetParam(), 100);
  FreeAll(objects);
  heap_trim(context_);
  EXPECT_EQ(0, InAChild([] { return __lsan_do_recoverable_leak_check(); }).code);
  void** object = Keep();
  EXPECT_EQ(0, InAChild([] { return __lsan_do_recoverable_leak_check(); }).code);
  free(*object);
  Free(object);
  OpenInherited();
  EXPECT_EQ(0, InAChild([] { return __lsan_do_recoverable_leak_check(); }).code);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Leaks, ::testing::Values(32, 20000, 200000));

}  // namespace
}  // namespace heap_test
