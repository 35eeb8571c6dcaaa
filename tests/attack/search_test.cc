/* search_test.cc: what is found, where it is cut, and what does not count. */
#include "tools/secmem/attack/search.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "memguard/memguard.h"

namespace {

class SearchTest : public testing::Test {
 protected:
  void SetUp() override {
    const memguard_options options = memguard_options_relaxed();
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK) << memcall_last_error()->text;
  }

  void TearDown() override {
    attack_search_free(search_);
    EXPECT_EQ(memguard_context_destroy(context_), MEMGUARD_OK) << "the search left memory behind";
  }

  void Make(const std::string &secret) {
    attack_search_free(search_);
    secret_ = secret;
    search_ = attack_search_new(context_, Bytes(secret_), secret_.size());
    ASSERT_NE(search_, nullptr);
  }

  static const unsigned char *Bytes(const std::string &text) {
    return reinterpret_cast<const unsigned char *>(text.data());
  }

  size_t FoundIn(const std::string &text) {
    attack_search_start(search_);
    attack_search_feed(search_, Bytes(text), text.size());
    return attack_search_found(search_);
  }

  void Learn(const std::string &text) {
    attack_search_start(search_);
    attack_search_learn(search_, Bytes(text), text.size());
  }

  memguard_context *context_ = nullptr;
  attack_search *search_ = nullptr;
  std::string secret_;
};

const char kSecret[] = "Tr0ub4dor&3 and more";

TEST_F(SearchTest, WholeAtAnyPlace) {
  Make(kSecret);
  for (size_t before = 0; before < 20; before++)
    for (size_t after = 0; after < 3; after++)
      EXPECT_EQ(FoundIn(std::string(before, '.') + kSecret + std::string(after, '.')),
                secret_.size());
}

TEST_F(SearchTest, AcrossAnyBorder) {
  Make(kSecret);
  const std::string stream = "some bytes before " + secret_ + " and after";
  for (size_t cut = 0; cut <= stream.size(); cut++) {
    attack_search_start(search_);
    attack_search_feed(search_, Bytes(stream), cut);
    attack_search_feed(search_, Bytes(stream) + cut, stream.size() - cut);
    EXPECT_EQ(attack_search_found(search_), secret_.size()) << cut;
  }
}

TEST_F(SearchTest, ByteByByte) {
  Make(kSecret);
  attack_search_start(search_);
  for (char byte : secret_)
    attack_search_feed(search_, reinterpret_cast<unsigned char *>(&byte), 1);
  EXPECT_EQ(attack_search_found(search_), secret_.size());
}

TEST_F(SearchTest, NotAcrossABreak) {
  Make("8 bytes!");
  attack_search_start(search_);
  attack_search_feed(search_, Bytes(secret_), 4);
  attack_search_break(search_);
  attack_search_feed(search_, Bytes(secret_) + 4, 4);
  EXPECT_EQ(attack_search_found(search_), 0u);
}

TEST_F(SearchTest, PartsFromEightBytesOn) {
  Make(kSecret);
  for (size_t from = 0; from < secret_.size(); from++)
    for (size_t length = 1; from + length <= secret_.size(); length++) {
      std::string part = "<" + secret_.substr(from, length) + ">";
      EXPECT_EQ(FoundIn(part), length >= 8 ? length : 0) << part;
    }
}

TEST_F(SearchTest, LongestOfMany) {
  Make(kSecret);
  EXPECT_EQ(
      FoundIn(secret_.substr(0, 9) + "?" + secret_.substr(3, 12) + "?" + secret_.substr(8, 8)),
      12u);
}

TEST_F(SearchTest, StartForgets) {
  Make(kSecret);
  EXPECT_EQ(FoundIn(kSecret), secret_.size());
  EXPECT_EQ(FoundIn("nothing of it"), 0u);
}

/* The same 8 bytes stand at several places of the secret: all are found, though a part may be
   counted as shorter than it is. */
TEST_F(SearchTest, RepeatedParts) {
  Make("abcdefgh-abcdefgh-abcdefgh+end");
  EXPECT_EQ(FoundIn(secret_), secret_.size());
  EXPECT_EQ(FoundIn("x" + secret_ + "x"), secret_.size());
  EXPECT_GE(FoundIn("abcdefgh-" + secret_), 8u);
  EXPECT_GE(FoundIn("abcdefgh+end"), 8u);
}

