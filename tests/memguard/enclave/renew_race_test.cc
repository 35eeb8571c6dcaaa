// Seals and opens beside refreshes, rotations, destruction and purges: nothing is ever sealed or
// opened under a key that is not whole. Without the second look at the entry, in key.c, these fail.
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::IsZero;

constexpr char kSecret[] = "a secret of 31 characters, more";
constexpr size_t kSize = sizeof kSecret;

class RenewRaceTest : public EnclaveTest, public ::testing::WithParamInterface<uint32_t> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.flags = GetParam();
    Open(options);
  }

  using Clock = std::chrono::steady_clock;
  bool TimeIsUp() const { return Clock::now() > end_; }

  // Opens to the secret, or, where purges are about, to nothing.
  void Open1(const memguard_enclave* enclave, bool purges) {
    char bytes[kSize];
    size_t length = 0;
    memguard_status status = memguard_enclave_open_into(enclave, bytes, kSize, &length);
    if (status == MEMGUARD_OK) {
      wrong_ += memcmp(bytes, kSecret, kSize) != 0;
      opened_++;
    } else {
      wrong_ += !purges || status != MEMGUARD_ERR_EXPIRED || !IsZero(bytes, kSize);
    }
  }

  void Seal1(bool purges) {
    memguard_enclave* enclave = nullptr;
    memguard_status status = memguard_enclave_new_copy(context_, kSecret, kSize, &enclave);
    wrong_ += status != MEMGUARD_OK && !(purges && status == MEMGUARD_ERR_EXPIRED);
    for (int i = 0; i < 3 && enclave != nullptr; i++) Open1(enclave, purges);
    memguard_enclave_destroy(enclave);
  }

  // Runs each of the bodies again and again on a thread of its own.
  void Together(const std::vector<std::function<void()>>& bodies) {
    std::vector<std::thread> threads;
    for (const auto& body : bodies)
      threads.emplace_back([&] {
        for (int i = 0; i < 100000 && !TimeIsUp(); i++) body();
      });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(0, wrong_);
    EXPECT_GT(opened_, 0);
  }

  void Renew(memguard_status status, bool purges) {
    bool fits = status == MEMGUARD_OK || status == MEMGUARD_ERR_BUSY ||
                (purges && status == MEMGUARD_ERR_EXPIRED);
    wrong_ += !fits;
  }

  const Clock::time_point end_ = Clock::now() + std::chrono::milliseconds(2500);
  std::atomic<int> wrong_{0}, opened_{0};
};

TEST_P(RenewRaceTest, OpensBesideRefreshes) {
  memguard_enclave* enclave = Seal(std::string(kSecret, kSize));
  Together({[&] { Open1(enclave, false); }, [&] { Open1(enclave, false); },
            [&] { Renew(memguard_refresh(context_), false); }});
  memguard_enclave_destroy(enclave);
}

TEST_P(RenewRaceTest, SealsAndEndsBesideRefreshesAndRotations) {
  Together({[&] { Seal1(false); }, [&] { Seal1(false); },
            [&] { Renew(memguard_rotate(context_), false); },
            [&] { Renew(memguard_refresh(context_), false); }});
  memguard_enclave_destroy(Seal("last"));
  EXPECT_EQ(1u, enclave_keys(context_)) << "every old key went with its last enclave";
}

TEST_P(RenewRaceTest, AndPurges) {
  Together({[&] { Seal1(true); }, [&] { Seal1(true); },
            [&] { Renew(memguard_rotate(context_), true); },
            [&] { Renew(memguard_refresh(context_), true); },
            [&] {
              memguard_purge(context_);
              for (int i = 0; i < 20; i++) std::this_thread::yield();
            }});
  memguard_purge(context_);
  size_t size = 0, cells = 64 * (INSIDE_KEYS + 1);
  EXPECT_TRUE(IsZero(enclave_page(context_, &size), cells)) << "nothing of a key outlives a purge";
}

INSTANTIATE_TEST_SUITE_P(Shield, RenewRaceTest, ::testing::Values(0u, MEMGUARD_SHIELD));

}  // namespace
