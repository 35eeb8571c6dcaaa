// Purges at any moment of any call: what is answered OK is right, nothing comes out after EXPIRED,
// and nothing of the plaintext is left where the calls put it.
#include <atomic>
#include <chrono>
#include <thread>

#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Giver;
using stream_test::IsZero;
using stream_test::Secret;
using stream_test::Taker;

class PurgeRaceTest : public stream_test::StreamTest {
 protected:
  using Clock = std::chrono::steady_clock;

  static void Delay(std::chrono::nanoseconds time) {
    for (Clock::time_point end = Clock::now() + time; Clock::now() < end;) continue;
  }

  // Round after round: `act` on a new stream that holds the secret, and a purge at some moment of it.
  template <typename Act>
  void Race(Act act) {
    std::atomic<int> round{0}, purged{0};
    std::thread purger([&] {
      for (int i = 1;; i++) {
        while (round != i && round >= 0) std::this_thread::yield();
        if (round < 0) return;
        Delay(std::chrono::nanoseconds(i % 128 * 150));
        memguard_purge(context_);
        purged = i;
      }
    });
    const Clock::time_point end = Clock::now() + std::chrono::milliseconds(1500);
    for (int i = 1; i <= 6000 && Clock::now() < end && !HasFailure(); i++) {
      Make(kChunk);
      Put(secret_);
      round = i;
      act();
      while (purged < i) std::this_thread::yield();
      EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_stream_status(stream_));
    }
    round = -1;
    purger.join();
    RecordProperty("ok", ok_);
    RecordProperty("expired", expired_);
    if (expired_ == 0) GTEST_SKIP() << "no purge met a call: a CPU too few, or too busy";
  }

  // True when the call was OK.
  bool Judge(memguard_status status) {
    (status == MEMGUARD_OK ? ok_ : expired_)++;
    EXPECT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED)
        << memguard_status_name(status);
    return status == MEMGUARD_OK;
  }

  const std::string secret_ = Secret(3 * kChunk);
  int ok_ = 0, expired_ = 0;
};

TEST_F(PurgeRaceTest, Read) {
  for (size_t piece : {size_t{100}, size_t{3000}}) {
    Race([&] {
      std::string bytes(piece, '\0');
      for (size_t at = 0, got = 0; at < secret_.size(); at += got) {
        memguard_status status = memguard_stream_read(stream_, &bytes[0], piece, &got);
        if (!Judge(status)) {
          EXPECT_EQ(0u, got);
          EXPECT_TRUE(at != 0 && piece == 100 ? true : IsZero(bytes.data(), piece));
          return;
        }
        ASSERT_EQ(0, memcmp(bytes.data(), secret_.data() + at, got)) << "at " << at;
        if (piece == 100) std::fill(bytes.begin(), bytes.end(), '\0');
      }
    });
  }
}

TEST_F(PurgeRaceTest, ReadAll) {
  Race([&] {
    memguard_buffer* out = nullptr;
    if (Judge(memguard_stream_read_all(stream_, &out))) {
      EXPECT_EQ(0u, Size());
    }
    memguard_buffer_destroy(out);
  });
}

TEST_F(PurgeRaceTest, Write) {
  Race([&] {
    std::string bytes = secret_;
    bool ok = Judge(memguard_stream_write(stream_, &bytes[0], bytes.size()));
    EXPECT_EQ(ok, IsZero(bytes.data(), bytes.size()));
  });
}

TEST_F(PurgeRaceTest, Fill) {
  Race([&] {
    Giver giver{secret_, 400};
    size_t moved = 99;
    if (!Judge(memguard_stream_fill(stream_, giver.source(), SIZE_MAX, &moved))) {
      EXPECT_EQ(0u, moved);
    }
  });
}

TEST_F(PurgeRaceTest, Drain) {
  Race([&] {
    Taker taker;
    size_t moved = 99;
    (void)Judge(memguard_stream_drain(stream_, taker.sink(), &moved));
    EXPECT_EQ(secret_.substr(0, moved), taker.text.substr(0, moved));
  });
}

}  // namespace
