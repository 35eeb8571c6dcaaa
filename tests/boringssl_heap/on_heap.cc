// on_heap.cc: beside BoringSSL's own tests: that they ran on the heap, and left it sound.
#include <cstdio>

#include "tests/boringssl_heap/heap.h"

namespace boringssl_heap_test {
namespace {

class OnHeap : public ::testing::Environment {
  void TearDown() override {
    memguard_stats stats = Stats();
    printf("on the heap: %llu allocations, at most %llu at once, %llu KiB locked, %llu KiB not\n",
           static_cast<unsigned long long>(stats.allocations),
           static_cast<unsigned long long>(stats.peak),
           static_cast<unsigned long long>(stats.locked_bytes >> 10),
           static_cast<unsigned long long>(stats.unlocked_bytes >> 10));
    EXPECT_GT(stats.allocations, 1000000u);
    EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
  }
};

const ::testing::Environment* const environment = ::testing::AddGlobalTestEnvironment(new OnHeap);

}  // namespace
}  // namespace boringssl_heap_test
