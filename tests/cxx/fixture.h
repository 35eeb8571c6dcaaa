// fixture.h: a context and a factory of one kind, which must be empty when a test ends.
#ifndef TESTS_CXX_FIXTURE_H
#define TESTS_CXX_FIXTURE_H

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "securememory/securememory.hpp"

namespace cxx_test {

using Bytes = std::vector<unsigned char>;

inline Bytes Pattern(size_t size) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; i++) bytes[i] = static_cast<unsigned char>(i * 7 + 1);
  return bytes;
}

inline Bytes Copy(securememory::bytes plain) { return Bytes(plain.begin(), plain.end()); }

// Relaxed: an account that may lock nothing still runs every test that is not about locking.
class World : public ::testing::Test {
 protected:
  void SetUp() override { Open(memguard_options_relaxed()); }
  void TearDown() override {
    EXPECT_EQ(SECUREMEMORY_OK, factory_.destroy()) << "a secret was leaked";
    EXPECT_EQ(SECUREMEMORY_OK, context_.destroy()) << "an object was leaked";
  }
  void Open(const memguard_options& options, securememory_kind kind = SECUREMEMORY_SEALED) {
    context_ = std::move(*securememory::context::make(options));
    factory_ = std::move(*securememory::factory::make(kind, context_.get()));
  }
  uint64_t Live() const { return context_.report()->live; }

  securememory::context context_;
  securememory::factory factory_;
};

class OfEveryKind : public World, public ::testing::WithParamInterface<securememory_kind> {
 protected:
  void SetUp() override { Open(memguard_options_relaxed(), GetParam()); }

  securememory::secret Make(size_t size = 32) {
    return std::move(*securememory::secret::copy(Pattern(size), factory_.get()));
  }
};

#define FOR_EVERY_KIND(suite)                                                               \
  INSTANTIATE_TEST_SUITE_P(                                                                 \
      Kinds, suite,                                                                         \
      ::testing::Values(SECUREMEMORY_SEALED, SECUREMEMORY_PROTECTED, SECUREMEMORY_GUARDED), \
      [](const auto& test) {                                                                \
        return std::string(test.param == SECUREMEMORY_SEALED      ? "Sealed"                \
                           : test.param == SECUREMEMORY_PROTECTED ? "Protected"             \
                                                                  : "Guarded");             \
      })

// What every owner of a handle is: `make` makes one, `alive` tells whether one holds something.
template <class Owner, class Make, class Alive>
void ExpectMoveOnly(const Make& make, const Alive& alive) {
  static_assert(!std::is_copy_constructible_v<Owner> && !std::is_copy_assignable_v<Owner>);
  static_assert(std::is_nothrow_move_constructible_v<Owner>);
  static_assert(std::is_nothrow_move_assignable_v<Owner>);
  static_assert(std::is_nothrow_destructible_v<Owner>);
  static_assert(std::is_nothrow_swappable_v<Owner>);
  Owner first = make(), empty;
  EXPECT_TRUE(alive(first));
  EXPECT_FALSE(alive(empty));
  Owner second(std::move(first));
  EXPECT_TRUE(alive(second));
  EXPECT_FALSE(alive(first)) << "what was moved from is empty";
  first = std::move(second);
  EXPECT_TRUE(alive(first));
  EXPECT_FALSE(alive(second));
  Owner& itself = first;
  first = std::move(itself);
  EXPECT_TRUE(alive(first)) << "a move to itself changes nothing";
  swap(first, empty);
  EXPECT_FALSE(alive(first));
  EXPECT_TRUE(alive(empty));
  first.swap(empty);
  first = make();
  EXPECT_TRUE(alive(first)) << "and what it held before has ended";
}

}  // namespace cxx_test

#endif
