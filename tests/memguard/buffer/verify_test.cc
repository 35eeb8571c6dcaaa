// What a context asks of all its buffers: their canaries, and their numbers.
#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

class All : public BufferTest {
 protected:
  memguard_stats Stats() const;
};

TEST_F(All, VerifyFindsABrokenCanaryWhateverTheAccess) {
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    memguard_buffer *whole = NewCopy("whole"), *broken = New(10);
    memcall_error before = *memcall_last_error();
    EXPECT_EQ(MEMGUARD_OK, inside_verify(context_));
    unsigned char* byte = memguard_buffer_mutable_data(broken) - 1;
    *byte ^= 1;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(broken, protection));
    EXPECT_EQ(MEMGUARD_ERR_CORRUPT, inside_verify(context_));
    EXPECT_EQ(before.status, memcall_last_error()->status) << "the context reports it";
    EXPECT_EQ(protection, memguard_buffer_protection(broken)) << "as it was";
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_melt(broken));
    *byte ^= 1;
    EXPECT_EQ(MEMGUARD_OK, inside_verify(context_));
    memguard_buffer_destroy(broken);
    memguard_buffer_destroy(whole);
  }
}

TEST_F(All, VerifySkipsWhatIsVoid) {
  memguard_buffer* buffer = NewCopy("secret");
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_OK, inside_verify(context_));
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(MEMGUARD_OK, inside_verify(context_)) << "and what waits to be used again";
}

memguard_stats All::Stats() const {
  memguard_stats stats = {};
  stats.struct_size = sizeof stats;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_stats(context_, &stats));
  return stats;
}

TEST_F(All, CountsAreOfObjects) {
  memguard_buffer* none = nullptr;
  std::vector<memguard_buffer*> buffers;
  for (int i = 0; i < 5; i++) buffers.push_back(NewCopy("secret"));
  for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
  memguard_stats stats = Stats();
  EXPECT_EQ(5u, stats.allocations);
  EXPECT_EQ(5u, stats.peak);
  EXPECT_EQ(0u, stats.failures);
  EXPECT_NE(MEMGUARD_OK, memguard_buffer_new(context_, SIZE_MAX / 2, &none));
  EXPECT_EQ(1u, Stats().failures);
  memguard_buffer* buffer = NewCopy("secret");
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_melt(buffer));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_resize(buffer, 100));
  stats = Stats();
  EXPECT_EQ(6u, stats.allocations) << "a change of size makes none";
  EXPECT_EQ(5u, stats.peak);
  memguard_buffer_destroy(buffer);
}

TEST_F(All, CountsAreOfMemory) {
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  memguard_options options = memguard_options_relaxed();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
  memguard_buffer* buffer = New(1);
  size_t one = inside_mapped(context_);
  EXPECT_GE(one, Page());
  EXPECT_LE(one, 3 * Page()) << "its page and two guards";
  uint64_t calls = Stats().system_calls;
  EXPECT_GT(calls, 0u);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
  EXPECT_EQ(calls + 1, Stats().system_calls);
  memguard_buffer* other = New(1);
  EXPECT_EQ(2 * one, inside_mapped(context_));
  memguard_buffer_destroy(other);
  memguard_buffer_destroy(buffer);
  inside_trim(context_);
  EXPECT_EQ(0u, inside_mapped(context_));
}

}  // namespace
}  // namespace buffer_test
