// Streams of a factory: bytes in, the same bytes out, and exact numbers, whatever fails in the
// middle.
#include <atomic>
#include <map>
#include <thread>

#include "tests/securememory/stream_fixture.h"

namespace {

using namespace secret_test;

class SecureStream : public WithStream, public ::testing::Test {
 protected:
  void SetUp() override { OpenAll(); }
  void TearDown() override { CloseAll(); }
  securememory_status Fill(Giver* giver, size_t limit, size_t* moved) {
    return securememory_stream_fill(stream_, giver->source(), limit, moved);
  }
  securememory_status Drain(Taker* taker, size_t* moved) {
    return securememory_stream_drain(stream_, taker->sink(), moved);
  }
  size_t Size() const { return securememory_stream_size(stream_); }
};

// --- Bytes -------------------------------------------------------------------------------------

TEST_F(SecureStream, GivesWhatWasWritten) {
  std::string wiped = Text(2500), kept = Text(300);
  ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_write(stream_, &wiped[0], wiped.size()));
  EXPECT_EQ(std::string(2500, '\0'), wiped);
  Put(kept);
  EXPECT_EQ(Text(300), kept);
  EXPECT_EQ(2800u, Size());
  EXPECT_EQ(Text(1200), Peek(1200));
  EXPECT_EQ(2800u, Size()) << "a peek takes nothing";
  EXPECT_EQ(Text(700), Read(700));
  EXPECT_EQ(Text(2500).substr(700) + Text(300), Read(5000));
  EXPECT_EQ("SECUREMEMORY_ERR_END", Read(1));
  EXPECT_EQ("SECUREMEMORY_ERR_END", Peek(1));
  EXPECT_EQ("", Read(0));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_stream_status(stream_));
}

TEST_F(SecureStream, IsFilledAndDrained) {
  Giver giver{Text(5000), 700};
  Taker taker;
  size_t moved = 99;
  EXPECT_EQ(SECUREMEMORY_OK, Fill(&giver, 2100, &moved));
  EXPECT_EQ(2100u, moved);
  EXPECT_EQ(SECUREMEMORY_OK, Fill(&giver, SIZE_MAX, &moved));
  EXPECT_EQ(2900u, moved) << "the source ended";
  EXPECT_EQ(SECUREMEMORY_OK, Drain(&taker, &moved));
  EXPECT_EQ(5000u, moved);
  EXPECT_EQ(Text(5000), taker.text);
  EXPECT_EQ(SECUREMEMORY_OK, Drain(&taker, &moved));
  EXPECT_EQ(0u, moved);
}

TEST_F(SecureStream, InvalidArguments) {
  Giver giver{"x"};
  Taker taker;
  char byte = 'x';
  size_t n = 9;
  securememory_stream* out = stream_;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_new(nullptr, 0, &out));
  EXPECT_EQ(nullptr, out);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_new(factory_, 0, nullptr));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_status(nullptr));
  EXPECT_EQ(0u, securememory_stream_size(nullptr));
  securememory_stream_destroy(nullptr);
  for (securememory_stream* none : {static_cast<securememory_stream*>(nullptr), stream_}) {
    void* bytes = none != nullptr ? nullptr : &byte;
    memguard_source source = none != nullptr ? memguard_source{nullptr, nullptr} : giver.source();
    memguard_sink sink = none != nullptr ? memguard_sink{nullptr, nullptr} : taker.sink();
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_write(none, bytes, 1));
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_write_copy(none, bytes, 1));
    for (auto call : {securememory_stream_read, securememory_stream_peek}) {
      EXPECT_EQ(SECUREMEMORY_ERR_INVALID, call(none, bytes, 1, &n));
      EXPECT_EQ(0u, n);
      EXPECT_EQ(SECUREMEMORY_ERR_INVALID, call(none, &byte, 1, nullptr));
    }
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_fill(none, source, 1, &n));
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_fill(none, giver.source(), 1, nullptr));
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_drain(none, sink, &n));
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_drain(none, taker.sink(), nullptr));
  }
  EXPECT_EQ(SECUREMEMORY_ERR_OVERFLOW, securememory_stream_new(factory_, SIZE_MAX, &out));
  EXPECT_EQ(1u, Metrics().failures) << "only the last one got as far as the factory";
}

// --- Numbers -----------------------------------------------------------------------------------

