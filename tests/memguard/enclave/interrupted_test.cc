// A purge between any two instructions of a seal or an open: a timer's signal handler wipes, on
// however few CPUs. Without the second look at the epoch these fail.
#include <signal.h>
#include <sys/time.h>

#include <chrono>

#include "memguard/process.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::IsZero;

constexpr char kSecret[] = "a secret of 31 characters, more";
constexpr size_t kSize = sizeof kSecret;
constexpr size_t kCells = 64 * (INSIDE_KEYS + 1);
constexpr int kInterruptions = 3000;

volatile sig_atomic_t interruptions;

void Wipe(int) {
  memguard_emergency_wipe();
  interruptions = interruptions + 1;
}

struct Kind {
  const char* name;
  memguard_aead aead;
  uint32_t flags;
};

class InterruptedTest : public EnclaveTest, public ::testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.aead = GetParam().aead;
    options.flags = GetParam().flags;
    Open(options);
    struct sigaction action = {};
    action.sa_handler = Wipe;
    action.sa_flags = SA_RESTART;
    ASSERT_EQ(0, sigaction(SIGALRM, &action, &before_));
    interruptions = 0;
    SetTimer(Shielded() ? 1000 : 50);
  }

  void TearDown() override {
    SetTimer(0);
    sigaction(SIGALRM, &before_, nullptr);
    EXPECT_GT(expired_, 0) << "no signal met a call";
    EXPECT_GT(done_, 0) << "signals left no time";
    RecordProperty("done", done_);
    RecordProperty("expired", expired_);
    EnclaveTest::TearDown();
  }

  // Wiping and drawing 16 KiB take longer than there is between two signals otherwise.
  static bool Shielded() { return (GetParam().flags & MEMGUARD_SHIELD) != 0; }

  static void SetTimer(int microseconds) {
    const struct itimerval interval = {{0, microseconds}, {0, microseconds}};
    ASSERT_EQ(0, setitimer(ITIMER_REAL, &interval, nullptr));
  }

  bool GoesOn() const {
    return interruptions < (Shielded() ? kInterruptions / 20 : kInterruptions) &&
           std::chrono::steady_clock::now() < end_;
  }

  const std::chrono::steady_clock::time_point end_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(10);
  struct sigaction before_ = {};
  int done_ = 0, expired_ = 0;
};

TEST_P(InterruptedTest, NoSealLeavesUnderAKeyThatWasTouched) {
  const unsigned char zeros[INSIDE_KEY] = {0};
  unsigned char key[INSIDE_KEY], void_key[INSIDE_KEY];
  enclave_key_of(zeros, zeros, void_key);
  while (GoesOn()) {
    memguard_enclave* enclave = nullptr;
    uint64_t epoch = enclave_epoch(context_);
    bool known = enclave_prepare(context_, epoch) == MEMGUARD_OK;
    if (known) enclave_key(context_, key);
    known = known && enclave_epoch_holds(context_, epoch);
    memguard_status status = memguard_enclave_new_copy(context_, kSecret, kSize, &enclave);
    if (status == MEMGUARD_ERR_EXPIRED) {
      expired_++;
      continue;
    }
    ASSERT_EQ(MEMGUARD_OK, status) << memcall_last_error()->text;
    ASSERT_FALSE(enclave_opens_under(enclave, void_key)) << "the key that anyone can compute";
    if (known && enclave_epoch_of(enclave) == epoch) {
      ASSERT_TRUE(enclave_opens_under(enclave, key)) << "half a key";
      done_++;
    }
    memguard_enclave_destroy(enclave);
  }
}

TEST_P(InterruptedTest, NoOpenAnswersAnythingButTheSecretOrExpired) {
  while (GoesOn()) {
    memguard_enclave* enclave = nullptr;
    if (memguard_enclave_new_copy(context_, kSecret, kSize, &enclave) != MEMGUARD_OK) continue;
    for (int i = 0; i < 20; i++) {
      char bytes[kSize];
      size_t length = 0;
      memguard_status status = memguard_enclave_open_into(enclave, bytes, kSize, &length);
      if (status == MEMGUARD_OK) {
        ASSERT_EQ(0, memcmp(bytes, kSecret, kSize));
        done_++;
      } else {
        ASSERT_EQ(MEMGUARD_ERR_EXPIRED, status);
        ASSERT_TRUE(IsZero(bytes, kSize));
        expired_++;
      }
    }
    memguard_enclave_destroy(enclave);
  }
}

// Halves are renewed, and keys replaced, between two purges: none of that brings a wiped key back.
TEST_P(InterruptedTest, NothingThatIsRenewedOutlivesAPurge) {
  while (GoesOn()) {
    memguard_enclave* enclave = nullptr;
    if (memguard_enclave_new_copy(context_, kSecret, kSize, &enclave) != MEMGUARD_OK) continue;
    bool renewed = memguard_refresh(context_) == MEMGUARD_OK &&
                   memguard_rotate(context_) == MEMGUARD_OK &&
                   memguard_after_restore(context_) == MEMGUARD_OK;
    char bytes[kSize];
    size_t length = 0;
    memguard_status status = memguard_enclave_open_into(enclave, bytes, kSize, &length);
    ASSERT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED);
    (status == MEMGUARD_OK ? done_ : expired_)++;
    ASSERT_TRUE(renewed || status == MEMGUARD_ERR_EXPIRED);
    // Nothing was sealed since: whatever was renewed beside the purge is gone with it.
    ASSERT_TRUE(status == MEMGUARD_OK || IsZero(enclave_page(context_, &length), kCells));
    memguard_enclave_destroy(enclave);
  }
}

INSTANTIATE_TEST_SUITE_P(All, InterruptedTest,
                         ::testing::Values(Kind{"Default", MEMGUARD_AEAD_DEFAULT, 0},
                                           Kind{"Aes", MEMGUARD_AES_256_GCM, 0},
                                           Kind{"Shield", MEMGUARD_AEAD_DEFAULT, MEMGUARD_SHIELD}),
                         [](const ::testing::TestParamInfo<Kind>& kind) {
                           return kind.param.name;
                         });

}  // namespace
