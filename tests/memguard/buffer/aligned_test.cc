// Buffers whose data is aligned: canary on both sides of it, and what is found there.
#include <cstdint>

#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

class Aligned : public BufferTest {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.on_violation = [](const memguard_violation* what, void* user) {
      *static_cast<memguard_violation*>(user) = *what;
    };
    options.on_violation_user = &seen_;
    Open(options);
  }
  // What a violation leaves behind stays charged.
  void TearDown() override {
    EXPECT_EQ(0u, inside_live(context_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }

  memguard_buffer* NewAligned(size_t size, size_t alignment) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new_aligned(context_, size, alignment, &buffer))
        << memcall_last_error()->text;
    return buffer;
  }

  memguard_violation seen_ = {};
};

TEST_F(Aligned, EveryAlignmentHoldsAndTheRestIsCanary) {
  for (size_t alignment = 1; alignment <= 4 * Page(); alignment *= 2) {
    for (size_t size : {size_t{1}, size_t{15}, size_t{16}, size_t{33}, Page() - 1, Page(),
                        Page() + 1, 3 * Page() - 5}) {
      memguard_buffer* buffer = NewAligned(size, alignment);
      unsigned char* data = memguard_buffer_mutable_data(buffer);
      ASSERT_EQ(0u, reinterpret_cast<uintptr_t>(data) % alignment) << size << " at " << alignment;
      EXPECT_TRUE(IsZero(data, size));
      memset(data, 0xff, size);
      size_t pages = 0;
      unsigned char* first = inside_pages(buffer, &pages);
      EXPECT_EQ((size + Page() - 1) / Page() * Page(), pages);
      size_t behind = static_cast<size_t>(first + pages - (data + size));
      EXPECT_LT(behind, alignment < Page() ? alignment : Page()) << "as far behind as can be";
      EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
      for (unsigned char* byte = data + size; byte < first + pages; byte++) {
        *byte ^= 1;
        EXPECT_EQ(MEMGUARD_ERR_CORRUPT, memguard_buffer_verify(buffer));
        *byte ^= 1;
      }
      EXPECT_EQ(size, memguard_buffer_size(buffer));
      memguard_buffer_destroy(buffer);
    }
  }
  EXPECT_EQ(0, seen_.kind);
}

TEST_F(Aligned, DestroyTellsWhichSideWasOverwritten) {
  for (int offset : {-1, 24}) {
    memguard_buffer* buffer = NewAligned(24, 64);
    memguard_buffer_mutable_data(buffer)[offset] ^= 0x40;
    memguard_buffer_destroy(buffer);
    EXPECT_EQ(offset < 0 ? MEMGUARD_VIOLATION_UNDERFLOW : MEMGUARD_VIOLATION_OVERFLOW, seen_.kind);
    EXPECT_EQ(24u, seen_.object_size);
  }
}

TEST_F(Aligned, AlignmentsAreChecked) {
  for (size_t alignment : {size_t{0}, size_t{3}, size_t{24}, SIZE_MAX}) {
    memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_aligned",
                      memguard_buffer_new_aligned(context_, 8, alignment, &buffer)));
    EXPECT_EQ(nullptr, buffer);
  }
  memguard_buffer* buffer = nullptr;
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_new_aligned(context_, 8, 8, nullptr));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_new_aligned(context_, 0, 8, &buffer));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_new_aligned(nullptr, 8, 8, &buffer));
  EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, memguard_buffer_new_aligned(context_, SIZE_MAX, 8, &buffer));
  EXPECT_NE(MEMGUARD_OK, memguard_buffer_new_aligned(context_, 8, SIZE_MAX / 2 + 1, &buffer));
  EXPECT_EQ(nullptr, buffer);
}

TEST_F(Aligned, PagesThatWaitedAreLaidOutAnew) {
  FillQuarantine(8);
  memguard_buffer* buffer = NewAligned(8, 512);
  EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(memguard_buffer_data(buffer)) % 512);
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
  memguard_buffer_destroy(buffer);
  buffer = NewAligned(8, 16 * Page());
  EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(memguard_buffer_data(buffer)) % (16 * Page()));
  memguard_buffer_destroy(buffer);
}

}  // namespace
}  // namespace buffer_test
