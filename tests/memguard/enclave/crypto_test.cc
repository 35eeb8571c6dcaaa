// The provider: known answers, tampering, and the caller's error queue.
#include "tests/memguard/enclave/crypto.h"

#include <gtest/gtest.h>
#include <openssl/blake2.h>
#include <openssl/err.h>

#include <cstring>
#include <string>
#include <vector>

namespace {

std::string Unhex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

const unsigned char* Bytes(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Hash(const std::string& message) {
  std::string digest(32, '\0');
  crypto_hash(message.data(), message.size(), reinterpret_cast<unsigned char*>(&digest[0]));
  return digest;
}

// --- BLAKE2b-256 --------------------------------------------------------------------------------

TEST(Hash, KnownAnswers) {
  EXPECT_EQ(Unhex("0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"), Hash(""));
  EXPECT_EQ(Unhex("97edaa69596438136dcd128553e904bc03f526426f727d270b69841fb6cf50d3"),
            Hash("hash"));
  EXPECT_EQ(Unhex("928b20366943e2afd11ebc0eae2e53a93bf177a4fcf35bcc64d503704e65e202"),
            Hash("test"));
}

// The lengths that coffers hash (54 bytes; 86 with the shield), those around a block, and long ones. The
// answers are those of Python's hashlib.
TEST(Hash, AnswersOfAnotherImplementation) {
  const std::pair<size_t, const char*> kAnswers[] = {
      {54, "4f92fb19e847c2aaed35fec13290049cc352b046fbe5348a8bfc86ecdd618c44"},
      {86, "0dc066c115637f23f0a8b8c0769f3fae77a7009c2025989bb5f61786aadf5527"},
      {127, "1c171e998aff7ddd899783610668504f26fe61fbfacc78e48c4ea80eecc1f866"},
      {128, "685b73b75dc1b6556038ef8fdad4b2ce90982353724a24f7dc28b176a2a97bf2"},
      {129, "0c537bbbdad527a580c5b73f46782f7301dbf54a8626ec3c3042d7d7a336ca8e"},
      {256, "cd4f5f042c7b0f98e69a08af876a9c690ec8608de64f5df79e2120aad6344ae8"},
      {16384, "a36ae132f3acd1e14a2523a8ea9d54542fc389c1ae1348261bcb45ce88130c87"},
      {100000, "fa877314f7618d4aae9cff02227e5879410c975ac95b9eb51f0f359091c6f926"}};
  for (const auto& answer : kAnswers) {
    std::string message(answer.first, '\0');
    for (size_t i = 0; i < message.size(); i++)
      message[i] = static_cast<char>((i * 7 + message.size()) % 251);
    EXPECT_EQ(Unhex(answer.second), Hash(message)) << answer.first;
  }
}

// Ours for one block, BoringSSL's for more: the seam between them, and every length around it.
TEST(Hash, EveryLengthAgreesWithBoringSsl) {
  for (size_t size = 0; size <= 300; size++) {
    std::string message(size, '\0'), digest(32, '\0');
    for (size_t i = 0; i < size; i++) message[i] = static_cast<char>(i * i + size);
    BLAKE2B256(Bytes(message), size, reinterpret_cast<unsigned char*>(&digest[0]));
    ASSERT_EQ(digest, Hash(message)) << size;
  }
}

// --- The AEADs ----------------------------------------------------------------------------------

class CipherTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    ERR_clear_error();
    cipher_ = crypto_new(GetParam(), Bytes(key_));
    ASSERT_NE(nullptr, cipher_);
  }
  void TearDown() override {
    crypto_delete(cipher_);
    ERR_clear_error();
  }

  std::string Seal(const std::string& plain) {
    std::string sealed(plain.size() + 16, '\0');
    EXPECT_TRUE(crypto_seal(cipher_, Bytes(nonce_), Bytes(aad_), aad_.size(), Bytes(plain),
                            plain.size(), reinterpret_cast<unsigned char*>(&sealed[0])));
    return sealed;
  }

  // The plaintext, or "forged" when it was refused and the output is zero.
  std::string Open(const std::string& sealed) {
    std::string plain(sealed.size() - 16, 'x');
    if (crypto_open(cipher_, Bytes(nonce_), Bytes(aad_), aad_.size(), Bytes(sealed), plain.size(),
                    reinterpret_cast<unsigned char*>(&plain[0])))
      return plain;
    return plain == std::string(plain.size(), '\0') ? "forged" : "forged, and something left";
  }

  static std::string Changed(std::string bytes, size_t at) {
    bytes[at] = static_cast<char>(bytes[at] ^ 0x40);
    return bytes;
  }

