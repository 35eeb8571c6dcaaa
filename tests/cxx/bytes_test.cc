// Views: what makes one, what does not, and std::span under C++20. Compiled in both languages.
#include "securememory/bytes.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

using securememory::bytes;
using securememory::mutable_bytes;

template <class T>
constexpr bool kReads = std::is_convertible_v<T, bytes>;
template <class T>
constexpr bool kWrites = std::is_convertible_v<T, mutable_bytes>;

using Key = std::array<unsigned char, 32>;

static_assert(kReads<Key&> && kReads<const Key&> && kReads<std::vector<uint32_t>&>);
static_assert(kReads<std::string_view> && kReads<const std::string&> && kReads<mutable_bytes>);
static_assert(kReads<const unsigned char (&)[4]>);
static_assert(kWrites<Key&> && kWrites<Key> && kWrites<std::string&> && kWrites<mutable_bytes>);
static_assert(!kWrites<const Key&> && !kWrites<std::string_view> && !kWrites<bytes>,
              "what is constant is not wiped");
static_assert(!kReads<const char (&)[4]> && !kReads<char (&)[4]> && !kWrites<char (&)[4]>,
              "nobody knows whether the NUL counts");
static_assert(!kReads<std::vector<std::string>&> && !kReads<std::vector<std::unique_ptr<int>>&>,
              "bytes of objects that own something are no content");
static_assert(!kReads<std::vector<bool>&> && !kReads<int> && !kReads<const char*>);

TEST(CxxBytes, MeasureInBytes) {
  std::vector<uint32_t> words = {1, 2, 3};
  bytes view = words;
  EXPECT_EQ(12u, view.size());
  EXPECT_EQ(reinterpret_cast<unsigned char*>(words.data()), view.data());
  EXPECT_EQ(12, view.end() - view.begin());
  EXPECT_FALSE(view.empty());
  EXPECT_TRUE(bytes().empty());
  EXPECT_EQ(nullptr, bytes(nullptr, 0).data());
}

TEST(CxxBytes, WritesAreSeenByTheOwner) {
  Key key = {};
  mutable_bytes view = key;
  view[3] = 7;
  EXPECT_EQ(7, key[3]);
  EXPECT_EQ(7, bytes(view)[3]);
  EXPECT_EQ(32, view.end() - view.begin());
}

#if defined(__cpp_lib_span)
TEST(CxxBytes, BecomeSpans) {
  Key key = {1};
  mutable_bytes writable = key;
  std::span<const std::byte> raw = bytes(key);
  std::span<const unsigned char> octets = bytes(key);
  std::span<std::byte> raw_writable = writable;
  std::span<unsigned char> octets_writable(writable);
  EXPECT_EQ(32u, raw.size());
  EXPECT_EQ(key.data(), octets.data());
  raw_writable[1] = std::byte{9};
  EXPECT_EQ(9, octets_writable[1]);
  bytes back = octets;
  EXPECT_EQ(key.data(), back.data());
}
#elif __cplusplus >= 202002L
#error "C++20 without std::span: the conversions are not tested"
#endif

}  // namespace
