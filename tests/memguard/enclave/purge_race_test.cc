// Purges beside seals and opens: nothing ever leaves that was sealed under a key that was not
// whole, and nothing opens to something else. Without the second look at the epoch, in seal.c or in
// open.c, these fail.
#include <vector>

#include "tests/memguard/enclave/race.h"

namespace {

using enclave_test::IsZero;
using enclave_test::kSecret;
using enclave_test::kSize;
using enclave_test::PurgeRaceTest;

TEST_F(PurgeRaceTest, NoSealLeavesUnderAKeyThatAPurgeTouched) {
  unsigned char key[INSIDE_KEY];
  uint64_t epoch = 0;
  InStep(
      200000, [&] { ASSERT_NE(kNever, epoch = KeyNow(key)); },
      [&] {
        memguard_enclave* enclave = nullptr;
        memguard_status status = memguard_enclave_new_copy(context_, kSecret, kSize, &enclave);
        Judge(status, enclave, epoch, key);
      });
}

TEST_F(PurgeRaceTest, NoOpenAnswersAnythingButTheSecretOrExpired) {
  memguard_enclave* enclave = nullptr;
  InStep(
      100000,
      [&] {
        memguard_enclave_destroy(enclave);
        ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, kSize, &enclave));
      },
      [&] {
        char bytes[kSize];
        size_t length = 0;
        memguard_status status = memguard_enclave_open_into(enclave, bytes, kSize, &length);
        JudgeOpen(status, bytes);
      });
  memguard_enclave_destroy(enclave);
}

// The key is made while the purge comes: the maker and the purge write the same halves.
TEST_F(PurgeRaceTest, NoKeyIsPublishedThatAPurgeTouched) {
  InStep(
      50000, [] {},
      [&] {
        unsigned char key[INSIDE_KEY];
        uint64_t epoch = enclave_epoch(context_);
        if (enclave_prepare(context_, epoch) != MEMGUARD_OK) {
          tally_.expired++;
          return;
        }
        memguard_enclave* enclave = nullptr;
        memguard_status status = memguard_enclave_new_copy(context_, kSecret, kSize, &enclave);
        enclave_key(context_, key);
        if (status == MEMGUARD_OK && !enclave_epoch_holds(context_, epoch))
          memguard_enclave_destroy(enclave), tally_.expired++;
        else
          Judge(status, enclave, epoch, key);
      });
}

// Once a purge has ended nothing of a key is left on the page, whoever was making one meanwhile.
TEST_F(PurgeRaceTest, NothingOfAKeyOutlivesAPurge) {
  unsigned char left[INSIDE_KEY], right[INSIDE_KEY];
  memguard_enclave* first = Seal("first");
  memguard_enclave_destroy(first);
  int survived = 0;
  for (int i = 0; i < 20000 && !TimeIsUp(); i++) {
    std::atomic<int> begun{0};
    uint64_t late = enclave_epoch(context_);
    std::thread maker;
    if (i % 20 == 0) maker = std::thread([&] { begun = 1, (void)enclave_prepare(context_, late); });
    if (maker.joinable()) Wait([&] { return begun != 0; });
    Delay(std::chrono::nanoseconds(i % 300));
    memguard_purge(context_);
    if (maker.joinable()) maker.join();
    enclave_halves(context_, left, right);
    survived += !IsZero(left, INSIDE_KEY) || !IsZero(right, INSIDE_KEY);
  }
  EXPECT_EQ(0, survived);
  tally_.sealed = tally_.expired = 1;
}

// Several of each at once, out of step.
TEST_F(PurgeRaceTest, ManySealersOpenersAndPurgers) {
  std::atomic<int> working{3};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; thread++)
    threads.emplace_back([&] {
      for (int i = 0; i < 20000 && !TimeIsUp(); i++) {
        unsigned char key[INSIDE_KEY];
        memguard_enclave* enclave = nullptr;
        char bytes[kSize];
        size_t length = 0;
        uint64_t epoch = KeyNow(key);
        memguard_status status = memguard_enclave_new_copy(context_, kSecret, kSize, &enclave);
        if (status == MEMGUARD_OK)
          JudgeOpen(memguard_enclave_open_into(enclave, bytes, kSize, &length), bytes);
        Judge(status, enclave, epoch, key);
      }
      working--;
    });
  for (int thread = 0; thread < 2; thread++)
    threads.emplace_back([&, thread] {
      for (int i = 0; working > 0; i++) {
        memguard_purge(context_);
        Delay(std::chrono::nanoseconds(2000 + i % 64 * 100 * (thread + 1)));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
