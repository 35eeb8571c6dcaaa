// A wipe between any two instructions of a call: a timer's signal handler wipes, on however few
// CPUs. What a call answers is right, and what stands open afterwards is nothing.
#include <signal.h>
#include <sys/time.h>

#include <chrono>

#include "memguard/process.h"
#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Giver;
using stream_test::IsZero;
using stream_test::Secret;
using stream_test::Taker;

void Wipe(int) { memguard_emergency_wipe(); }

class InterruptedTest : public stream_test::StreamTest {
 protected:
  void SetUp() override {
    StreamTest::SetUp();
    struct sigaction action = {};
    action.sa_handler = Wipe;
    action.sa_flags = SA_RESTART;
    ASSERT_EQ(0, sigaction(SIGALRM, &action, &before_));
  }

  void TearDown() override {
    sigaction(SIGALRM, &before_, nullptr);
    StreamTest::TearDown();
  }

  // One signal, after so many microseconds; 0: none.
  static void SetTimer(int microseconds) {
    const struct itimerval once = {{0, 0}, {0, microseconds}};
    ASSERT_EQ(0, setitimer(ITIMER_REAL, &once, nullptr));
  }

  // New streams that hold the secret, one after the other, for `act`; and a wipe at some moment of
  // it, but for some that are left in peace.
  template <typename Act>
  void Interrupt(Act act) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1500);
    for (int i = 0; std::chrono::steady_clock::now() < end && !HasFailure(); i++) {
      Make(kChunk);
      Put(secret_);
      SetTimer(i % 16 == 0 ? 0 : 1 + i * 7 % 100);
      act();
      SetTimer(0);
    }
    EXPECT_GT(expired_, 0) << "no signal met a call";
    EXPECT_GT(ok_, 0);
  }

  // True when the call was OK.
  bool Judge(memguard_status status) {
    (status == MEMGUARD_OK ? ok_ : expired_)++;
    EXPECT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED)
        << memguard_status_name(status);
    if (status != MEMGUARD_OK) ExpectNothingOpen();
    return status == MEMGUARD_OK;
  }

  void ExpectNothingOpen() {
    size_t size = 0;
    const unsigned char* window = stream_window(stream_, &size);
    EXPECT_TRUE(IsZero(window, size));
  }

  struct sigaction before_ = {};
  const std::string secret_ = Secret(3 * kChunk);
  int ok_ = 0, expired_ = 0;
};

TEST_F(InterruptedTest, Read) {
  for (size_t piece : {size_t{100}, size_t{1700}, size_t{3000}}) {
    ok_ = expired_ = 0;
    Interrupt([&] {
      std::string bytes(piece, '\0');
      for (size_t at = 0, got = 0; at < secret_.size(); at += got) {
        std::fill(bytes.begin(), bytes.end(), '\0');
        if (!Judge(memguard_stream_read(stream_, &bytes[0], piece, &got))) {
          EXPECT_TRUE(got == 0 && IsZero(bytes.data(), piece));
          return;
        }
        ASSERT_EQ(0, memcmp(bytes.data(), secret_.data() + at, got)) << "at " << at;
      }
    });
  }
}

TEST_F(InterruptedTest, ReadAll) {
  Interrupt([&] {
    memguard_buffer* out = nullptr;
    bool ok = Judge(memguard_stream_read_all(stream_, &out));
    EXPECT_EQ(ok, out != nullptr);
    memguard_buffer_destroy(out);
  });
}

TEST_F(InterruptedTest, Write) {
  Interrupt([&] {
    std::string bytes = secret_;
    bool ok = Judge(memguard_stream_write(stream_, &bytes[0], bytes.size()));
    EXPECT_TRUE(ok ? IsZero(bytes.data(), bytes.size()) : bytes == secret_);
    for (size_t nth = 1; nth < stream_chunks(stream_); nth++)
      EXPECT_EQ(enclave_epoch_of(stream_enclave(stream_, 0)),
                enclave_epoch_of(stream_enclave(stream_, nth)))
          << "some of it was void as it was written";
  });
}

TEST_F(InterruptedTest, Fill) {
  Interrupt([&] {
    Giver giver{secret_, 400};
    size_t moved = 99;
    bool ok = Judge(memguard_stream_fill(stream_, giver.source(), SIZE_MAX, &moved));
    EXPECT_EQ(ok ? secret_.size() : 0u, moved);
  });
}

TEST_F(InterruptedTest, Drain) {
  Interrupt([&] {
    Taker taker;
    size_t moved = 99;
    (void)Judge(memguard_stream_drain(stream_, taker.sink(), &moved));
    EXPECT_EQ(secret_.substr(0, moved), taker.text.substr(0, moved));
  });
}

}  // namespace
