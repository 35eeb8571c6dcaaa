// After a public call returns, and while a callback runs, nothing of the key or of the plaintext
// stands on the stack or in a vector register.
#include <openssl/aes.h>

#include "tests/memguard/enclave/fixture.h"
#include "tests/memguard/enclave/witness.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::LongestRun;
using enclave_test::Witness;

// Random, and in no test's own frames.
std::string plain;

struct Kind {
  const char* name;
  memguard_aead aead;
  uint32_t flags;
};

class ResidueTest : public EnclaveTest, public ::testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.aead = GetParam().aead;
    options.flags = GetParam().flags;
    options.refresh_interval_ms = 3600 * 1000;
    Open(options);
    plain.assign(48, '\0');
    ASSERT_EQ(MEMCALL_OK, memcall_random(&plain[0], plain.size()));
    enclave_ = Seal(plain);
    Learn();
  }

  // What must not be found from now on, beside what must not be already.
  void Learn() {
    std::string left(INSIDE_KEY, '\0'), right = left, key = left, hash = left;
    enclave_halves(context_, Bytes(&left), Bytes(&right));
    enclave_key(context_, Bytes(&key));
    for (int i = 0; i < INSIDE_KEY; i++) hash[i] = static_cast<char>(key[i] ^ left[i]);
    secrets_.insert(secrets_.end(), {{"the key", key},
                                     {"left", left},
                                     {"right", right},
                                     {"the hash of right", hash},
                                     {"a round of AES", RoundKeys(key)}});
    if ((GetParam().flags & MEMGUARD_SHIELD) != 0) LearnShield();
  }

  void LearnShield() {
    size_t size = 0;
    const char* prekey = reinterpret_cast<const char*>(enclave_prekey(context_, &size));
    const std::string seeds(prekey + 16384, 64);
    std::string condensed(32, '\0');
    enclave_condense(context_, Bytes(&condensed));
    secrets_.insert(secrets_.end(), {{"the pre-key's beginning", std::string(prekey, 128)},
                                     {"its end", std::string(prekey + 16384 - 128, 128)},
                                     {"its seeds", seeds},
                                     {"its hashes", condensed},
                                     {"a round of the first", RoundKeys(seeds.substr(0, 32))},
                                     {"a round of the second", RoundKeys(seeds.substr(32))}});
  }

  // All but the first two, which are the key.
  static std::string RoundKeys(const std::string& key) {
    AES_KEY rounds;
    AES_set_encrypt_key(reinterpret_cast<const uint8_t*>(key.data()), 256, &rounds);
    const char* bytes = reinterpret_cast<const char*>(rounds.rd_key);
    return std::string(bytes + 32, bytes + 15 * 16);
  }

  void TearDown() override {
    memguard_enclave_destroy(enclave_);
    EnclaveTest::TearDown();
  }

  static unsigned char* Bytes(std::string* text) {
    return reinterpret_cast<unsigned char*>(&(*text)[0]);
  }

  void ExpectNoKey(const std::string& seen) {
    for (const auto& secret : secrets_)
      EXPECT_EQ(0u, LongestRun(seen, secret.second)) << "bytes of " << secret.first;
  }

  void ExpectNothing(const std::string& seen) {
    ExpectNoKey(seen);
    EXPECT_EQ(0u, LongestRun(seen, plain)) << "bytes of the plaintext";
  }

  memguard_enclave* enclave_ = nullptr;
  std::vector<std::pair<const char*, std::string>> secrets_;
  Witness witness_;
};

// --- Controls: what is left is found -------------------------------------------------------------

// Deeper than what looks for it. No compiler may know that most of the room is not used.
__attribute__((noinline)) void LeaveOnTheStack(const char* bytes) {
  void* deep = __builtin_alloca(2048);
  __asm__ volatile("" : "+r"(deep)::"memory");
  memcpy(deep, bytes, 16);
  __asm__ volatile("" ::"r"(deep) : "memory");
}

// No compiler knows of the register, so none puts back what was there.
void LeaveInARegister(const char* bytes) {
  __asm__ volatile("movdqu (%0), %%xmm11" ::"r"(bytes) : "memory");
}

TEST_P(ResidueTest, ControlWhateverIsLeftIsFound) {
  for (const auto& secret : secrets_) {
    const char* bytes = secret.second.data();
    EXPECT_GE(LongestRun(witness_.After([&] { LeaveOnTheStack(bytes); }), secret.second), 16u)
        << secret.first;
    EXPECT_GE(LongestRun(witness_.After([&] { LeaveInARegister(bytes); }), secret.second), 16u)
        << secret.first;
  }
}

// What a cipher leaves behind is its compiler's matter; that of the default cipher is always there.
class UnscrubbedTest : public ResidueTest {
 protected:
  void ExpectLeak(const std::string& seen) {
    size_t longest = 0;
    for (const auto& secret : secrets_)
      longest = std::max(longest, LongestRun(seen, secret.second));
    EXPECT_GE(longest, 16u) << "of the key or its halves";
  }
};

TEST_P(UnscrubbedTest, ASealLeaks) {
  memguard_enclave* out = nullptr;
  const std::string& seen = witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, enclave_unscrubbed_seal(context_, plain.data(), plain.size(), &out));
  });
  ExpectLeak(seen);
  memguard_enclave_destroy(out);
}

