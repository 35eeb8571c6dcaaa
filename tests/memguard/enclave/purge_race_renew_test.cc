// Purges beside buffers that are sealed and keys that are renewed, at every moment of the call: what
// is sealed next is sealed under the whole key, which is still the same after a refresh. Without the
// second look at the epoch, in seal.c or in key.c, these fail.
#include "tests/memguard/enclave/race.h"

namespace {

using enclave_test::kSecret;
using enclave_test::kSize;

class PurgeRaceRenewTest : public enclave_test::PurgeRaceTest,
                           public ::testing::WithParamInterface<uint32_t> {
 protected:
  void SetUp() override {
    PurgeRaceTest::SetUp();
    memguard_options options = memguard_options_relaxed();
    options.flags = GetParam();
    Open(options);
    end_ = Clock::now() + std::chrono::seconds(3);
  }

  // An answer that a purge allows, of a call that makes nothing.
  bool Renewed(memguard_status status) {
    tally_.wrong += status != MEMGUARD_OK && status != MEMGUARD_ERR_EXPIRED;
    tally_.expired += status == MEMGUARD_ERR_EXPIRED;
    return status == MEMGUARD_OK;
  }

  // Judges by the key that stands in the enclave's place, if no purge came until it was read.
  void JudgeByPlace(memguard_status status, memguard_enclave* enclave) {
    unsigned char key[INSIDE_KEY];
    uint64_t epoch = status == MEMGUARD_OK ? enclave_epoch_of(enclave) : kNever;
    if (status == MEMGUARD_OK) enclave_key_under(enclave, key);
    if (status == MEMGUARD_OK && !enclave_epoch_holds(context_, epoch)) epoch = kNever;
    Judge(status, enclave, epoch, key);
  }
};

TEST_P(PurgeRaceRenewTest, NoBufferIsSealedUnderAKeyThatAPurgeTouched) {
  unsigned char key[INSIDE_KEY];
  uint64_t epoch = 0;
  memguard_buffer* buffer = nullptr;
  InStep(
      50000,
      [&] {
        memguard_buffer_destroy(buffer);
        ASSERT_NE(kNever, epoch = KeyNow(key));
        ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, kSecret, kSize, &buffer));
      },
      [&] {
        char bytes[kSize];
        size_t length = 0;
        memguard_enclave* enclave = nullptr;
        memguard_status status = memguard_buffer_seal(buffer, &enclave);
        if (status == MEMGUARD_OK)
          JudgeOpen(memguard_enclave_open_into(enclave, bytes, kSize, &length), bytes);
        Judge(status, enclave, epoch, key);
      });
  memguard_buffer_destroy(buffer);
}

TEST_P(PurgeRaceRenewTest, ARefreshLeavesTheKeyOrNone) {
  unsigned char key[INSIDE_KEY];
  uint64_t epoch = 0;
  InStep(
      50000, [&] { ASSERT_NE(kNever, epoch = KeyNow(key)); },
      [&] {
        memguard_enclave* enclave = nullptr;
        if (!Renewed(memguard_refresh(context_))) return;
        memguard_status status = memguard_enclave_new_copy(context_, kSecret, kSize, &enclave);
        Judge(status, enclave, epoch, key);
      });
}

TEST_P(PurgeRaceRenewTest, ARotationMakesAKeyOrNone) {
  unsigned char key[INSIDE_KEY];
  InStep(
      50000, [&] { ASSERT_NE(kNever, KeyNow(key)); },
      [&] {
        memguard_enclave* enclave = nullptr;
        if (!Renewed(memguard_rotate(context_))) return;
        memguard_status status = memguard_enclave_new_copy(context_, kSecret, kSize, &enclave);
        JudgeByPlace(status, enclave);
      });
}

// Once both have ended nothing is left on the page of what the renewal wrote there.
TEST_P(PurgeRaceRenewTest, NothingOfARenewedKeyOutlivesAPurge) {
  unsigned char left[INSIDE_KEY], right[INSIDE_KEY], key[INSIDE_KEY];
  int round = 0, survived = 0;
  ASSERT_NE(kNever, KeyNow(key));
  memguard_purge(context_);
  InStep(
      50000,
      [&] {
        enclave_halves(context_, left, right);
        survived +=
            !enclave_test::IsZero(left, INSIDE_KEY) || !enclave_test::IsZero(right, INSIDE_KEY);
        ASSERT_NE(kNever, KeyNow(key));
      },
      [&] {
        tally_.sealed +=
            Renewed(round++ % 2 == 0 ? memguard_refresh(context_) : memguard_rotate(context_));
        if (round <= 100) memguard_purge(context_);  // while the time is taken nobody else does
      });
  EXPECT_EQ(0, survived);
}

INSTANTIATE_TEST_SUITE_P(Flags, PurgeRaceRenewTest, ::testing::Values(0, MEMGUARD_SHIELD),
                         [](const auto& flags) { return flags.param == 0 ? "Plain" : "Shield"; });

}  // namespace
