// Bytes by copy: writing, reading, comparing, overwriting.
#include <cstdint>

#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

class BufferBytes : public BufferTest {
 protected:
  void SetUp() override {
    BufferTest::SetUp();
    buffer_ = New(8);
  }
  void TearDown() override {
    memguard_buffer_destroy(buffer_);
    BufferTest::TearDown();
  }
  memguard_buffer* buffer_ = nullptr;
};

TEST_F(BufferBytes, WriteMovesAndWriteCopyCopies) {
  char source[] = "abcd";
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 0, source, 4));
  EXPECT_STREQ("abcd", source);
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_write(buffer_, 4, source, 4));
  EXPECT_TRUE(IsZero(source, sizeof source));
  EXPECT_EQ("abcdabcd", Content(buffer_));
}

TEST_F(BufferBytes, ReadTakesAnyPart) {
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 0, "01234567", 8));
  for (size_t offset = 0; offset <= 8; offset++) {
    for (size_t length = 0; offset + length <= 8; length++) {
      std::string part(length, '?');
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_read(buffer_, offset, &part[0], length));
      EXPECT_EQ(std::string("01234567").substr(offset, length), part);
    }
  }
}

// A bound that is passed copies nothing, neither a part nor, for write, the wipe.
TEST_F(BufferBytes, BoundsAreKept) {
  const struct {
    size_t offset, length;
  } kBad[] = {{0, 9}, {8, 1}, {4, 5}, {9, 0}, {SIZE_MAX, 1}, {1, SIZE_MAX}, {SIZE_MAX, SIZE_MAX}};
  char bytes[9] = "xxxxxxxx";
  for (const auto& bad : kBad) {
    EXPECT_TRUE(Fails(MEMGUARD_ERR_OVERFLOW, "memguard_buffer_write",
                      memguard_buffer_write(buffer_, bad.offset, bytes, bad.length)));
    EXPECT_TRUE(Fails(MEMGUARD_ERR_OVERFLOW, "memguard_buffer_write_copy",
                      memguard_buffer_write_copy(buffer_, bad.offset, bytes, bad.length)));
    EXPECT_TRUE(Fails(MEMGUARD_ERR_OVERFLOW, "memguard_buffer_read",
                      memguard_buffer_read(buffer_, bad.offset, bytes, bad.length)));
  }
  EXPECT_STREQ("xxxxxxxx", bytes);
  EXPECT_TRUE(IsZero(Content(buffer_)));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer_));
}

TEST_F(BufferBytes, NoBytesAreFineEvenFromNowhere) {
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_write(buffer_, 8, nullptr, 0));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 0, nullptr, 0));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_read(buffer_, 3, nullptr, 0));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_read",
                    memguard_buffer_read(buffer_, 0, nullptr, 1)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_write",
                    memguard_buffer_write(buffer_, 0, nullptr, 1)));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_write(buffer_, 0, nullptr, 0)) << "no byte needs access";
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_read(buffer_, 0, nullptr, 0));
}

TEST_F(BufferBytes, AFrozenBufferIsReadButNotWritten) {
  char source[] = "abcd";
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 0, "01234567", 8));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer_));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_write",
                    memguard_buffer_write(buffer_, 0, source, 4)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_write_copy",
                    memguard_buffer_write_copy(buffer_, 0, source, 4)));
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_scramble", memguard_buffer_scramble(buffer_)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_wipe", memguard_buffer_wipe(buffer_)));
  EXPECT_STREQ("abcd", source);
  EXPECT_EQ("01234567", Content(buffer_));
}

TEST_F(BufferBytes, AHiddenBufferIsNeither) {
  char byte = 'x';
  bool equal = true;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_read",
                    memguard_buffer_read(buffer_, 0, &byte, 1)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_write",
                    memguard_buffer_write(buffer_, 0, &byte, 1)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_equal",
                    memguard_buffer_equal(buffer_, &byte, 1, &equal)));
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_verify", memguard_buffer_verify(buffer_)));
  EXPECT_EQ('x', byte);
  EXPECT_FALSE(equal);
}

// Bytes of the buffer itself may be copied within it, but not over themselves.
TEST_F(BufferBytes, SourcesInsideTheBufferMustNotOverlap) {
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 0, "01234567", 8));
  unsigned char* data = memguard_buffer_mutable_data(buffer_);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_write_copy",
                    memguard_buffer_write_copy(buffer_, 1, data, 4)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_read",
                    memguard_buffer_read(buffer_, 0, data, 4)));
  EXPECT_EQ("01234567", Content(buffer_));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 4, data, 4));
  EXPECT_EQ("01230123", Content(buffer_));
}

TEST_F(BufferBytes, ScrambleAndWipeChangeEveryByteAndNothingElse) {
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_scramble(buffer_));
  std::string first = Content(buffer_);
  EXPECT_FALSE(IsZero(first));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_scramble(buffer_));
  EXPECT_NE(first, Content(buffer_));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_wipe(buffer_));
  EXPECT_TRUE(IsZero(Content(buffer_)));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer_));
}

TEST_F(BufferBytes, EqualComparesAllBytesAndTheLength) {
  bool equal = false;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 0, "01234567", 8));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer_));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_equal(buffer_, "01234567", 8, &equal));
  EXPECT_TRUE(equal);
  for (size_t place = 0; place < 8; place++) {
    std::string other = "01234567";
    other[place] ^= 1;
    equal = true;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_equal(buffer_, other.data(), 8, &equal));
    EXPECT_FALSE(equal) << place;
  }
  for (size_t length : {size_t{0}, size_t{7}, size_t{9}}) {
    equal = true;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_equal(buffer_, "012345678", length, &equal));
    EXPECT_FALSE(equal) << length;
  }
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_equal(buffer_, nullptr, 0, &equal));
  EXPECT_FALSE(equal);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_equal",
                    memguard_buffer_equal(buffer_, nullptr, 8, &equal)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_equal",
                    memguard_buffer_equal(buffer_, "01234567", 8, nullptr)));
}

// Success says nothing about earlier failures, and takes nothing away from them.
TEST_F(BufferBytes, CallsThatSucceedLeaveTheLastErrorAlone) {
  char byte;
  EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, memguard_buffer_read(buffer_, 9, &byte, 1));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_read(buffer_, 0, &byte, 1));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer_));
  EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, static_cast<int>(memcall_last_error()->status));
}

}  // namespace
}  // namespace buffer_test
