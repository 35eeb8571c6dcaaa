// Lending a buffer's content once, as sealing does.
#include "tests/memguard/buffer/fixture.h"
#include "tests/memguard/buffer/peek.h"

namespace buffer_test {
namespace {

struct Taken {
  std::string content;
  memguard_status answer = MEMGUARD_OK;
};

memguard_status Take(const unsigned char* bytes, size_t size, void* user) {
  Taken* taken = static_cast<Taken*>(user);
  taken->content.assign(reinterpret_cast<const char*>(bytes), size);
  return taken->answer;
}

class Consume : public BufferTest, public ::testing::WithParamInterface<memguard_protection> {
 protected:
  void SetUp() override {
    BufferTest::SetUp();
    buffer_ = NewCopy("content");
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer_, GetParam()));
  }
  void TearDown() override {
    memguard_buffer_destroy(buffer_);
    BufferTest::TearDown();
  }
  memguard_buffer* buffer_ = nullptr;
  Taken taken_;
};

TEST_P(Consume, TakesTheContentAndEndsIt) {
  EXPECT_EQ(MEMGUARD_OK, inside_consume(buffer_, Take, &taken_));
  EXPECT_EQ("content", taken_.content);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer_));
  EXPECT_EQ(nullptr, memguard_buffer_data(buffer_));
  size_t size = 0;
  unsigned char* pages = inside_pages(buffer_, &size);
  EXPECT_TRUE(IsZero(Peek(pages, size)));
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, inside_consume(buffer_, Take, &taken_)) << "only once";
}

TEST_P(Consume, LeavesItAsItWasWhenTheTakerFails) {
  taken_.answer = MEMGUARD_ERR_RANDOM;
  EXPECT_EQ(MEMGUARD_ERR_RANDOM, inside_consume(buffer_, Take, &taken_));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer_));
  EXPECT_EQ(GetParam(), memguard_buffer_protection(buffer_));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer_));
  EXPECT_EQ("content", Content(buffer_));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer_));
}

INSTANTIATE_TEST_SUITE_P(Protections, Consume,
                         ::testing::Values(MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                           MEMGUARD_READ_WRITE));

}  // namespace
}  // namespace buffer_test
