// Threads in each other's way: readers, closers, purges.
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

class Race : public OfEveryKind {
 protected:
  // Runs each of the bodies in a thread of its own, all at once.
  static void Together(const std::vector<std::function<void()>>& bodies) {
    std::atomic<size_t> ready{0};
    std::vector<std::thread> threads;
    for (const auto& body : bodies)
      threads.emplace_back([&] {
        for (ready++; ready < bodies.size();) std::this_thread::yield();
        body();
      });
    for (std::thread& thread : threads) thread.join();
  }
};
FOR_EVERY_KIND(Race);

TEST_P(Race, AHundredThreadsAThousandTimesInsideOneSecret) {
  securememory_secret* secret = Copy(Pattern(64));
  std::atomic<int> wrong{0};
  std::vector<std::function<void()>> bodies(100, [&] {
    for (int i = 0; i < 1000; i++) {
      bool equal = false;
      if (securememory_secret_equal(secret, Pattern(64).data(), 64, &equal) != SECUREMEMORY_OK ||
          !equal)
        wrong++;
    }
  });
  Together(bodies);
  EXPECT_EQ(0, wrong);
  EXPECT_EQ(Pattern(64), Content(secret));
  securememory_secret_destroy(secret);
}

// Each access gives the true bytes or CLOSED, and close ends.
TEST_P(Race, AccessAgainstClose) {
  for (int round = 0; round < 30; round++) {
    securememory_secret* secret = Copy(Pattern(64));
    auto access = [&] {
      for (;;) {
        Bytes seen;
        securememory_status status = securememory_secret_with_bytes(secret, Keep, &seen);
        if (status == SECUREMEMORY_ERR_CLOSED) break;
        EXPECT_EQ(SECUREMEMORY_OK, status);
        EXPECT_EQ(Pattern(64), seen);
      }
    };
    auto close = [&] {
      EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, SECUREMEMORY_FOREVER));
      EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, securememory_secret_status(secret));
    };
    auto ask = [&] {
      while (securememory_secret_status(secret) == SECUREMEMORY_OK) {
        memguard_safeguards safeguards = {};
        securememory_status status = securememory_secret_safeguards(secret, &safeguards);
        EXPECT_TRUE(status == SECUREMEMORY_OK || status == SECUREMEMORY_ERR_CLOSED);
      }
    };
    Together({access, access, access, close, close, ask});
    securememory_secret_destroy(secret);
  }
  EXPECT_EQ(0u, Metrics().in_use);
}

TEST_P(Race, ReaderAgainstClose) {
  for (int round = 0; round < 30; round++) {
    securememory_secret* secret = Copy(Pattern(4096));
    securememory_reader* reader = nullptr;
    ASSERT_EQ(SECUREMEMORY_OK, securememory_reader_new(secret, &reader));
    const Bytes all = Pattern(4096);
    auto read = [&] {
      unsigned char bytes[8];
      size_t got = 0;
      securememory_status status;
      while ((status = securememory_reader_read(reader, bytes, 8, &got)) == SECUREMEMORY_OK) {
        EXPECT_EQ(8u, got);
        EXPECT_EQ(7, static_cast<unsigned char>(bytes[1] - bytes[0]));
      }
      EXPECT_TRUE(status == SECUREMEMORY_ERR_CLOSED || status == SECUREMEMORY_ERR_END);
      EXPECT_EQ(0u, got);
    };
    Together({read, read, [&] {
                EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, SECUREMEMORY_FOREVER));
              }});
    securememory_reader_destroy(reader);
    securememory_secret_destroy(secret);
  }
}

