#include "tests/examples/five_cxx.h"

#include <gtest/gtest.h>

static unsigned sum;
static bool works;

bool sign(const unsigned char* key, std::size_t length) {
  for (std::size_t i = 0; i < length; i++) sum += key[i];
  return works;
}

TEST(FiveInCxx, SignsAndWipesTheCallersKey) {
  std::array<unsigned char, 32> key;
  key.fill(3);
  sum = 0;
  works = true;
  EXPECT_TRUE(five(key));
  EXPECT_EQ(96u, sum);
  EXPECT_EQ((std::array<unsigned char, 32>{}), key);
}

TEST(FiveInCxx, SaysWhenItDidNotWork) {
  std::array<unsigned char, 32> key = {};
  works = false;
  EXPECT_FALSE(five(key));
}