TEST_F(SecureStream, CountsLikeASecret) {
  securememory_stream* other = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_new(factory_, 0, &other));
  securememory_metrics metrics = Metrics();
  EXPECT_EQ(2u, metrics.created);
  EXPECT_EQ(2u, metrics.in_use);
  EXPECT_EQ(2u, metrics.peak);
  Put(Text(5000));
  EXPECT_EQ(Text(5000), Read(5000));
  EXPECT_EQ(0u, Metrics().opens);
  EXPECT_EQ(SECUREMEMORY_ERR_BUSY, securememory_factory_destroy(factory_));
  securememory_stream_destroy(other);
  metrics = Metrics();
  EXPECT_EQ(2u, metrics.created);
  EXPECT_EQ(1u, metrics.in_use);
  EXPECT_EQ(2u, metrics.peak);
  EXPECT_EQ(SECUREMEMORY_ERR_BUSY, securememory_factory_destroy(factory_));
  EXPECT_EQ(0u, metrics.failures);
}

TEST_F(SecureStream, IsToldAmongTheLeaksWithWhatWaits) {
  securememory_secret* secret = Copy(Pattern(10));
  Put(Text(1234));
  std::vector<std::string> lines = Leaks();
  ASSERT_EQ(2u, lines.size());
  EXPECT_EQ(0u, lines[0].find("a stream of 1234 bytes, made at ")) << lines[0];
  EXPECT_NE(std::string::npos, lines[0].find(PlaceInCode())) << lines[0];
  EXPECT_EQ(0u, lines[1].find("a secret of 10 bytes, made at ")) << lines[1];
  securememory_secret_destroy(secret);
}

TEST_F(SecureStream, OfTheDefaultFactory) {
  securememory_stream* stream = nullptr;
  securememory_metrics before = {}, after = {};
  before.struct_size = after.struct_size = sizeof before;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_factory_metrics(securememory_default_factory(), &before));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_new(securememory_default_factory(), 0, &stream))
      << memcall_last_error()->text;
  securememory_stream_destroy(stream);
  ASSERT_EQ(SECUREMEMORY_OK, securememory_factory_metrics(securememory_default_factory(), &after));
  EXPECT_EQ(before.created + 1, after.created);
  EXPECT_EQ(before.in_use, after.in_use);
}

// --- What fails in the middle ------------------------------------------------------------------

TEST_F(SecureStream, ASourceThatFailsIsCountedAndItsBytesAreKept) {
  for (bool with_bytes : {false, true}) {
    Giver giver{Text(2500), 700, MEMGUARD_ERR_SYSTEM, with_bytes};
    Taker taker;
    size_t moved = 99;
    uint64_t failures = Metrics().failures;
    EXPECT_EQ(SECUREMEMORY_ERR_IO, Fill(&giver, SIZE_MAX, &moved));
    EXPECT_EQ(2500u, moved);
    EXPECT_EQ(failures + 1, Metrics().failures);
    ASSERT_EQ(failures + 1, lines_.size());
    EXPECT_NE(std::string::npos, lines_.back().find("ERR_IO: the source failed")) << lines_.back();
    EXPECT_EQ(SECUREMEMORY_OK, Drain(&taker, &moved));
    EXPECT_EQ(Text(2500), taker.text);
  }
}

TEST_F(SecureStream, ASinkThatFailsIsCountedAndWhatItDidNotTakeStays) {
  Taker taker;
  size_t moved = 99;
  Put(Text(2500));
  taker.fails_on = 2;
  EXPECT_EQ(SECUREMEMORY_ERR_IO, Drain(&taker, &moved));
  EXPECT_EQ(kChunk, moved);
  EXPECT_EQ(2500 - kChunk, Size());
  EXPECT_EQ(1u, Metrics().failures);
  ASSERT_EQ(1u, lines_.size());
  EXPECT_NE(std::string::npos, lines_[0].find("ERR_IO: the sink failed")) << lines_[0];
  EXPECT_EQ(SECUREMEMORY_OK, Drain(&taker, &moved));
  EXPECT_EQ(Text(2500), taker.text);
}