// A reader inside has its own bytes until it is out, whatever destroys the handle.
TEST_P(Race, DestroyAgainstLoans) {
  for (int round = 0; round < 50; round++) {
    securememory_secret* secret = Copy(Pattern(64));
    std::atomic<int> borrowed{0};
    auto lend = [&] {
      securememory_loan loan = {};
      ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
      borrowed++;
      while (borrowed < 4) std::this_thread::yield();
      EXPECT_EQ(Pattern(64), Bytes(loan.bytes, loan.bytes + loan.length));
      EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
    };
    auto destroy = [&] {
      while (borrowed < 3) std::this_thread::yield();
      securememory_secret_destroy(secret);
      borrowed++;
    };
    Together({lend, lend, lend, destroy});
    EXPECT_EQ(0u, Metrics().in_use);
  }
}

// A result that is OK was made with the true bytes; none is made with zeros.
TEST_P(Race, AccessAgainstPurge) {
  for (int round = 0; round < 100; round++) {
    securememory_secret* secret = Copy(Pattern(64));
    auto access = [&] {
      for (;;) {
        Bytes seen;
        securememory_status status = securememory_secret_with_bytes(secret, Keep, &seen);
        EXPECT_TRUE(seen.empty() || seen == Pattern(64)) << "inside are the true bytes";
        if (status == SECUREMEMORY_ERR_EXPIRED) break;
        EXPECT_EQ(SECUREMEMORY_OK, status);
        EXPECT_EQ(Pattern(64), seen);
      }
    };
    Together({access, access, [&] { memguard_purge(context_); }});
    EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
    securememory_secret_destroy(secret);
  }
}

// A close ends, and so does everybody's access, whichever of the two came first.
TEST_P(Race, CloseAgainstPurge) {
  for (int round = 0; round < 100; round++) {
    securememory_secret* secret = Copy(Pattern(64));
    auto access = [&] {
      for (;;) {
        Bytes seen;
        securememory_status status = securememory_secret_with_bytes(secret, Keep, &seen);
        EXPECT_TRUE(seen.empty() || seen == Pattern(64)) << "inside are the true bytes";
        if (status == SECUREMEMORY_ERR_EXPIRED || status == SECUREMEMORY_ERR_CLOSED) break;
        EXPECT_EQ(SECUREMEMORY_OK, status);
      }
    };
    auto close = [&] {
      EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, SECUREMEMORY_FOREVER));
    };
    Together({access, access, close, [&] { memguard_purge(context_); }});
    EXPECT_NE(SECUREMEMORY_OK, securememory_secret_status(secret));
    securememory_secret_destroy(secret);
  }
  EXPECT_EQ(0u, Metrics().in_use);
}

TEST_P(Race, MakersAgainstPurge) {
  std::atomic<bool> stop{false};
  auto make = [&] {
    while (!stop) {
      securememory_secret* secret = nullptr;
      securememory_status status =
          securememory_secret_new_copy(factory_, Pattern(64).data(), 64, &secret);
      EXPECT_TRUE(status == SECUREMEMORY_OK || status == SECUREMEMORY_ERR_EXPIRED);
      Bytes seen = Content(secret);
      EXPECT_TRUE(seen.empty() || seen == Pattern(64));
      securememory_secret_destroy(secret);
    }
  };
  Together({make, make, [&] {
              for (int i = 0; i < 200; i++) memguard_purge(context_);
              stop = true;
            }});
  EXPECT_EQ(0u, Metrics().in_use);
}

TEST_P(Race, TimeoutsAgainstReaders) {
  securememory_secret* secret = Copy(Pattern(64));
  std::atomic<int> ended{0};
  auto hold = [&] {
    EXPECT_EQ(SECUREMEMORY_OK, Inside(secret, [&](const unsigned char*, size_t) {
                std::this_thread::sleep_for(std::chrono::milliseconds(10));
                return 0;
              }));
    ended++;
  };
  auto close = [&] {
    while (securememory_secret_close(secret, 1) != SECUREMEMORY_OK) {
    }
    ended++;
  };
  // The readers are inside before anyone closes.
  std::thread first(hold);
  while (Metrics().opens == 0) std::this_thread::yield();
  Together({close, close, close});
  first.join();
  EXPECT_EQ(4, ended);
  securememory_secret_destroy(secret);
}

}  // namespace