TEST_P(UnscrubbedTest, AnOpenLeaks) {
  static char bytes[64];
  size_t length = 0;
  const std::string& seen = witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, enclave_unscrubbed_open(enclave_, bytes, sizeof bytes, &length));
  });
  ExpectLeak(seen);
}

INSTANTIATE_TEST_SUITE_P(Control, UnscrubbedTest,
                         ::testing::Values(Kind{"Default", MEMGUARD_AEAD_DEFAULT, 0}),
                         [](const ::testing::TestParamInfo<Kind>& kind) {
                           return kind.param.name;
                         });

// --- After a call -------------------------------------------------------------------------------

TEST_P(ResidueTest, NewCopy) {
  memguard_enclave* out = nullptr;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, plain.data(), plain.size(), &out));
  }));
  memguard_enclave_destroy(out);
}

TEST_P(ResidueTest, NewFrom) {
  static std::string source;
  source = plain;
  memguard_enclave* out = nullptr;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_from(context_, &source[0], source.size(), &out));
  }));
  memguard_enclave_destroy(out);
}

TEST_P(ResidueTest, NewRandom) {
  memguard_enclave* out = nullptr;
  std::string seen = witness_.After(
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_random(context_, 48, &out)); });
  plain = Content(out);
  ExpectNothing(seen);
  memguard_enclave_destroy(out);
}

TEST_P(ResidueTest, TheFirstSealAfterAPurge) {
  memguard_enclave* out = nullptr;
  memguard_purge(context_);
  std::string seen = witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, plain.data(), plain.size(), &out));
  });
  Learn();
  ExpectNothing(seen);
  memguard_enclave_destroy(out);
}

TEST_P(ResidueTest, Open) {
  memguard_buffer* buffer = nullptr;
  ExpectNothing(
      witness_.After([&] { EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave_, &buffer)); }));
  memguard_buffer_destroy(buffer);
}

TEST_P(ResidueTest, OpenInto) {
  static char bytes[64];
  size_t length = 0;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave_, bytes, sizeof bytes, &length));
  }));
}

TEST_P(ResidueTest, OpenOfAForgery) {
  static char bytes[64];
  size_t length = 0;
  enclave_sealed(enclave_, &length)[7] ^= 1;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_ERR_AUTH,
              memguard_enclave_open_into(enclave_, bytes, sizeof bytes, &length));
  }));
}

TEST_P(ResidueTest, BufferSeal) {
  memguard_buffer* buffer = nullptr;
  memguard_enclave* out = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, plain.data(), plain.size(), &buffer));
  ExpectNothing(
      witness_.After([&] { EXPECT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &out)); }));
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(out);
}

// What stood before and what stands after: neither is left.
TEST_P(ResidueTest, Renewing) {
  for (auto call : {memguard_refresh, memguard_rotate, memguard_after_restore}) {
    std::string seen = witness_.After([&] { EXPECT_EQ(MEMGUARD_OK, call(context_)); });
    Learn();
    ExpectNothing(seen);
  }
}

TEST_P(ResidueTest, OpenWithOldHalves) {
  static char bytes[64];
  size_t length = 0;
  enclave_make_due(context_);
  std::string seen = witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave_, bytes, sizeof bytes, &length));
  });
  Learn();
  ExpectNothing(seen);
}

TEST_P(ResidueTest, TheLastEnclaveOfAnOldKey) {
  ASSERT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  ExpectNothing(witness_.After([&] { memguard_enclave_destroy(enclave_); }));
  enclave_ = nullptr;
}

// --- While a callback runs, and after -----------------------------------------------------------

int LookInside(const unsigned char*, size_t, void* witness) {
  static_cast<Witness*>(witness)->Look();
  return 0;
}

TEST_P(ResidueTest, WhileACallbackRuns) {
  ExpectNothing(witness_.Run([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave_, LookInside, &witness_));
  }));
}

// A callback that handles its bytes as callbacks do.
int Handle(const unsigned char* bytes, size_t length, void*) {
  volatile unsigned char copy[48];
  unsigned sum = 0;
  for (size_t i = 0; i < length; i++) copy[i] = bytes[i];
  for (size_t i = 0; i < length; i++) sum += copy[i];
  return sum == 0;
}

TEST_P(ResidueTest, AfterACallbackThatCopiedItsBytesToTheStack) {
  ExpectNothing(witness_.After(
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave_, Handle, nullptr)); }));
}

INSTANTIATE_TEST_SUITE_P(
    All, ResidueTest,
    ::testing::Values(Kind{"Default", MEMGUARD_AEAD_DEFAULT, 0},
                      Kind{"Aes", MEMGUARD_AES_256_GCM, 0},
                      Kind{"SnapshotSafe", MEMGUARD_AEAD_DEFAULT, MEMGUARD_SNAPSHOT_SAFE},
                      Kind{"Shield", MEMGUARD_AEAD_DEFAULT, MEMGUARD_SHIELD},
                      Kind{"AesShield", MEMGUARD_AES_256_GCM, MEMGUARD_SHIELD}),
    [](const ::testing::TestParamInfo<Kind>& kind) { return kind.param.name; });

}  // namespace
