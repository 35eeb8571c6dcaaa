// After a public call returns, and while a callback runs, nothing of the key or of the plaintext
// stands on the stack or in a vector register.
#include "tests/memguard/enclave/fixture.h"
#include "tests/memguard/enclave/witness.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::LongestRun;
using enclave_test::Witness;

// Random, and in no test's own frames.
std::string plain;

class ResidueTest : public EnclaveTest {
 protected:
  void SetUp() override {
    EnclaveTest::SetUp();
    plain.assign(48, '\0');
    ASSERT_EQ(MEMCALL_OK, memcall_random(&plain[0], plain.size()));
    enclave_ = Seal(plain);
    std::string left(INSIDE_KEY, '\0'), right = left, key = left, hash = left;
    enclave_halves(context_, Bytes(&left), Bytes(&right));
    enclave_key(context_, Bytes(&key));
    for (int i = 0; i < INSIDE_KEY; i++) hash[i] = static_cast<char>(key[i] ^ left[i]);
    secrets_ = {{"the key", key}, {"left", left}, {"right", right}, {"the hash of right", hash}};
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

// --- Controls: without the scrub it is all there ------------------------------------------------

TEST_F(ResidueTest, ControlAnUnscrubbedSealLeaks) {
  memguard_enclave* out = nullptr;
  const std::string& seen = witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, enclave_unscrubbed_seal(context_, plain.data(), plain.size(), &out));
  });
  size_t longest = 0;
  for (const auto& secret : secrets_) longest = std::max(longest, LongestRun(seen, secret.second));
  EXPECT_GE(longest, 16u) << "of the key or its halves";
  memguard_enclave_destroy(out);
}

TEST_F(ResidueTest, ControlAnUnscrubbedOpenLeaks) {
  static char bytes[64];
  size_t length = 0;
  const std::string& seen = witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, enclave_unscrubbed_open(enclave_, bytes, sizeof bytes, &length));
  });
  size_t longest = 0;
  for (const auto& secret : secrets_) longest = std::max(longest, LongestRun(seen, secret.second));
  EXPECT_GE(longest, 16u) << "of the key or its halves";
}

// --- After a call -------------------------------------------------------------------------------

TEST_F(ResidueTest, NewCopy) {
  memguard_enclave* out = nullptr;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, plain.data(), plain.size(), &out));
  }));
  memguard_enclave_destroy(out);
}

TEST_F(ResidueTest, NewFrom) {
  static std::string source;
  source = plain;
  memguard_enclave* out = nullptr;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_from(context_, &source[0], source.size(), &out));
  }));
  memguard_enclave_destroy(out);
}

TEST_F(ResidueTest, NewRandom) {
  memguard_enclave* out = nullptr;
  std::string seen = witness_.After(
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_random(context_, 48, &out)); });
  plain = Content(out);
  ExpectNothing(seen);
  memguard_enclave_destroy(out);
}

TEST_F(ResidueTest, TheFirstSealAfterAPurge) {
  memguard_enclave* out = nullptr;
  memguard_purge(context_);
  std::string seen = witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, plain.data(), plain.size(), &out));
  });
  enclave_halves(context_, Bytes(&secrets_[1].second), Bytes(&secrets_[2].second));
  enclave_key(context_, Bytes(&secrets_[0].second));
  ExpectNothing(seen);
  memguard_enclave_destroy(out);
}

TEST_F(ResidueTest, Open) {
  memguard_buffer* buffer = nullptr;
  ExpectNothing(
      witness_.After([&] { EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave_, &buffer)); }));
  memguard_buffer_destroy(buffer);
}

TEST_F(ResidueTest, OpenInto) {
  static char bytes[64];
  size_t length = 0;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave_, bytes, sizeof bytes, &length));
  }));
}

TEST_F(ResidueTest, OpenOfAForgery) {
  static char bytes[64];
  size_t length = 0;
  enclave_sealed(enclave_, &length)[7] ^= 1;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(MEMGUARD_ERR_AUTH,
              memguard_enclave_open_into(enclave_, bytes, sizeof bytes, &length));
  }));
}

TEST_F(ResidueTest, BufferSeal) {
  memguard_buffer* buffer = nullptr;
  memguard_enclave* out = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, plain.data(), plain.size(), &buffer));
  ExpectNothing(
      witness_.After([&] { EXPECT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &out)); }));
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(out);
}

// --- While a callback runs, and after -----------------------------------------------------------

int LookInside(const unsigned char*, size_t, void* witness) {
  static_cast<Witness*>(witness)->Look();
  return 0;
}

TEST_F(ResidueTest, WhileACallbackRuns) {
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

TEST_F(ResidueTest, AfterACallbackThatCopiedItsBytesToTheStack) {
  ExpectNothing(witness_.After(
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave_, Handle, nullptr)); }));
}

}  // namespace
