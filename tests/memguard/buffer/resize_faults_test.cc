// A change of size whose every operation fails once: all is as it was, or as it was wanted; and
// nothing of the content stays on pages that it left. On the fake system.
#include "tests/memguard/buffer/faults.h"

namespace buffer_test {
namespace {

class ResizeFaults : public Faults {};

TEST_F(ResizeFaults, Resize) {
  for (size_t size : {size_t{100}, 3 * Page()}) {
    Enumerate([&](memguard_status error) {
      memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
      memguard_status status = Meet([&] { return memguard_buffer_resize(buffer, size); });
      EXPECT_TRUE(status == MEMGUARD_OK || Fails(error, nullptr, status));
      EXPECT_EQ(status == MEMGUARD_OK ? size : kSize, memguard_buffer_size(buffer));
      EXPECT_EQ(std::string(kSecret, kSize), Content(buffer).substr(0, kSize));
      EXPECT_EQ(MEMGUARD_READ_WRITE, memguard_buffer_protection(buffer));
      EXPECT_EQ(1u, Copies());
      EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
      EXPECT_FALSE(inside_is_held(buffer));
      memguard_buffer_destroy(buffer);
      memguard_buffer_destroy(New(1));
      ExpectNothingIsLeft();
    });
  }
}

TEST_F(ResizeFaults, AtTheLockLimitTheBufferIsIntact) {
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes + Page();
  fake_os_set_limits(limits);
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_buffer_resize(buffer, 2 * Page()));
  EXPECT_EQ(std::string(kSecret, kSize), Content(buffer));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_resize(buffer, Page()));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_resize(buffer, kSize)) << "the first page waits, and went";
  EXPECT_EQ(std::string(kSecret, kSize), Content(buffer));
  memguard_buffer_destroy(buffer);
}

TEST_F(ResizeFaults, AForkedChildsAnswerIsForked) {
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_resize(buffer, 100));
  memguard_buffer_destroy(buffer);
  Remember();
}

}  // namespace
}  // namespace buffer_test