TEST_F(SecureStream, WhatACallerForeseesIsNoFailure) {
  size_t n = 0;
  EXPECT_EQ("SECUREMEMORY_ERR_END", Read(1));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_stream_read(stream_, nullptr, 1, &n));
  memguard_purge(context_);
  EXPECT_EQ("SECUREMEMORY_ERR_EXPIRED", Read(1));
  EXPECT_EQ(0u, Metrics().failures);
  EXPECT_TRUE(lines_.empty());
}

// --- Purge -------------------------------------------------------------------------------------

TEST_F(SecureStream, EveryCallAnswersExpiredAfterAPurge) {
  Giver giver{"x"};
  Taker taker;
  char byte = 'x';
  size_t moved = 99;
  Put(Text(2500));
  EXPECT_EQ(Text(10), Read(10));
  memguard_purge(context_);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_stream_status(stream_));
  EXPECT_EQ(0u, Size());
  EXPECT_EQ("SECUREMEMORY_ERR_EXPIRED", Read(10));
  EXPECT_EQ("SECUREMEMORY_ERR_EXPIRED", Peek(10));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_stream_write(stream_, &byte, 1));
  EXPECT_EQ('x', byte);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_stream_write_copy(stream_, &byte, 1));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, Fill(&giver, 1, &moved));
  EXPECT_EQ(0u, moved);
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, Drain(&taker, &moved));
  EXPECT_EQ(0u, moved);
  EXPECT_EQ(0, giver.calls + taker.calls);
  EXPECT_EQ(1u, Metrics().in_use) << "until it is destroyed, as a secret";
  ASSERT_EQ(1u, Leaks().size());
  EXPECT_EQ(0u, Leaks()[0].find("a stream of 0 bytes")) << Leaks()[0];
}

TEST_F(SecureStream, PurgedWhileItIsFilledAndDrained) {
  Giver giver{Text(5000), 700};
  Taker taker;
  size_t moved = 99;
  giver.before = [&] {
    if (giver.calls == 3) memguard_purge(context_);
  };
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, Fill(&giver, SIZE_MAX, &moved));
  EXPECT_EQ(0u, moved);
  EXPECT_EQ(4, giver.calls) << "not asked again";
  securememory_stream_destroy(stream_);
  ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_new(factory_, kChunk, &stream_));
  Put(Text(5000));
  taker.before = [&] {
    if (taker.calls == 1) securememory_purge_all();
  };
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, Drain(&taker, &moved));
  EXPECT_EQ(2, taker.calls) << "not called again";
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_stream_status(stream_));
  EXPECT_EQ(0u, Metrics().failures);
}

// --- Threads -----------------------------------------------------------------------------------

TEST_F(SecureStream, ManyThreadsWriteAndReadAndNoByteIsLost) {
  const size_t kWriters = 3, kRounds = 200, kRecord = 16;
  std::atomic<size_t> taken{0};
  std::atomic<unsigned> seen[kWriters] = {};
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kWriters; t++)
    threads.emplace_back([&, t] {
      for (size_t i = 0; i < kRounds; i++) Put(std::string(kRecord, static_cast<char>(t)));
    });
  for (int t = 0; t < 3; t++)
    threads.emplace_back([&] {
      while (taken < kWriters * kRounds) {
        std::string record = Read(kRecord);
        if (record == "SECUREMEMORY_ERR_END") {
          std::this_thread::yield();
          continue;
        }
        ASSERT_EQ(std::string(kRecord, record[0]), record) << "whole records, as if one by one";
        seen[static_cast<size_t>(record[0])]++;
        taken++;
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& count : seen) EXPECT_EQ(kRounds, count);
  EXPECT_EQ(0u, Metrics().failures);
}

TEST_F(SecureStream, ManyComeAndGoWhileTheyAreTold) {
  const uint64_t kThreads = 3;
  std::atomic<bool> stop{false};
  std::atomic<uint64_t> made{1};
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < kThreads; t++)
    threads.emplace_back([&] {
      for (; !stop; made++) {
        securememory_stream* own = nullptr;
        ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_new(factory_, 64, &own));
        EXPECT_EQ(SECUREMEMORY_OK, securememory_stream_write_copy(own, "0123456789", 10));
        securememory_stream_destroy(own);
      }
    });
  for (int i = 0; i < 50; i++) EXPECT_LE(Leaks().size(), 1 + kThreads);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(made, Metrics().created);
  EXPECT_EQ(1u, Metrics().in_use);
  EXPECT_LE(Metrics().peak, 1 + kThreads);
}

}  // namespace
