/* growth_test.cc: what grows moves, and its earlier place must be wiped: after each step all memory
   of the process is searched for what should stand in the new place alone. */
#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

#include "securememory/securememory.hpp"
#include "tests/attack/own_memory.h"

namespace {

using attack_test::OwnMemory;

const size_t kText = sizeof(OwnMemory::Aside::text);
/* A slot of the next class, a run of pages, what has a mapping of its own. */
const size_t kSizes[] = {64, 200, 1000, 5000, 40000, 300000, 3 << 20};

class Growth : public testing::Test {
 protected:
  void SetUp() override {
    context_ = std::move(*securememory::context::make(memguard_options_relaxed()));
  }
  void TearDown() override { EXPECT_EQ(context_.destroy(), SECUREMEMORY_OK); }

  const void *text() const { return memory_.aside()->text; }

  /* It is found where it stands, or the search would prove nothing; and nowhere else. */
  void ExpectOnlyAt(const void *place) {
    EXPECT_EQ(memory_.Found(), kText);
    EXPECT_EQ(memory_.Found(place, kText), 0u) << "in an earlier place";
  }

  OwnMemory memory_;
  securememory::context context_;
};

TEST_F(Growth, ControlReallocLeavesACopy) {
  void *block = malloc(kText), *neighbour = malloc(kText);
  memguard_copy(block, text(), kText);
  block = realloc(block, 5000);
  EXPECT_GE(memory_.Found(block, kText), kText / 2);
  memguard_wipe(block, kText);
  free(block);
  free(neighbour);
}

TEST_F(Growth, ControlAVectorLeavesACopy) {
  std::vector<unsigned char> bytes(kText);
  memguard_copy(bytes.data(), text(), kText);
  bytes.resize(5000);
  EXPECT_GE(memory_.Found(bytes.data(), kText), kText / 2);
  memguard_wipe(bytes.data(), kText);
}

TEST_F(Growth, HeapSlot) {
  void *slot = memguard_malloc(context_.get(), kText);
  ASSERT_NE(slot, nullptr);
  memguard_copy(slot, text(), kText);
  for (size_t size : kSizes) {
    SCOPED_TRACE(size);
    ASSERT_NE(slot = memguard_realloc(context_.get(), slot, size), nullptr);
    ExpectOnlyAt(slot);
  }
  ASSERT_NE(slot = memguard_realloc(context_.get(), slot, kText), nullptr);
  ExpectOnlyAt(slot);
  ASSERT_NE(slot = memguard_realloc(context_.get(), slot, kText / 3), nullptr);
  EXPECT_EQ(memory_.Found(slot, kText / 3), 0u) << "what was cut off";
  memguard_free(context_.get(), slot);
  EXPECT_EQ(memory_.Found(), 0u);
}

TEST_F(Growth, Buffer) {
  memguard_buffer *buffer = nullptr;
  ASSERT_EQ(memguard_buffer_new_copy(context_.get(), text(), kText, &buffer), MEMGUARD_OK);
  ASSERT_EQ(memguard_buffer_melt(buffer), MEMGUARD_OK);
  for (size_t size : kSizes) {
    SCOPED_TRACE(size);
    ASSERT_EQ(memguard_buffer_resize(buffer, size), MEMGUARD_OK);
    ExpectOnlyAt(memguard_buffer_data(buffer));
  }
  ASSERT_EQ(memguard_buffer_resize(buffer, kText), MEMGUARD_OK);
  ExpectOnlyAt(memguard_buffer_data(buffer));
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(memory_.Found(), 0u);
}

/* Many writes, at odd places of its chunks: none of them stands anywhere afterwards. */
TEST_F(Growth, Stream) {
  memguard_stream *stream = nullptr;
  void *slot = memguard_malloc(context_.get(), kText);
  ASSERT_EQ(memguard_stream_new(context_.get(), 0, &stream), MEMGUARD_OK);
  for (int i = 0; i < 1000; i++) {
    memguard_copy(slot, text(), kText - static_cast<size_t>(i % 7));
    ASSERT_EQ(memguard_stream_write(stream, slot, kText - static_cast<size_t>(i % 7)), MEMGUARD_OK);
    if (i % 100 == 0) {
      EXPECT_EQ(memory_.Found(), 0u) << i;
    }
  }
  memguard_stream_destroy(stream);
  memguard_free(context_.get(), slot);
  EXPECT_EQ(memory_.Found(), 0u);
}

template <typename Bytes>
void Grow(Bytes *bytes, size_t by) {
  for (size_t i = 0; i < by; i++) bytes->push_back({});
}

TEST_F(Growth, SecureVector) {
  auto bytes = std::move(*securememory::secure_vector<unsigned char>::copy(
      securememory::bytes(text(), kText), context_));
  for (size_t by : {1, 30, 1000, 50000}) {
    Grow(&bytes, by);
    ExpectOnlyAt(bytes.data());
  }
}

TEST_F(Growth, SecureString) {
  auto letters =
      std::move(*securememory::secure_string::copy(securememory::bytes(text(), kText), context_));
  for (size_t by : {1, 30, 1000, 50000}) {
    Grow(&letters, by);
    ExpectOnlyAt(letters.data());
  }
}

/* The allocator alone, in a container of the standard library, whose elements are bytes. */
TEST_F(Growth, VectorWithAllocator) {
  const unsigned char *from = static_cast<const unsigned char *>(text());
  std::vector<unsigned char, securememory::allocator<unsigned char>> bytes(from, from + kText,
                                                                           context_);
  for (size_t by : {1, 30, 1000, 50000}) {
    Grow(&bytes, by);
    memguard_scrub_registers();  // what this test's own copying left in registers is not the allocator's
    ExpectOnlyAt(bytes.data());
  }
}

}  // namespace
