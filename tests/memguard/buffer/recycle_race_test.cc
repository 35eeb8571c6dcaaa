// Buffers that come and go in two threads, their pages used again by each other, while a third
// gives back what waits, verifies and purges. On the real system.
#include <atomic>
#include <thread>

#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"
#include "tests/memguard/buffer/source.h"

namespace buffer_test {
namespace {

constexpr int kRounds = 1500;

class RecycleRace : public BufferTest {
 protected:
  void Beside(const std::function<void()>& act, const std::function<void(int)>& round) {
    std::atomic<int> left{2};
    auto work = [&] {
      for (int i = 0; i < kRounds; i++) round(i);
      left--;
    };
    std::thread one(work), two(work);
    while (left > 0) {
      act();
      std::this_thread::yield();
    }
    one.join();
    two.join();
  }
};

// What is handed out is zero and nobody else's.
TEST_F(RecycleRace, NobodyMeetsAnothersContent) {
  int turn = 0;
  Beside(
      [&] {
        if (turn++ % 50 == 0) inside_trim(context_);
        EXPECT_EQ(MEMGUARD_OK, inside_verify(context_));
      },
      [this](int i) {
        size_t size = i % 7 == 0 ? Page() + 1 : 32;
        memguard_buffer* buffer = New(size);
        unsigned char* data = memguard_buffer_mutable_data(buffer);
        ASSERT_TRUE(IsZero(data, size));
        memset(data, i & 0xff, size);
        std::this_thread::yield();
        ASSERT_EQ(std::string(size, static_cast<char>(i & 0xff)), Content(buffer));
        ASSERT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
        memguard_buffer_destroy(buffer);
      });
}

// Each call answers OK or EXPIRED, and content is whole or gone.
TEST_F(RecycleRace, ChangesOfSizeAndReadersBesidePurges) {
  Beside(
      [&] {
        memguard_purge(context_);
        EXPECT_EQ(MEMGUARD_OK, inside_verify(context_));
      },
      [this](int i) {
        Source source;
        source.bytes = std::string(Page() + 10, static_cast<char>('a' + i % 26));
        memguard_buffer* buffer = nullptr;
        memguard_status status =
            memguard_buffer_new_read_all(context_, source.Get(), SIZE_MAX, &buffer);
        ASSERT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED) << status;
        if (buffer == nullptr) return;
        status = memguard_buffer_melt(buffer);
        if (status == MEMGUARD_OK) status = memguard_buffer_resize(buffer, 20);
        char bytes[20] = {};
        if (status == MEMGUARD_OK) status = memguard_buffer_read(buffer, 0, bytes, sizeof bytes);
        ASSERT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED) << status;
        if (status == MEMGUARD_OK) {
          ASSERT_EQ(source.bytes.substr(0, 20), std::string(bytes, 20));
        }
        memguard_buffer_destroy(buffer);
      });
}

}  // namespace
}  // namespace buffer_test
