#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "tests/examples/guide.h"

static bool broken;
static std::string seen_password;

Tag mac(securememory::bytes key) {
  if (broken) throw std::runtime_error("no such algorithm");
  Tag tag = {};
  for (unsigned char one : key) tag[0] = static_cast<unsigned char>(tag[0] + one);
  return tag;
}

bool log_in(const char*, const char* password) {
  seen_password = password;
  return true;
}

TEST(GuideInCxx, AnswersAResult) {
  Key key;
  key.fill(2);
  broken = false;
  EXPECT_EQ(64, (*tag_of(key))[0]);
  EXPECT_EQ(Key{}, key);
}

TEST(GuideInCxx, Throws) {
  Key key;
  key.fill(2);
  broken = false;
  EXPECT_EQ(64, tag_or_throw(key)[0]);
  broken = true;
  EXPECT_THROW(tag_or_throw(key), std::runtime_error);
}

TEST(GuideInCxx, ReadsAPassword) {
  int ends[2];
  ASSERT_EQ(0, pipe(ends));
  ASSERT_EQ(5, write(ends[1], "12345", 5));
  EXPECT_TRUE(ask_and_log_in(ends[0]));
  EXPECT_EQ("12345", seen_password);
  close(ends[0]);
  close(ends[1]);
}

TEST(GuideInCxx, HasAContext) {
  std::string token = "token";
  EXPECT_TRUE(in_a_context(token));
  EXPECT_EQ(std::string(5, '\0'), token);
}

TEST(GuideInCxx, Streams) {
  std::string pem = "one\ntwo\n";
  EXPECT_EQ(2u, through_a_stream(pem));
}
