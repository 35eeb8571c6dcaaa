// fixture.h: a context for buffers, and the check that nothing of them is left when a test ends.
#ifndef TESTS_MEMGUARD_BUFFER_FIXTURE_H
#define TESTS_MEMGUARD_BUFFER_FIXTURE_H

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "memguard/bytes.h"
#include "tests/memguard/buffer/inside.h"

namespace buffer_test {

inline size_t Page() { return memcall_page_size(); }

// The call answers `status`, and the thread's last error tells of it and of the call.
inline ::testing::AssertionResult Fails(memguard_status status, const char* operation,
                                        memguard_status answered) {
  const memcall_error* error = memcall_last_error();
  if (answered != status)
    return ::testing::AssertionFailure() << "answered " << memguard_status_name(answered);
  if (static_cast<int>(error->status) != status)
    return ::testing::AssertionFailure() << "recorded status " << error->status;
  if (operation != nullptr && strcmp(operation, error->operation) != 0)
    return ::testing::AssertionFailure() << "recorded operation " << error->operation;
  if (error->text == nullptr || error->text[0] == '\0')
    return ::testing::AssertionFailure() << "recorded no sentence";
  return ::testing::AssertionSuccess();
}

// An account that may lock nothing still runs every test that is not about locking.
class BufferTest : public ::testing::Test {
 protected:
  void SetUp() override { Open(memguard_options_relaxed()); }

  // For death tests: a forked child has no parent's buffers, so the test starts anew in a process
  // of its own.
  static void DieAnew() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }

  void TearDown() override {
    EXPECT_EQ(0u, inside_live(context_));
    EXPECT_EQ(0u, Charged());
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }

  void Open(const memguard_options& options) {
    if (context_ != nullptr) {
      ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    }
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_)) << memcall_last_error()->text;
  }

  // To the lock budget, but for what waits to be used again.
  size_t Charged() const {
    inside_trim(context_);
    return inside_charged(context_);
  }

  // As many buffers come and go as make the oldest mapping of their size due to be used again.
  void FillQuarantine(size_t size) {
    size_t pages = (size + Page() - 1) / Page();
    std::vector<memguard_buffer*> buffers;
    for (size_t i = 0; i < inside_wait() / pages; i++) buffers.push_back(New(size));
    for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
  }

  memguard_buffer* New(size_t size) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, size, &buffer))
        << memcall_last_error()->operation << ": " << memcall_last_error()->text;
    return buffer;
  }

  memguard_buffer* NewCopy(const std::string& content) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK,
              memguard_buffer_new_copy(context_, content.data(), content.size(), &buffer))
        << memcall_last_error()->operation << ": " << memcall_last_error()->text;
    return buffer;
  }

  static std::string Content(const memguard_buffer* buffer) {
    std::string content(memguard_buffer_size(buffer), '?');
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_read(buffer, 0, &content[0], content.size()));
    return content;
  }

  memguard_context* context_ = nullptr;
};

inline bool IsZero(const void* bytes, size_t size) {
  const unsigned char* byte = static_cast<const unsigned char*>(bytes);
  for (size_t i = 0; i < size; i++)
    if (byte[i] != 0) return false;
  return true;
}

inline bool IsZero(const std::string& bytes) { return IsZero(bytes.data(), bytes.size()); }

}  // namespace buffer_test

#endif
