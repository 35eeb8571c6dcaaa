// Constructors, sizes, and the end.
#include <cstdint>

#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

class NewBuffer : public BufferTest {};

TEST_F(NewBuffer, IsZeroedWritableAndOfItsSize) {
  memguard_buffer* buffer = New(32);
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
  EXPECT_EQ(32u, memguard_buffer_size(buffer));
  EXPECT_EQ(MEMGUARD_READ_WRITE, memguard_buffer_protection(buffer));
  ASSERT_NE(nullptr, memguard_buffer_mutable_data(buffer));
  EXPECT_TRUE(IsZero(memguard_buffer_data(buffer), 32));
  EXPECT_EQ(1u, inside_live(context_));
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(0u, inside_live(context_));
}

// The last byte stands right before the guard; every byte can be written; the canary starts where
// the page does.
TEST_F(NewBuffer, EverySizeEndsFlushWithItsPages) {
  for (size_t size = 1; size <= 4 * Page() + 1; size++) {
    memguard_buffer* buffer = New(size);
    ASSERT_NE(nullptr, buffer);
    unsigned char* data = memguard_buffer_mutable_data(buffer);
    ASSERT_EQ(0u, (reinterpret_cast<uintptr_t>(data) + size) % Page()) << size;
    size_t pages = 0;
    ASSERT_EQ(data + size, inside_pages(buffer, &pages) + pages) << size;
    ASSERT_EQ((size + Page() - 1) / Page() * Page(), pages) << size;
    memset(data, 0xff, size);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer)) << size;
    ASSERT_EQ(size, memguard_buffer_size(buffer));
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(NewBuffer, ArgumentsAreChecked) {
  memguard_buffer* out = reinterpret_cast<memguard_buffer*>(this);
  char byte = 'x';
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new", memguard_buffer_new(context_, 0, &out)));
  EXPECT_EQ(nullptr, out);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new",
                    memguard_buffer_new(context_, 8, nullptr)));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_new(nullptr, 8, &out));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_from",
                    memguard_buffer_new_from(context_, &byte, 0, &out)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_from",
                    memguard_buffer_new_from(context_, nullptr, 1, &out)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_from",
                    memguard_buffer_new_from(context_, &byte, 1, nullptr)));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_new_from(nullptr, &byte, 1, &out));
  EXPECT_EQ('x', byte) << "wiped although it failed";
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_copy",
                    memguard_buffer_new_copy(context_, nullptr, 1, &out)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_copy",
                    memguard_buffer_new_copy(context_, &byte, 1, nullptr)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_random",
                    memguard_buffer_new_random(context_, 0, &out)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_new_random",
                    memguard_buffer_new_random(context_, 8, nullptr)));
  EXPECT_EQ(nullptr, out);
}

TEST_F(NewBuffer, SizesNearTheLimitOverflow) {
  memguard_buffer* out = nullptr;
  for (size_t less : {size_t{0}, size_t{1}, Page(), 2 * Page(), 3 * Page()}) {
    EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, memguard_buffer_new(context_, SIZE_MAX - less, &out)) << less;
    EXPECT_EQ(nullptr, out);
  }
  EXPECT_NE(MEMGUARD_OK, memguard_buffer_new(context_, SIZE_MAX / 2, &out));
  EXPECT_EQ(nullptr, out);
}

TEST_F(NewBuffer, FromMovesIntoAFrozenBuffer) {
  char source[] = "correct horse";
  memguard_buffer* buffer = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_from(context_, source, sizeof source, &buffer));
  EXPECT_TRUE(IsZero(source, sizeof source));
  EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
  EXPECT_STREQ("correct horse", Content(buffer).c_str());
  EXPECT_EQ(nullptr, memguard_buffer_mutable_data(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(NewBuffer, CopyLeavesTheSourceAlone) {
  const std::string source = "battery staple";
  memguard_buffer* buffer = NewCopy(source);
  EXPECT_EQ("battery staple", source);
  EXPECT_EQ(source, Content(buffer));
  EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(NewBuffer, RandomBuffersDiffer) {
  memguard_buffer *one = nullptr, *two = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_random(context_, 32, &one));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_random(context_, 32, &two));
  EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(one));
  EXPECT_FALSE(IsZero(Content(one)));
  EXPECT_NE(Content(one), Content(two));
  memguard_buffer_destroy(one);
  memguard_buffer_destroy(two);
}

TEST_F(NewBuffer, DestroyTakesNull) { memguard_buffer_destroy(nullptr); }

TEST_F(NewBuffer, ContextIsBusyWhileABufferLives) {
  memguard_buffer* buffer = New(1);
  EXPECT_EQ(MEMGUARD_ERR_BUSY, memguard_context_destroy(context_));
  memguard_buffer_destroy(buffer);
}

TEST_F(NewBuffer, ManyLiveBuffersKeepTheirContents) {
  std::vector<memguard_buffer*> buffers;
  for (int i = 0; i < 200; i++) buffers.push_back(NewCopy("secret " + std::to_string(i)));
  for (int i = 0; i < 200; i++) {
    EXPECT_EQ("secret " + std::to_string(i), Content(buffers[static_cast<size_t>(i)]));
    memguard_buffer_destroy(buffers[static_cast<size_t>(i)]);
  }
}

// --- Construction from the inside, as opening an enclave does

TEST_F(NewBuffer, BegunBuffersAreFilledThenFrozen) {
  memguard_buffer *begun = nullptr, *buffer = nullptr;
  unsigned char* bytes = nullptr;
  ASSERT_EQ(MEMGUARD_OK, inside_begin(context_, 4, &begun, &bytes));
  EXPECT_TRUE(inside_is_held(begun));
  memcpy(bytes, "open", 4);
  ASSERT_EQ(MEMGUARD_OK, inside_commit(begun, MEMGUARD_READ_ONLY, &buffer));
  EXPECT_EQ(begun, buffer);
  EXPECT_FALSE(inside_is_held(buffer));
  EXPECT_EQ("open", Content(buffer));
  EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(NewBuffer, AbandonedBuffersLeaveNothing) {
  memguard_buffer* begun = nullptr;
  unsigned char* bytes = nullptr;
  ASSERT_EQ(MEMGUARD_OK, inside_begin(context_, 100, &begun, &bytes));
  memset(bytes, 1, 100);
  inside_abandon(begun);
  EXPECT_EQ(0u, inside_live(context_));
}

}  // namespace
}  // namespace buffer_test
