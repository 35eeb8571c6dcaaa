// Readers whose every operation fails once, readers at the lock limit, and what growth leaves
// behind. On the fake system.
#include "tests/memguard/buffer/faults.h"
#include "tests/memguard/buffer/source.h"

namespace buffer_test {
namespace {

// The secret stands once in every page, so that a page that was left shows.
std::string Pages(size_t count) {
  std::string bytes(count * Page(), '.');
  for (size_t i = 0; i < count; i++) bytes.replace(i * Page(), kSize, kSecret, kSize);
  return bytes;
}

class ReadFaults : public Faults {
 protected:
  void Reader(const std::function<memguard_status(memguard_source, memguard_buffer**)>& read,
              const std::string& bytes, const std::string& content) {
    Enumerate([&](memguard_status error) {
      Source source;
      source.bytes = bytes;
      source.chunk = 1000;
      memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
      memguard_status status = Meet([&] { return read(source.Get(), &buffer); });
      EXPECT_TRUE(status == MEMGUARD_OK || Fails(error, nullptr, status));
      EXPECT_EQ(status == MEMGUARD_OK, buffer != nullptr);
      if (buffer != nullptr) {
        EXPECT_EQ(content, Content(buffer));
      } else {
        EXPECT_EQ(0u, Copies());
      }
      memguard_buffer_destroy(buffer);
      memguard_buffer_destroy(New(1));
      ExpectNothingIsLeft();
    });
  }
};

TEST_F(ReadFaults, NewRead) {
  const std::string bytes = Pages(2);
  Reader(
      [&](memguard_source source, memguard_buffer** out) {
        return memguard_buffer_new_read(context_, source, bytes.size(), out);
      },
      bytes, bytes);
}

TEST_F(ReadFaults, NewReadUntil) {
  const std::string bytes = Pages(1) + kSecret;
  Reader(
      [&](memguard_source source, memguard_buffer** out) {
        return memguard_buffer_new_read_until(context_, source, '!', SIZE_MAX, out);
      },
      bytes + "!", bytes);
}

TEST_F(ReadFaults, NewReadAll) {
  const std::string bytes = Pages(4) + kSecret;
  Reader(
      [&](memguard_source source, memguard_buffer** out) {
        return memguard_buffer_new_read_all(context_, source, SIZE_MAX, out);
      },
      bytes, bytes);
}

// At every moment each byte stands in one place, but for the moments of a move.
TEST_F(ReadFaults, GrowthLeavesNoCopies) {
  Source source;
  memguard_buffer* buffer = nullptr;
  source.bytes = Pages(9) + "the last page";
  source.chunk = Page() / 2;
  source.during = [&] {
    EXPECT_EQ(std::min<size_t>((source.at + Page() - 1) / Page(), 9), Copies()) << source.at;
  };
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_read_all(context_, source.Get(), SIZE_MAX, &buffer));
  EXPECT_EQ(9u, Copies());
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(0u, Copies());
}

// Doubling would not fit; a page more does. The failure on the way is none.
TEST_F(ReadFaults, NearTheLockLimitGrowthIsByOnePage) {
  Source source;
  memguard_buffer* buffer = nullptr;
  source.bytes = Pages(5);
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes + 11 * Page();  // 5 + 6
  fake_os_set_limits(limits);
  memcall_error before = *memcall_last_error();
  EXPECT_EQ(MEMGUARD_OK,
            memguard_buffer_new_read_all(context_, source.Get(), source.bytes.size(), &buffer));
  EXPECT_EQ(before.status, memcall_last_error()->status);
  EXPECT_EQ(5u, Copies());
  memguard_buffer_destroy(buffer);
  source.at = 0;
  source.bytes = Pages(40);
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT,
            memguard_buffer_new_read_all(context_, source.Get(), SIZE_MAX, &buffer));
  EXPECT_EQ(nullptr, buffer);
  EXPECT_EQ(0u, Copies());
}

}  // namespace
}  // namespace buffer_test
