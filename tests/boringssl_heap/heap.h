// heap.h: what tests ask of BoringSSL's heap.
#ifndef TESTS_BORINGSSL_HEAP_HEAP_H
#define TESTS_BORINGSSL_HEAP_HEAP_H

#include <gtest/gtest.h>

#include "boringssl_heap/boringssl_heap.h"
#include "memguard/heap.h"

namespace boringssl_heap_test {

inline memguard_stats Stats() {
  memguard_stats stats = {};
  stats.struct_size = sizeof stats;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_stats(boringssl_heap_context(), &stats));
  return stats;
}

inline bool Owns(const void* pointer) {
  return memguard_owns(boringssl_heap_context(), pointer) == 1;
}

inline memcall_safeguards Missing(const void* pointer) {
  memguard_safeguards safeguards = {0, 0};
  EXPECT_EQ(MEMGUARD_OK, memguard_safeguards_of(boringssl_heap_context(), pointer, &safeguards));
  return safeguards.requested & ~safeguards.in_force;
}

}  // namespace boringssl_heap_test

#endif
