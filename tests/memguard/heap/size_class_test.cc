// The table of slots, for every page size there is.
#include <gtest/gtest.h>

#include "tests/memguard/heap/inside.h"

namespace {

class SizeClasses : public ::testing::TestWithParam<size_t> {};

TEST_P(SizeClasses, EachObjectFitsItsSlotWithACanary) {
  size_t page = GetParam(), before = 0;
  for (size_t size = 1; size <= heap_largest(page); size++) {
    size_t slot = heap_slot_of(page, size), slots = heap_slots_of(page, size);
    ASSERT_GE(slot, size + 16);
    ASSERT_EQ(0u, slot % 16);
    ASSERT_GE(slots, 2u);
    ASSERT_LE(16 + slot * slots, page);
    ASSERT_LT(page - 16 - slot * slots, 16 * slots)
        << "what is left over would make the slots larger";
    ASSERT_GE(slot, before);
    before = slot;
  }
}

TEST_P(SizeClasses, WastesLittle) {
  size_t page = GetParam();
  for (size_t size = 112; size <= heap_largest(page) / 4; size++)
    ASSERT_LE(heap_slot_of(page, size), (size + 16) * 7 / 5) << size;
  EXPECT_LE(heap_classes(page), 34u) << "each class in use costs a page";
}

TEST_P(SizeClasses, TheReciprocalDividesExactly) {
  size_t page = GetParam();
  for (size_t size = 1; size <= heap_largest(page); size += size / 8 + 1) {
    size_t slot = heap_slot_of(page, size);
    for (size_t offset = 0; offset < page; offset += 13)
      ASSERT_EQ(offset / slot, heap_divide(page, size, offset)) << slot << " at " << offset;
    for (size_t i = 0; i * slot < page; i++) {
      ASSERT_EQ(i, heap_divide(page, size, i * slot));
      if (i != 0) {
        ASSERT_EQ(i - 1, heap_divide(page, size, i * slot - 1));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(PageSizes, SizeClasses, ::testing::Values(4096, 8192, 16384, 65536));

TEST(SizeClass, AThirtyTwoByteSecretTakesFortyEightBytes) {
  EXPECT_EQ(48u, heap_slot_of(4096, 32));
  EXPECT_EQ(85u, heap_slots_of(4096, 32));
  EXPECT_EQ(32u, heap_slot_of(4096, 16));
}

}  // namespace
