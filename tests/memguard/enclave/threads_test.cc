// Many threads at once: every number is used once, and one enclave opens for all.
#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::IsZero;
using enclave_test::Secret;

class ThreadsTest : public EnclaveTest {
 protected:
  template <typename Body>
  static void InThreads(int count, Body body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; i++) threads.emplace_back(body, i);
    for (std::thread& thread : threads) thread.join();
  }
};

TEST_F(ThreadsTest, NoNonceIsUsedTwice) {
  constexpr int kThreads = 4, kEach = 5000;
  std::vector<memguard_enclave*> sealed(kThreads * kEach);
  InThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kEach; i++) sealed[thread * kEach + i] = Seal("secret");
  });
  std::set<std::string> nonces;
  std::set<uint64_t> ids;
  for (memguard_enclave* enclave : sealed) {
    nonces.emplace(reinterpret_cast<char*>(enclave_nonce(enclave)), INSIDE_NONCE);
    ids.insert(*enclave_id(enclave));
    memguard_enclave_destroy(enclave);
  }
  EXPECT_EQ(sealed.size(), nonces.size());
  EXPECT_EQ(sealed.size(), ids.size());
}

TEST_F(ThreadsTest, TheFirstSealsAgreeOnOneKey) {
  for (int round = 0; round < 50; round++) {
    std::atomic<int> ready{0};
    memguard_enclave* sealed[4];
    InThreads(4, [&](int thread) {
      ready++;
      while (ready < 4) std::this_thread::yield();
      sealed[thread] = Seal("secret");
    });
    for (memguard_enclave* enclave : sealed) {
      EXPECT_EQ("secret", Content(enclave));
      memguard_enclave_destroy(enclave);
    }
    memguard_purge(context_);
  }
}

int IsTheSecret(const unsigned char* bytes, size_t length, void* user) {
  return std::string(reinterpret_cast<const char*>(bytes), length) ==
                 *static_cast<std::string*>(user)
             ? 0
             : 1;
}

// More threads than there are scratch slots.
TEST_F(ThreadsTest, OneEnclaveOpensForAllAtOnce) {
  std::string secret = Secret(1000);
  memguard_enclave* enclave = Seal(secret);
  InThreads(12, [&](int thread) {
    for (int i = 0; i < 500; i++) {
      memguard_buffer* buffer = nullptr;
      if (thread % 3 == 0) {
        ASSERT_EQ(secret, Content(enclave));
      } else if (thread % 3 == 1) {
        ASSERT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave, IsTheSecret, &secret));
      } else if (i % 10 == 0) {
        ASSERT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave, &buffer));
        ASSERT_EQ(0, memcmp(memguard_buffer_data(buffer), secret.data(), secret.size()));
        memguard_buffer_destroy(buffer);
      }
    }
  });
  EXPECT_EQ(0u, enclave_taken(context_));
  memguard_enclave_destroy(enclave);
}

// Waits for a slot that another thread holds.
TEST_F(ThreadsTest, ASealerWaitsForASlot) {
  memguard_enclave* enclave = Seal("secret");
  std::vector<void*> slots;
  std::atomic<bool> opened{false};
  for (unsigned i = 0; i < enclave_slots(context_); i++) slots.push_back(enclave_borrow(context_));
  std::thread opener([&] {
    EXPECT_EQ("secret", Content(enclave));
    opened = true;
  });
  for (int i = 0; i < 1000; i++) std::this_thread::yield();
  EXPECT_FALSE(opened);
  enclave_return(context_, slots.back());
  opener.join();
  slots.pop_back();
  for (void* slot : slots) enclave_return(context_, slot);
  memguard_enclave_destroy(enclave);
}

}  // namespace