TEST_F(SearchTest, ZerosInside) {
  Make(std::string("key:\0\0\0\0\0\0\0\0\0\0\0\0:end of it", 27));
  EXPECT_EQ(FoundIn(std::string(1000, '\0')), 0u) << "zeros alone prove nothing";
  EXPECT_EQ(FoundIn(std::string(1000, '\0') + secret_ + std::string(1000, '\0')), secret_.size());
}

TEST_F(SearchTest, ZerosAround) {
  Make(kSecret);
  for (size_t zeros = 0; zeros < 40; zeros++)
    EXPECT_EQ(FoundIn(std::string(zeros, '\0') + secret_ + std::string(zeros, '\0')),
              secret_.size());
}

TEST_F(SearchTest, ZerosAtTheEnds) {
  Make(std::string("\0\0\0begins and ends so\0\0\0", 24));
  for (size_t zeros = 0; zeros < 40; zeros++)
    EXPECT_EQ(FoundIn(std::string(zeros, '\0') + secret_ + std::string(zeros, '\0')),
              secret_.size());
}

TEST_F(SearchTest, EveryByteValue) {
  std::string secret;
  for (int byte = 255; byte >= 0; byte--) secret.push_back(static_cast<char>(byte));
  Make(secret);
  EXPECT_EQ(FoundIn("..." + secret + "..."), 256u);
}

TEST_F(SearchTest, WhatHardlyVariesDoesNotCount) {
  Make(std::string(64, 'x'));
  EXPECT_EQ(attack_search_countable(search_), 0u);
  Make("ababababababababab");
  EXPECT_EQ(attack_search_countable(search_), 0u);
  Make("aaaaaaaabcdefgh!");
  EXPECT_GT(attack_search_countable(search_), 0u);
  EXPECT_EQ(FoundIn("aaaaaaaaaaaaaaaaaaaaaa"), 0u);
  EXPECT_EQ(FoundIn("aaaaaaaabcdefgh!"), 16u);
}

TEST_F(SearchTest, WhatWasLearntDoesNotCount) {
  Make("-----BEGIN KEY-----MIIEvQIBADANBgkqhkiG");
  EXPECT_EQ(FoundIn("-----BEGIN KEY-----"), 19u);
  Learn("text with -----BEGIN KEY----- in it");
  EXPECT_EQ(FoundIn("-----BEGIN KEY-----"), 0u);
  EXPECT_EQ(FoundIn("MIIEvQIB"), 8u);
  EXPECT_EQ(FoundIn(secret_), secret_.size());
  Learn(secret_);
  EXPECT_EQ(attack_search_countable(search_), 0u);
  EXPECT_EQ(FoundIn(secret_), 0u);
}

TEST_F(SearchTest, LearningCoversRepeats) {
  Make("password1-password1-and 42");
  Learn("password1-");
  EXPECT_EQ(FoundIn("password1-"), 0u);
}

TEST_F(SearchTest, LearningAcrossBorders) {
  Make("learn me not, 123");
  attack_search_start(search_);
  for (char byte : secret_)
    attack_search_learn(search_, reinterpret_cast<unsigned char *>(&byte), 1);
  EXPECT_EQ(attack_search_countable(search_), 0u);
}

TEST_F(SearchTest, TooShort) {
  EXPECT_EQ(attack_search_new(context_, Bytes("1234567"), 7), nullptr);
  EXPECT_EQ(attack_search_new(context_, Bytes(""), 0), nullptr);
}

TEST_F(SearchTest, LargestInLargeStream) {
  std::string secret, stream;
  unsigned state = 1;
  auto next = [&state] { return static_cast<char>((state = state * 1664525 + 1013904223) >> 24); };
  for (int i = 0; i < 65536; i++) secret.push_back(next());
  for (int i = 0; i < 4 << 20; i++) stream.push_back(next());
  Make(secret);
  EXPECT_EQ(FoundIn(stream), 0u);
  EXPECT_EQ(FoundIn(stream + secret.substr(30000, 9000) + stream), 9000u);
  EXPECT_EQ(FoundIn(stream + secret + stream), 65536u);
}

}  // namespace
