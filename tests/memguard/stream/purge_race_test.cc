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

  // New streams that hold the secret, one after the other, for `act`; and purges all the while.
  template <typename Act>
  void Race(Act act) {
    std::atomic<bool> over{false};
    std::thread purger([&] {
      for (int i = 0; !over; i++) {
        const Clock::time_point end = Clock::now() + std::chrono::nanoseconds(i % 128 * 777);
        while (Clock::now() < end) continue;
        memguard_purge(context_);
      }
    });
    const Clock::time_point end = Clock::now() + std::chrono::seconds(2);
    while (Clock::now() < end && !HasFailure())
      if (HasNewStream()) act();
    over = true;
    purger.join();
    RecordProperty("ok", ok_);
    RecordProperty("expired", expired_);
    EXPECT_GT(ok_, 0);
    if (expired_ == 0) GTEST_SKIP() << "no purge met a call: a CPU too few, or too busy";
  }

  bool HasNewStream() {
    memguard_stream_destroy(stream_);
    stream_ = nullptr;
    memguard_status status = memguard_stream_new(context_, kChunk, &stream_);
    if (status == MEMGUARD_OK)
      status = memguard_stream_write_copy(stream_, secret_.data(), secret_.size());
    EXPECT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED);
    return status == MEMGUARD_OK;
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
    bool ok = Judge(memguard_stream_read_all(stream_, &out));
    EXPECT_EQ(ok, out != nullptr);
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

// A writer and a reader of one stream, with the purge between them: what the reader gets is what was
// written, from the beginning on, and both find the end of it.
TEST_F(PurgeRaceTest, AWriterAndAReader) {
  Race([&] {
    std::atomic<bool> written{false};
    std::thread writer([&] {
      for (int i = 0; i < 8; i++)
        if (memguard_stream_write_copy(stream_, secret_.data(), secret_.size()) != MEMGUARD_OK)
          break;
      written = true;
    });
    std::string bytes(700, '\0');
    size_t at = 0, got = 0;
    memguard_status status = MEMGUARD_OK;
    for (; status == MEMGUARD_OK || (status == MEMGUARD_ERR_END && !written); at += got) {
      status = memguard_stream_read(stream_, &bytes[0], bytes.size(), &got);
      for (size_t i = 0; i < got; i++)
        if (bytes[i] != secret_[(at + i) % secret_.size()]) ADD_FAILURE() << "at " << at + i;
    }
    writer.join();
    if (status != MEMGUARD_ERR_END) (void)Judge(status);
    ok_ += status == MEMGUARD_ERR_END;
  });
}

}  // namespace
