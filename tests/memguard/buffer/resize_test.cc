// Buffers that change their size.
#include <cstdint>

#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

std::string Letters(size_t size) {
  std::string letters(size, 'a');
  for (size_t i = 0; i < size; i++) letters[i] = static_cast<char>('a' + i % 23);
  return letters;
}

class Resize : public BufferTest {
 protected:
  memguard_buffer* NewLetters(size_t size) {
    memguard_buffer* buffer = NewCopy(Letters(size));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_melt(buffer));
    return buffer;
  }
};

TEST_F(Resize, KeepsWhatFitsAndZeroesWhatIsNew) {
  const size_t kSizes[] = {1, 16, 100, Page() - 1, Page(), Page() + 1, 3 * Page()};
  for (size_t from : kSizes) {
    for (size_t to : kSizes) {
      memguard_buffer* buffer = NewLetters(from);
      const unsigned char* before = memguard_buffer_data(buffer);
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_resize(buffer, to)) << from << " to " << to;
      EXPECT_NE(before, memguard_buffer_data(buffer));
      EXPECT_EQ(to, memguard_buffer_size(buffer));
      EXPECT_EQ(MEMGUARD_READ_WRITE, memguard_buffer_protection(buffer));
      std::string wanted = Letters(from);
      wanted.resize(to, '\0');
      EXPECT_EQ(wanted, Content(buffer)) << from << " to " << to;
      EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
      EXPECT_EQ(1u, inside_live(context_));
      memguard_buffer_destroy(buffer);
    }
  }
}

TEST_F(Resize, KeepsTheAlignment) {
  memguard_buffer* buffer = nullptr;
  for (size_t alignment : {size_t{64}, 8 * Page()}) {
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_aligned(context_, 10, alignment, &buffer));
    for (size_t size : {size_t{100}, Page(), 2 * Page() + 1}) {
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_resize(buffer, size));
      EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(memguard_buffer_data(buffer)) % alignment);
    }
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(Resize, IsRefusedUnlessWritable) {
  for (memguard_protection protection : {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY}) {
    memguard_buffer* buffer = NewLetters(10);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    EXPECT_TRUE(
        Fails(MEMGUARD_ERR_ACCESS, "memguard_buffer_resize", memguard_buffer_resize(buffer, 20)));
    EXPECT_EQ(10u, memguard_buffer_size(buffer));
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(Resize, ArgumentsAreCheckedAndNothingChanges) {
  memguard_buffer* buffer = NewLetters(10);
  const unsigned char* data = memguard_buffer_data(buffer);
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_buffer_resize(nullptr, 10));
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_resize", memguard_buffer_resize(buffer, 0)));
  EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, memguard_buffer_resize(buffer, SIZE_MAX - Page()));
  EXPECT_NE(MEMGUARD_OK, memguard_buffer_resize(buffer, SIZE_MAX / 2));
  EXPECT_EQ(data, memguard_buffer_data(buffer));
  EXPECT_EQ(Letters(10), Content(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(Resize, VoidBuffersAnswerExpired) {
  memguard_buffer* buffer = NewLetters(10);
  memguard_purge(context_);
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_EXPIRED, "memguard_buffer_resize", memguard_buffer_resize(buffer, 20)));
  memguard_buffer_destroy(buffer);
}

// Purge finds it where it is now, and what it was on is nobody's.
TEST_F(Resize, PurgeReachesTheNewPages) {
  for (auto act : {memguard_purge_all, memguard_emergency_wipe}) {
    memguard_buffer* buffer = NewLetters(10);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_resize(buffer, 3 * Page()));
    act();
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(Resize, ABrokenCanaryIsTold) {
  memguard_violation seen = {};
  memguard_options options = memguard_options_relaxed();
  options.on_violation = [](const memguard_violation* what, void* user) {
    *static_cast<memguard_violation*>(user) = *what;
  };
  options.on_violation_user = &seen;
  Open(options);
  memguard_buffer* buffer = NewLetters(10);
  memguard_buffer_mutable_data(buffer)[-1] ^= 1;
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_CORRUPT, "memguard_buffer_resize", memguard_buffer_resize(buffer, 20)));
  EXPECT_EQ(MEMGUARD_VIOLATION_UNDERFLOW, seen.kind);
  EXPECT_STREQ("memguard_buffer_resize", seen.function);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer)) << "the context was wiped";
  memguard_buffer_destroy(buffer);
}

}  // namespace
}  // namespace buffer_test
