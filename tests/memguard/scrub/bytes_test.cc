// Small acts on secret bytes.
#include "memguard/bytes.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace {

std::string Pattern(size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i < size; i++) bytes[i] = static_cast<char>(i * 7 + 1);
  return bytes;
}

TEST(Wipe, WritesZerosAndNothingBeside) {
  for (size_t size : {1, 7, 8, 63, 64, 65, 4096, 65537}) {
    std::string bytes = Pattern(size + 2);
    char before = bytes[0], after = bytes[size + 1];
    memguard_wipe(&bytes[1], size);
    EXPECT_EQ(std::string(size, '\0'), bytes.substr(1, size));
    EXPECT_EQ(before, bytes[0]);
    EXPECT_EQ(after, bytes[size + 1]);
  }
  memguard_wipe(nullptr, 0);
}

TEST(Scramble, FillsAllOfIt) {
  for (size_t size : {16, 64, 4097}) {
    std::string bytes(size + 1, '\0');
    ASSERT_EQ(MEMGUARD_OK, memguard_scramble(&bytes[0], size));
    EXPECT_NE(std::string(16, '\0'), bytes.substr(size - 16, 16));
    EXPECT_EQ('\0', bytes[size]);
  }
  EXPECT_EQ(MEMGUARD_OK, memguard_scramble(nullptr, 0));
}

TEST(Scramble, NullIsInvalid) {
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_scramble(nullptr, 1));
  EXPECT_STREQ("memguard_scramble", memcall_last_error()->operation);
}

TEST(Equal, FindsEveryBitThatDiffers) {
  for (size_t size : {1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 100}) {
    std::string a = Pattern(size), b = a;
    EXPECT_TRUE(memguard_equal(a.data(), b.data(), size));
    for (size_t bit = 0; bit < 8 * size; bit++) {
      b[bit / 8] = static_cast<char>(b[bit / 8] ^ (1 << bit % 8));
      EXPECT_FALSE(memguard_equal(a.data(), b.data(), size)) << size << ", bit " << bit;
      b[bit / 8] = a[bit / 8];
    }
  }
}

TEST(Equal, NothingEqualsNothing) {
  EXPECT_TRUE(memguard_equal(nullptr, nullptr, 0));
  EXPECT_TRUE(memguard_equal("a", "b", 0));
}

TEST(Equal, LooksAtNoMoreThanLength) { EXPECT_TRUE(memguard_equal("abcdefghX", "abcdefghY", 8)); }

TEST(Copy, CopiesAndLeavesTheSource) {
  std::string from = Pattern(100), to(101, 'x'), whole = from;
  memguard_copy(&to[0], from.data(), 100);
  EXPECT_EQ(whole + "x", to);
  EXPECT_EQ(whole, from);
  memguard_copy(nullptr, nullptr, 0);
}

TEST(Move, CopiesAndWipesTheSource) {
  std::string from = Pattern(100), to(100, 'x'), whole = from;
  memguard_move(&to[0], &from[0], 100);
  EXPECT_EQ(whole, to);
  EXPECT_EQ(std::string(100, '\0'), from);
  memguard_move(nullptr, nullptr, 0);
}

}  // namespace