  const std::string key_ =
      Unhex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
  std::string nonce_ = Unhex("404142434445464748494a4b4c4d4e4f5051525354555657"),
              aad_ = Unhex("50515253c0c1c2c3c4c5c6c7");
  crypto_cipher* cipher_ = nullptr;
};

TEST_P(CipherTest, OpensTheSameWithErrorsPending) {
  for (size_t size : {1, 15, 16, 17, 31, 64, 65, 1000, 4096, 100000}) {
    std::string plain(size, 'p'), sealed = Seal(plain);
    ERR_clear_error();
    EXPECT_EQ(plain, Open(sealed)) << size;
    EXPECT_EQ("forged", Open(Changed(sealed, size / 2)));
    ERR_put_error(ERR_LIB_USER, 0, 7, "test", 1);
    EXPECT_EQ(plain, Open(sealed)) << size;
    EXPECT_EQ("forged", Open(Changed(sealed, size / 2)));
  }
}

TEST_P(CipherTest, EveryByteCounts) {
  for (bool pending : {false, true}) {
    std::string sealed = Seal("thirty-two bytes of a plain text");
    if (pending) ERR_put_error(ERR_LIB_USER, 0, 7, "test", 1);
    for (size_t at = 0; at < sealed.size(); at++) EXPECT_EQ("forged", Open(Changed(sealed, at)));
    nonce_ = Changed(nonce_, 11);
    EXPECT_EQ("forged", Open(sealed));
    nonce_ = Changed(nonce_, 11);
    aad_ = Changed(aad_, 0);
    EXPECT_EQ("forged", Open(sealed));
    aad_ = Changed(aad_, 0);
    EXPECT_EQ("thirty-two bytes of a plain text", Open(sealed));
  }
}

TEST_P(CipherTest, AWipedCipherOpensNothingAndDoesNotFault) {
  std::string sealed = Seal("plain text");
  EXPECT_EQ("plain text", Open(sealed));
  crypto_wipe(cipher_);
  EXPECT_EQ("forged", Open(sealed));
  EXPECT_NE(sealed, Seal("plain text"));
  ERR_put_error(ERR_LIB_USER, 0, 7, "test", 1);
  EXPECT_EQ("forged", Open(sealed));
}

TEST_P(CipherTest, AWipedCipherHoldsNoKey) {
  const char* state = reinterpret_cast<const char*>(cipher_);
  std::string before(state, crypto_size());
  EXPECT_NE(std::string::npos, before.find(key_));
  crypto_wipe(cipher_);
  std::string after(state, crypto_size());
  for (size_t i = 0; i + 8 <= key_.size(); i++)
    EXPECT_EQ(std::string::npos, after.find(key_.substr(i, 8)));
}

TEST_P(CipherTest, TooLongIsRefusedBeforeAnythingIsRead) {
  if (sizeof(size_t) < 8) GTEST_SKIP() << "no size_t is that large here";
  size_t limit = static_cast<size_t>(crypto_limit(GetParam()));
  unsigned char byte = 0;
  EXPECT_TRUE(crypto_fits(GetParam(), limit));
  EXPECT_FALSE(crypto_fits(GetParam(), limit + 1));
  EXPECT_FALSE(crypto_seal(cipher_, Bytes(nonce_), nullptr, 0, &byte, limit + 1, &byte));
  EXPECT_EQ(0u, ERR_peek_error());
}

// --- The error queue ----------------------------------------------------------------------------

std::vector<uint32_t> Drain() {
  std::vector<uint32_t> errors;
  while (uint32_t error = ERR_get_error()) errors.push_back(error);
  return errors;
}

void Put(int count) {
  for (int i = 1; i <= count; i++) ERR_put_error(ERR_LIB_USER, 0, i, "test", 1);
}

TEST_P(CipherTest, AFailedOpenLeavesTheErrorQueueAsItWas) {
  std::string forged = Changed(Seal("plain text"), 3);
  for (int count : {0, 1, 2, 14, 15, 16, 40}) {
    ERR_clear_error();
    Put(count);
    std::vector<uint32_t> expected = Drain();
    Put(count);
    EXPECT_EQ("forged", Open(forged));
    EXPECT_EQ(expected, Drain()) << count << " errors pending";
  }
}

TEST_P(CipherTest, AFailedOpenLeavesMarksInTheErrorQueue) {
  std::string forged = Changed(Seal("plain text"), 3);
  Put(2);
  ASSERT_EQ(1, ERR_set_mark());
  EXPECT_EQ("forged", Open(forged));
  Put(3);
  EXPECT_EQ(1, ERR_pop_to_mark()) << "the mark is still there";
  EXPECT_EQ(2u, Drain().size());
}

INSTANTIATE_TEST_SUITE_P(All, CipherTest,
                         ::testing::Values(CRYPTO_CHACHA20, CRYPTO_AES, CRYPTO_XCHACHA20));

}  // namespace
