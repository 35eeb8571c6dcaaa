// Keys that are made by one thread, used by many and freed by another.
#include <openssl/err.h>
#include <openssl/mem.h>

#include <mutex>
#include <thread>

#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"

namespace boringssl_heap_test {
namespace {

const int kThreads = 4, kRounds = 40;

TEST(Threads, ShareKeysAndFreeEachOthers) {
  const Key shared = NewEcKey();
  std::mutex lock;
  std::vector<Key> parcel;
  auto work = [&] {
    for (int round = 0; round < kRounds; round++) {
      Key own = NewEcKey(), foreign;
      EXPECT_TRUE(Verifies(own.get(), Sign(own.get())));
      EXPECT_TRUE(Verifies(shared.get(), Sign(shared.get())));
      std::lock_guard<std::mutex> hold(lock);
      if (!parcel.empty()) foreign = std::move(parcel.back());
      if (!parcel.empty()) parcel.pop_back();
      parcel.push_back(std::move(own));
    }
    ERR_clear_error();
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++) threads.emplace_back(work);
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(0u, Stats().failures);
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
}

// A first call of several at once sets up one heap.
TEST(Threads, OfAllSizesAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++)
    threads.emplace_back([i] {
      for (size_t round = 1; round < 3000; round++) {
        size_t size = round * 37 % (round % 50 == 0 ? 100000 : 2000) + 1;
        unsigned char* bytes = static_cast<unsigned char*>(OPENSSL_malloc(size));
        ASSERT_NE(nullptr, bytes);
        bytes[0] = bytes[size - 1] = static_cast<unsigned char>(i);
        bytes = static_cast<unsigned char*>(OPENSSL_realloc(bytes, size * 2));
        ASSERT_EQ(i, bytes[0]);
        OPENSSL_free(bytes);
      }
    });
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(boringssl_heap_context()));
}

}  // namespace
}  // namespace boringssl_heap_test
