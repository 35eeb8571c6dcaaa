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
    EXPECT_STREQ(status == MEMGUARD_OK ? kContent : "", bytes);
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

// One buffer, many threads: its calls take turns, so that none meets pages without access. It is
// large, so that a copy takes long enough to be met.
TEST_F(Race, OneBufferInManyHands) {
  const std::string content(64 * Page(), 'c');
  memguard_buffer* buffer = NewCopy(content);
  auto protect = [buffer] {
    for (int i = 0; i < kRounds; i++) {
      memguard_status status =
          memguard_buffer_protect(buffer, static_cast<memguard_protection>(1 + i % 3));
      EXPECT_EQ(MEMGUARD_OK, status);
    }
  };
  auto use = [buffer, &content] {
    std::string bytes(content.size(), '?');
    for (int i = 0; i < kRounds; i++) {
      bool equal;
      memguard_status read = memguard_buffer_read(buffer, 0, &bytes[0], bytes.size());
      memguard_status written =
          memguard_buffer_write_copy(buffer, 0, content.data(), content.size());
      memguard_status compared =
          memguard_buffer_equal(buffer, content.data(), content.size(), &equal);
      for (memguard_status status : {read, written, compared})
        EXPECT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_ACCESS);
    }
  };
  Run({protect, use, protect, use}, {});
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
  memguard_buffer_destroy(buffer);
}

// A read that a purge overlaps hands out nothing, however far the copy had come.
TEST_F(Race, WhatAPurgeOverlapsIsNotHandedOut) {
  const std::string content(64 * Page(), 'c');
  auto read = [this, &content] {
    for (int i = 0; i < kRounds; i++) {
      std::string bytes(content.size(), '?');
      memguard_buffer* buffer = nullptr;
      memguard_status made =
          memguard_buffer_new_copy(context_, content.data(), content.size(), &buffer);
      if (made != MEMGUARD_OK) continue;
      memguard_status status = memguard_buffer_read(buffer, 0, &bytes[0], bytes.size());
      bool untouched = bytes == std::string(content.size(), '?');
      EXPECT_TRUE(status == MEMGUARD_OK ? bytes == content : untouched || IsZero(bytes));
      memguard_buffer_destroy(buffer);
    }
  };
  Run({read, read}, {Purging()});
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
