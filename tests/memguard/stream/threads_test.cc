// Many threads on one stream: the outcome is that of some order of their calls.
#include <atomic>
#include <map>
#include <thread>
#include <vector>

#include "tests/memguard/stream/fixture.h"

namespace {

using stream_test::Giver;
using stream_test::Secret;
using stream_test::Taker;

class StreamThreadsTest : public stream_test::StreamTest {
 protected:
  template <typename Body>
  static void InThreads(int count, Body body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; i++) threads.emplace_back(body, i);
    for (std::thread& thread : threads) thread.join();
  }

  // Reads until so many bytes have come, while others write.
  std::string TakeAsTheyCome(size_t size, size_t piece) {
    std::string read;
    while (read.size() < size && !HasFailure()) {
      std::string more = Take(piece);
      if (more == "MEMGUARD_ERR_END") {
        std::this_thread::yield();
      } else {
        read += more;
      }
    }
    return read;
  }
};

TEST_F(StreamThreadsTest, OneWritesAndOneReads) {
  for (size_t piece : {7, 512, 1500}) {
    const std::string secret = Secret(200000);
    std::string read;
    InThreads(2, [&](int thread) {
      if (thread == 0) {
        for (size_t at = 0; at < secret.size(); at += 1700) Put(secret.substr(at, 1700));
      } else {
        read = TakeAsTheyCome(secret.size(), piece);
      }
    });
    EXPECT_TRUE(secret == read) << piece;
    EXPECT_EQ(0u, Size());
  }
}

TEST_F(StreamThreadsTest, OneFillsAndOneDrains) {
  const std::string secret = Secret(200000);
  Giver giver{secret, 300};
  Taker taker;
  InThreads(2, [&](int thread) {
    size_t moved = 0;
    if (thread == 0) {
      while (giver.at < secret.size())
        ASSERT_EQ(MEMGUARD_OK, memguard_stream_fill(stream_, giver.source(), 2500, &moved));
    } else {
      while (taker.text.size() < secret.size())
        ASSERT_EQ(MEMGUARD_OK, memguard_stream_drain(stream_, taker.sink(), &moved));
    }
  });
  EXPECT_TRUE(secret == taker.text);
}

// Each record carries its writer's number in every byte, and its own: a record stands in one piece,
// and one writer's come in order.
constexpr size_t kRecord = 2100, kRecords = 60;

std::string Record(int writer, size_t number) {
  return std::string(kRecord, static_cast<char>(writer * 64 + static_cast<int>(number)));
}

void ExpectWholeRecordsInOrder(const std::string& read, int writers) {
  std::map<int, size_t> next;
  for (size_t at = 0; at < read.size(); at += kRecord) {
    int writer = static_cast<unsigned char>(read[at]) / 64;
    ASSERT_EQ(Record(writer, next[writer]), read.substr(at, kRecord)) << "at " << at;
    next[writer]++;
  }
  for (int writer = 0; writer < writers; writer++) EXPECT_EQ(kRecords, next[writer]);
}

TEST_F(StreamThreadsTest, WritesAreNotMixed) {
  InThreads(3, [&](int writer) {
    for (size_t i = 0; i < kRecords; i++) {
      if (i % 2 == 0) {
        Put(Record(writer, i));
        continue;
      }
      Giver giver{Record(writer, i), 900};
      size_t moved = 0;
      ASSERT_EQ(MEMGUARD_OK, memguard_stream_fill(stream_, giver.source(), SIZE_MAX, &moved));
    }
  });
  ASSERT_EQ(3 * kRecords * kRecord, Size());
  ExpectWholeRecordsInOrder(Take(Size()), 3);
}

// Pieces of one number each; together they are all numbers once, and each reader's rise.
TEST_F(StreamThreadsTest, ManyReadersShareWithoutLoss) {
  constexpr uint32_t kNumbers = 30000;
  std::vector<uint32_t> seen(kNumbers);
  std::atomic<uint32_t> total{0};
  InThreads(4, [&](int thread) {
    uint32_t number = 0, last = 0;
    size_t got = 0;
    if (thread == 0) {
      for (uint32_t i = 1; i <= kNumbers; i++)
        ASSERT_EQ(MEMGUARD_OK, memguard_stream_write_copy(stream_, &i, sizeof i));
      return;
    }
    while (total < kNumbers) {
      memguard_status status = thread == 1
                                   ? memguard_stream_peek(stream_, &number, sizeof number, &got)
                                   : memguard_stream_read(stream_, &number, sizeof number, &got);
      if (status == MEMGUARD_ERR_END) {
        std::this_thread::yield();
        if (thread == 1 && total == kNumbers) return;
        continue;
      }
      ASSERT_EQ(MEMGUARD_OK, status);
      ASSERT_EQ(sizeof number, got);
      if (thread == 1) continue;
      ASSERT_GT(number, last);
      last = number;
      seen[number - 1]++;
      total++;
    }
  });
  for (uint32_t count : seen) EXPECT_EQ(1u, count);
}

TEST_F(StreamThreadsTest, AllSortsOfCallsAtOnce) {
  std::atomic<size_t> in{0}, out{0};
  std::atomic<int> writers{2};
  InThreads(5, [&](int thread) {
    for (int i = 0; i < 300 && thread < 2; i++) {
      Put(Secret(100 + i * 7));
      in += 100 + i * 7;
    }
    if (thread < 2) writers--;
    while (thread >= 2 && (writers != 0 || Size() != 0)) {
      std::string took;
      Taker taker;
      size_t moved = 0;
      if (thread == 2) took = Take(1300);
      if (thread == 3) took = Next();
      if (thread == 4) taker.fails_on = 2;
      if (thread == 4) (void)!memguard_stream_drain(stream_, taker.sink(), &moved);
      if (took.compare(0, 9, "MEMGUARD_") != 0) out += took.size();
      out += moved;
      std::this_thread::yield();
    }
  });
  EXPECT_EQ(in, out);
}

}  // namespace
