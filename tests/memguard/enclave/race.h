// race.h: one thread acts while another purges.
#ifndef TESTS_MEMGUARD_ENCLAVE_RACE_H
#define TESTS_MEMGUARD_ENCLAVE_RACE_H

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/memguard/enclave/fixture.h"

namespace enclave_test {

constexpr char kSecret[] = "a secret of 31 characters, more";
constexpr size_t kSize = sizeof kSecret;

struct Tally {
  std::atomic<int> rounds{0}, sealed{0}, expired{0}, void_key{0}, other_key{0}, wrong{0};
};

class PurgeRaceTest : public EnclaveTest {
 protected:
  void SetUp() override {
    const unsigned char zeros[INSIDE_KEY] = {0};
    EnclaveTest::SetUp();
    enclave_key_of(zeros, zeros, void_key_);
    end_ = Clock::now() + std::chrono::seconds(4);
  }

  void TearDown() override {
    EXPECT_EQ(0, tally_.void_key) << "sealed under the key that anyone can compute";
    EXPECT_EQ(0, tally_.other_key) << "sealed under half a key";
    EXPECT_EQ(0, tally_.wrong) << "opened to something else";
    EXPECT_GT(tally_.sealed, 0);
    RecordProperty("rounds", tally_.rounds);
    RecordProperty("sealed", tally_.sealed);
    RecordProperty("expired", tally_.expired);
    EnclaveTest::TearDown();
    if (tally_.expired == 0) GTEST_SKIP() << "no purge met a call: a CPU too few, or too busy";
  }

  // A sanitizer on a busy machine does what it can in the time.
  bool TimeIsUp() const { return Clock::now() > end_; }

  // Waits without taking the other thread's CPU for long.
  template <typename Condition>
  static void Wait(Condition condition) {
    for (int tries = 0; !condition(); tries++)
      if (tries > 2000) std::this_thread::yield();
  }

  using Clock = std::chrono::steady_clock;

  static void Delay(std::chrono::nanoseconds time) {
    for (Clock::time_point end = Clock::now() + time; Clock::now() < end;) continue;
  }

  // The present key, whole, and its epoch; kNever when a purge came between.
  static constexpr uint64_t kNever = 1;
  uint64_t KeyNow(unsigned char key[INSIDE_KEY]) {
    uint64_t epoch = enclave_epoch(context_);
    if (enclave_prepare(context_, epoch) != MEMGUARD_OK) return kNever;
    enclave_key(context_, key);
    return enclave_epoch_holds(context_, epoch) ? epoch : kNever;
  }

  // Judges what a seal gave while purges came and went; `key` is the one of `epoch`.
  void Judge(memguard_status status, memguard_enclave* enclave, uint64_t epoch,
             const unsigned char key[INSIDE_KEY]) {
    if (status == MEMGUARD_ERR_EXPIRED) {
      tally_.expired++;
      return;
    }
    ASSERT_EQ(MEMGUARD_OK, status) << memcall_last_error()->text;
    tally_.sealed++;
    tally_.void_key += enclave_opens_under(enclave, void_key_);
    if (enclave_epoch_of(enclave) == epoch) tally_.other_key += !enclave_opens_under(enclave, key);
    memguard_enclave_destroy(enclave);
  }

  void JudgeOpen(memguard_status status, const char bytes[kSize]) {
    if (status == MEMGUARD_OK) {
      tally_.wrong += memcmp(bytes, kSecret, kSize) != 0;
      tally_.sealed++;
    } else {
      tally_.wrong += status != MEMGUARD_ERR_EXPIRED || !IsZero(bytes, kSize);
      tally_.expired++;
    }
  }

  // How long an act takes, so that purges can be spread over it.
  template <typename Prepare, typename Act>
  static std::chrono::nanoseconds TimeOf(Prepare prepare, Act act) {
    std::chrono::nanoseconds shortest = std::chrono::seconds(1);
    for (int i = 0; i < 100; i++) {
      prepare();
      Clock::time_point start = Clock::now();
      act();
      shortest = std::min<std::chrono::nanoseconds>(shortest, Clock::now() - start);
    }
    return shortest;
  }

  // One thread acts, the other purges at some moment of the act; round after round.
  template <typename Prepare, typename Act>
  void InStep(int rounds, Prepare prepare, Act act) {
    const std::chrono::nanoseconds time = TimeOf(prepare, act);
    std::atomic<int> round{0}, purged{0};
    std::thread purger([&] {
      for (int i = 1;; i++) {
        Wait([&] { return round >= i || round < 0; });
        if (round < 0) return;
        Delay(time * (i % 128) / 128);
        memguard_purge(context_);
        purged = i;
      }
    });
    for (int i = 1; i <= rounds && !TimeIsUp(); i++) {
      prepare();
      round = i;
      act();
      Wait([&] { return purged >= i; });
      tally_.rounds++;
    }
    round = -1;
    purger.join();
  }

  Tally tally_;
  unsigned char void_key_[INSIDE_KEY];
  Clock::time_point end_;
};

}  // namespace enclave_test

#endif
