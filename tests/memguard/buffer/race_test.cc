// Buffers used by several threads while others purge, on the real system: no call may fault, wait
// for ever, or answer with content that was voided.
#include <atomic>
#include <functional>
#include <thread>

#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

const char kContent[] = "0123456789abcdef";
constexpr int kRounds = 400;

bool IsOkOrExpired(memguard_status status) {
  return status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED;
}

class Race : public BufferTest {
 protected:
  // Runs the work in threads of its own, beside whoever purges until they are done.
  void Run(const std::vector<std::function<void()>>& work,
           const std::vector<std::function<void()>>& purgers) {
    std::atomic<bool> done{false};
    std::vector<std::thread> workers, others;
    for (const auto& purge : purgers) {
      others.emplace_back([&done, purge] {
        while (!done) {
          purge();
          std::this_thread::yield();
        }
      });
    }
    for (const auto& act : work) workers.emplace_back(act);
    for (std::thread& worker : workers) worker.join();
    done = true;
    for (std::thread& other : others) other.join();
  }

  std::function<void()> Purging() {
    return [this] { memguard_purge(context_); };
  }

  // A life of a buffer; every answer is one of the two, and what is read is what was written.
  void Live() {
    memguard_buffer* buffer = nullptr;
    memguard_status status = memguard_buffer_new_copy(context_, kContent, sizeof kContent, &buffer);
    ASSERT_TRUE(IsOkOrExpired(status)) << memcall_last_error()->text;
    ASSERT_EQ(status == MEMGUARD_OK, buffer != nullptr);
    if (buffer == nullptr) return;
    char bytes[sizeof kContent] = {};
    status = memguard_buffer_read(buffer, 0, bytes, sizeof bytes);
    ASSERT_TRUE(IsOkOrExpired(status));
    if (status == MEMGUARD_OK)
      EXPECT_STREQ(kContent, bytes);
    else
      EXPECT_TRUE(IsZero(bytes, sizeof bytes));
    for (memguard_protection protection :
         {MEMGUARD_NO_ACCESS, MEMGUARD_READ_WRITE, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE})
      ASSERT_TRUE(IsOkOrExpired(memguard_buffer_protect(buffer, protection)));
    ASSERT_TRUE(IsOkOrExpired(memguard_buffer_write(buffer, 0, bytes, sizeof bytes)));
    ASSERT_TRUE(IsOkOrExpired(memguard_buffer_verify(buffer)));
    ASSERT_TRUE(IsOkOrExpired(memguard_buffer_scramble(buffer)));
    ASSERT_TRUE(IsOkOrExpired(memguard_buffer_wipe(buffer)));
    memguard_buffer_destroy(buffer);
  }

  std::function<void()> Living() {
    return [this] {
      for (int i = 0; i < kRounds && !HasFatalFailure(); i++) Live();
    };
  }
};

TEST_F(Race, LivesBesideAPurge) { Run({Living(), Living()}, {Purging()}); }

TEST_F(Race, LivesBesideTwoPurgesAtOnce) { Run({Living(), Living()}, {Purging(), Purging()}); }

TEST_F(Race, LivesBesideAnEmergencyWipeAndAPurge) {
  Run({Living(), Living()}, {memguard_emergency_wipe, Purging()});
}

// One buffer, many threads: its calls take turns, so that none meets pages without access.
TEST_F(Race, OneBufferInManyHands) {
  memguard_buffer* buffer = NewCopy(kContent);
  auto protect = [buffer] {
    for (int i = 0; i < kRounds; i++) {
      memguard_status status =
          memguard_buffer_protect(buffer, static_cast<memguard_protection>(1 + i % 3));
      EXPECT_EQ(MEMGUARD_OK, status);
    }
  };
  auto use = [buffer] {
    for (int i = 0; i < kRounds; i++) {
      char bytes[8];
      bool equal;
      memguard_status read = memguard_buffer_read(buffer, 1, bytes, sizeof bytes);
      memguard_status written = memguard_buffer_write_copy(buffer, 1, "bytes...", 8);
      memguard_status compared = memguard_buffer_equal(buffer, kContent, 16, &equal);
      for (memguard_status status : {read, written, compared})
        EXPECT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_ACCESS);
    }
  };
  Run({protect, use, protect, use}, {});
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
  memguard_buffer_destroy(buffer);
}

// The second purge may find the first one at work, but when it returns the content is gone.
TEST_F(Race, WhenAPurgeReturnsEverythingIsGone) {
  for (int round = 0; round < 20; round++) {
    std::vector<memguard_buffer*> buffers;
    for (int i = 0; i < 30; i++) {
      buffers.push_back(NewCopy(kContent));
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffers.back(),
                                                     static_cast<memguard_protection>(1 + i % 3)));
    }
    auto purge_and_look = [&] {
      memguard_purge(context_);
      for (memguard_buffer* buffer : buffers)
        EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    };
    Run({purge_and_look, purge_and_look}, {});
    for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
  }
}

}  // namespace
}  // namespace buffer_test
