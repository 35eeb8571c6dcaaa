// Readers: partial reads, the end, and what becomes of them when the secret ends.
#include <atomic>
#include <map>
#include <thread>

#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;

class Reader : public OfEveryKind {
 protected:
  securememory_reader* Of(securememory_secret* secret) {
    securememory_reader* reader = nullptr;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_reader_new(secret, &reader));
    return reader;
  }
  // The next bytes; the status of the read goes to status_.
  Bytes Next(securememory_reader* reader, size_t capacity) {
    Bytes bytes(capacity);
    size_t got = 99;
    status_ = securememory_reader_read(reader, bytes.data(), capacity, &got);
    bytes.resize(got);
    return bytes;
  }
  Bytes Part(size_t from, size_t to) {
    Bytes all = Pattern(to);
    return Bytes(all.begin() + static_cast<ptrdiff_t>(from), all.end());
  }
  securememory_status status_ = SECUREMEMORY_OK;
};
FOR_EVERY_KIND(Reader);

TEST_P(Reader, GivesTheLastBytesWithOkAndThenTheEnd) {
  for (size_t step : {1u, 3u, 4u, 5u, 8u, 9u}) {
    securememory_secret* secret = Copy(Pattern(8));
    securememory_reader* reader = Of(secret);
    for (size_t at = 0; at < 8; at += step) {
      EXPECT_EQ(Part(at, std::min<size_t>(8, at + step)), Next(reader, step));
      EXPECT_EQ(SECUREMEMORY_OK, status_);
    }
    for (int i = 0; i < 2; i++) {
      EXPECT_EQ(Bytes(), Next(reader, step));
      EXPECT_EQ(SECUREMEMORY_ERR_END, status_);
    }
    securememory_reader_destroy(reader);
    securememory_secret_destroy(secret);
  }
}

// Whoever is inside may enter again while the secret ends, for no byte as for some.
TEST_P(Reader, GivesThoseInsideNothingAndSomethingAlike) {
  securememory_secret* secret = Copy(Pattern(8));
  securememory_reader* reader = Of(secret);
  securememory_loan loan;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret, &loan));
  securememory_secret_destroy(secret);
  for (size_t step : {0u, 4u, 0u}) {
    EXPECT_EQ(step, Next(reader, step).size());
    EXPECT_EQ(SECUREMEMORY_OK, status_);
  }
  std::thread([&] {
    EXPECT_EQ(0u, Next(reader, 0).size());
    EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, status_) << "another thread is not inside";
  }).join();
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  EXPECT_EQ(0u, Next(reader, 0).size());
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, status_);
  securememory_reader_destroy(reader);
}

TEST_P(Reader, EachHasItsOwnOffset) {
  securememory_secret* secret = Copy(Pattern(8));
  securememory_reader *one = Of(secret), *two = Of(secret);
  EXPECT_EQ(Part(0, 5), Next(one, 5));
  EXPECT_EQ(Part(0, 3), Next(two, 3));
  EXPECT_EQ(Part(5, 8), Next(one, 5));
  EXPECT_EQ(Part(3, 8), Next(two, 9));
  securememory_reader_destroy(one);
  securememory_reader_destroy(two);
  securememory_secret_destroy(secret);
}

TEST_P(Reader, ZeroBytesAreOk) {
  securememory_secret* secret = Copy(Pattern(8));
  securememory_reader* reader = Of(secret);
  size_t got = 5;
  EXPECT_EQ(SECUREMEMORY_OK, securememory_reader_read(reader, nullptr, 0, &got));
  EXPECT_EQ(0u, got);
  EXPECT_EQ(Part(0, 8), Next(reader, 8));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_reader_read(reader, nullptr, 0, &got));
  securememory_reader_destroy(reader);
  securememory_secret_destroy(secret);
}

TEST_P(Reader, InvalidArguments) {
  securememory_secret* secret = Copy(Pattern(8));
  securememory_reader *reader = Of(secret), *none = reader;
  unsigned char bytes[4];
  size_t got = 5;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_reader_new(nullptr, &none));
  EXPECT_EQ(nullptr, none);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_reader_new(secret, nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_reader_read(nullptr, bytes, 4, &got));
  EXPECT_EQ(0u, got);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_reader_read(reader, nullptr, 4, &got));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_reader_read(reader, bytes, 4, nullptr));
  securememory_reader_destroy(nullptr);
  securememory_reader_destroy(reader);
  securememory_secret_destroy(secret);
}

TEST_P(Reader, AnswersClosedAfterCloseAndDestroy) {
  securememory_secret* secret = Copy(Pattern(8));
  securememory_reader* reader = Of(secret);
  EXPECT_EQ(Part(0, 3), Next(reader, 3));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(secret, 0));
  EXPECT_EQ(Bytes(), Next(reader, 3));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, status_);
  securememory_secret_destroy(secret);
  EXPECT_EQ(Bytes(), Next(reader, 3));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, status_);
  EXPECT_EQ(SECUREMEMORY_ERR_BUSY, securememory_factory_destroy(factory_));
  securememory_reader_destroy(reader);
}

TEST_P(Reader, AnswersExpiredAfterAPurge) {
  securememory_secret* secret = Copy(Pattern(8));
  securememory_reader* reader = Of(secret);
  memguard_purge(context_);
  EXPECT_EQ(Bytes(), Next(reader, 3));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, status_);
  securememory_reader_destroy(reader);
  securememory_secret_destroy(secret);
}

TEST_P(Reader, ManyThreadsShareOneAndEachByteGoesToOneOfThem) {
  const size_t kSize = 20000;
  Bytes all(kSize);
  for (size_t i = 0; i < kSize; i++) all[i] = static_cast<unsigned char>(i % 251);
  securememory_secret* secret = Copy(all);
  securememory_reader* reader = Of(secret);
  std::atomic<size_t> total{0};
  std::atomic<unsigned> sums[251] = {};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; t++)
    threads.emplace_back([&, t] {
      unsigned char bytes[16];
      size_t got = 0;
      while (securememory_reader_read(reader, bytes, 1 + static_cast<size_t>(t), &got) ==
             SECUREMEMORY_OK) {
        total += got;
        for (size_t i = 0; i < got; i++) sums[bytes[i]]++;
        for (size_t i = 1; i < got; i++) EXPECT_EQ((bytes[i - 1] + 1) % 251, bytes[i]);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(kSize, total);
  for (size_t i = 0; i < 251; i++) EXPECT_EQ((kSize + 250 - i) / 251, sums[i]);
  securememory_reader_destroy(reader);
  securememory_secret_destroy(secret);
}

}  // namespace
