// Where BoringSSL leaves a private key when it signs, and that nothing of it is left on the stack or
// in a register after the calls of the TLS examples.
#include <openssl/bn.h>
#include <openssl/bytestring.h>
#include <openssl/curve25519.h>
#include <openssl/ec_key.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>

#include <algorithm>

#include "tests/examples/ed25519.h"
#include "tests/examples/pkcs8_key.h"
#include "tests/memguard/enclave/witness.h"

namespace {

using enclave_test::LongestRun;
using enclave_test::Witness;

// Not on the stack that is looked at.
uint8_t signature[512], public_key[32], message[100];
size_t length;

std::string Content(securememory_secret* secret) {
  std::string content;
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(
                                 secret,
                                 [](const unsigned char* bytes, size_t size, void* user) {
                                   static_cast<std::string*>(user)->assign(
                                       reinterpret_cast<const char*>(bytes), size);
                                   return 0;
                                 },
                                 &content));
  return content;
}

// --- Ed25519 -----------------------------------------------------------------------------------

class Ed25519Residue : public ::testing::Test {
 protected:
  void SetUp() override { New(); }
  void TearDown() override { securememory_secret_destroy(key_); }
  void New() {
    ASSERT_EQ(SECUREMEMORY_OK, ed25519_new(securememory_default_factory(), public_key, &key_))
        << memcall_last_error()->text;
  }
  // The seed, and the scalar and prefix that it is expanded to (RFC 8032, 5.1.5).
  std::vector<std::string> Parts() {
    std::string key = Content(key_), expanded(64, '\0');
    unsigned char* scalar = reinterpret_cast<unsigned char*>(&expanded[0]);
    SHA512(reinterpret_cast<const uint8_t*>(key.data()), 32, scalar);
    scalar[0] &= 248;
    scalar[31] = static_cast<unsigned char>((scalar[31] & 63) | 64);
    return {key.substr(0, 32), expanded.substr(0, 32), expanded.substr(32)};
  }
  size_t Longest(const std::string& seen) {
    size_t longest = 0;
    for (const std::string& part : Parts()) longest = std::max(longest, LongestRun(seen, part));
    return longest;
  }
  securememory_secret* key_ = nullptr;
  Witness witness_;
};

// Far enough below what looks for it afterwards.
unsigned SignDeep(const std::string& key) {
  volatile char room[1024] = {0};
  ED25519_sign(signature, message, sizeof message, reinterpret_cast<const uint8_t*>(key.data()));
  return static_cast<unsigned char>(room[signature[0]]);
}

TEST_F(Ed25519Residue, ControlBoringSslLeavesTheExpandedKeyOnTheStack) {
  static std::string key;
  key = Content(key_);
  EXPECT_EQ(32u, Longest(witness_.After([] { SignDeep(key); })));
}

TEST_F(Ed25519Residue, NothingIsLeftByASignature) {
  EXPECT_EQ(0u, Longest(witness_.After([&] {
              EXPECT_EQ(SECUREMEMORY_OK, ed25519_sign(key_, message, sizeof message, signature));
            })));
  EXPECT_EQ(1, ED25519_verify(message, sizeof message, signature, public_key));
}

TEST_F(Ed25519Residue, NothingIsLeftByANewKey) {
  securememory_secret_destroy(key_);
  const std::string& seen = witness_.After([&] { New(); });
  EXPECT_EQ(0u, Longest(seen));
}

// --- ECDSA and RSA -----------------------------------------------------------------------------

class Pkcs8Residue : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override { pkcs8_key_new(&key_); }
  void TearDown() override {
    EVP_PKEY_free(key_.public_key);
    securememory_secret_destroy(key_.secret);
  }
  EVP_PKEY* Parse() {
    std::string der = Content(key_.secret);
    CBS bytes;
    CBS_init(&bytes, reinterpret_cast<const uint8_t*>(der.data()), der.size());
    return EVP_parse_private_key(&bytes);
  }
  // Each secret number, as DER has it and as BoringSSL's words have it.
  std::vector<std::string> Parts() {
    EVP_PKEY* key = Parse();
    std::vector<const BIGNUM*> numbers;
    if (GetParam()) {
      const RSA* rsa = EVP_PKEY_get0_RSA(key);
      numbers = {RSA_get0_d(rsa),    RSA_get0_p(rsa),    RSA_get0_q(rsa),
                 RSA_get0_dmp1(rsa), RSA_get0_dmq1(rsa), RSA_get0_iqmp(rsa)};
    } else {
      numbers = {EC_KEY_get0_private_key(EVP_PKEY_get0_EC_KEY(key))};
    }
    std::vector<std::string> parts;
    for (const BIGNUM* number : numbers) {
      std::string bytes(BN_num_bytes(number), '\0');
      BN_bn2bin(number, reinterpret_cast<uint8_t*>(&bytes[0]));
      parts.push_back(bytes);
      std::reverse(bytes.begin(), bytes.end());
      parts.push_back(bytes);
    }
    EVP_PKEY_free(key);
    return parts;
  }
  size_t Longest(const std::string& seen) {
    size_t longest = 0;
    for (const std::string& part : Parts()) longest = std::max(longest, LongestRun(seen, part));
    return longest;
  }
  uint16_t Algorithm() const {
    return GetParam() ? SSL_SIGN_RSA_PSS_RSAE_SHA256 : SSL_SIGN_ECDSA_SECP256R1_SHA256;
  }
  pkcs8_key key_ = {GetParam(), nullptr, nullptr};
  Witness witness_;
};

// BoringSSL keeps these keys on its heap: its own calls leave nothing that this search would find. So
// the control is a copy of the DER on the stack.
unsigned CopyToStack(const std::string& der) {
  volatile char copy[2048];
  unsigned sum = 0;
  for (size_t i = 0; i < der.size(); i++) copy[i] = der[i];
  for (size_t i = 0; i < der.size(); i++) sum += static_cast<unsigned char>(copy[i]);
  return sum;
}

TEST_P(Pkcs8Residue, ControlACopyOnTheStackIsFound) {
  static std::string der;
  der = Content(key_.secret);
  EXPECT_GE(Longest(witness_.After([] { CopyToStack(der); })), 32u);
}

TEST_P(Pkcs8Residue, NothingIsLeftByASignature) {
  EXPECT_EQ(0u, Longest(witness_.After([&] {
              length = sizeof signature;
              EXPECT_EQ(SECUREMEMORY_OK, pkcs8_sign(key_.secret, Algorithm(), message,
                                                    sizeof message, signature, &length));
            })));
  EXPECT_GT(length, 60u);
}

TEST_P(Pkcs8Residue, NothingIsLeftByANewKey) {
  TearDown();
  const std::string& seen = witness_.After([&] { pkcs8_key_new(&key_); });
  ASSERT_NE(nullptr, key_.secret);
  EXPECT_EQ(0u, Longest(seen));
}

INSTANTIATE_TEST_SUITE_P(Keys, Pkcs8Residue, ::testing::Bool(),
                         [](const auto& test) { return test.param ? "Rsa" : "P256"; });

}  // namespace
