// secure_vector: content, moves, growth, comparison, and what is left where elements were.
#include <array>
#include <cstdint>

#include "memguard/bytes.h"
#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::mutable_bytes;
using securememory::secure_vector;

using Octets = secure_vector<unsigned char>;

class CxxSecureVector : public World {
 protected:
  Octets Make(size_t size = 32) { return std::move(*Octets::copy(Pattern(size), context_)); }
  size_t InUse(const void* pointer) { return memguard_usable_size(context_.get(), pointer); }
};

static_assert(!std::is_copy_constructible_v<Octets>, "plaintext is duplicated by name only");

TEST_F(CxxSecureVector, IsMoveOnly) {
  ExpectMoveOnly<Octets>([this] { return Make(); }, [](const Octets& one) { return !one.empty(); });
  EXPECT_EQ(0u, Live());
}

TEST_F(CxxSecureVector, ANewOneIsEmptyAndTakesNoMemory) {
  Octets one(context_);
  EXPECT_TRUE(one.empty());
  EXPECT_EQ(0u, one.capacity());
  EXPECT_EQ(one.begin(), one.end());
  EXPECT_EQ(0u, Live());
  EXPECT_EQ(memguard_default_context(), Octets().get_allocator().get());
}

TEST_F(CxxSecureVector, FromAndAppendWipeTheirSource) {
  Bytes plain = Pattern(20);
  Octets one = std::move(*Octets::from(plain, context_));
  EXPECT_EQ(Bytes(20), plain);
  plain = Pattern(20);
  one.append(plain);
  EXPECT_EQ(Bytes(20), plain);
  EXPECT_EQ(40u, one.size());
  EXPECT_EQ(0, memcmp(one.data() + 20, Pattern(20).data(), 20));
  plain = Pattern(5);
  one.assign(plain);
  EXPECT_EQ(Bytes(5), plain);
  EXPECT_EQ(Pattern(5), Copy(one));
  one.assign_copy(Pattern(6));
  one.append_copy(bytes(Pattern(1)));
  EXPECT_EQ(7u, one.size());
}

TEST_F(CxxSecureVector, ReachesElements) {
  secure_vector<uint32_t> words(3, context_);
  EXPECT_EQ(0u, words[2]) << "zeroed";
  words[0] = 1;
  words.back() = 3;
  words.push_back(4);
  EXPECT_EQ(1u, words.front());
  EXPECT_EQ(4u, words.back());
  uint32_t sum = 0;
  for (uint32_t word : words) sum += word;
  EXPECT_EQ(8u, sum);
  words.pop_back();
  EXPECT_EQ(3u, words.size());
}

TEST_F(CxxSecureVector, GrowsByAnElementOfItsOwn) {
  secure_vector<uint32_t> words(context_);
  words.push_back(7);
  for (int i = 0; i < 1000; i++) words.push_back(words.front());
  for (uint32_t word : words) ASSERT_EQ(7u, word);
  words.append_copy(words);
  EXPECT_EQ(2002u, words.size());
  EXPECT_EQ(7u, words.back());
}

TEST_F(CxxSecureVector, GrowthIsGeometric) {
  Octets one(context_);
  int places = 0;
  const void* last = nullptr;
  for (int i = 0; i < 100000; i++) {
    one.push_back(1);
    if (one.data() != last) places++;
    last = one.data();
  }
  EXPECT_LE(places, 14);
}

// --- What is cut off -----------------------------------------------------------------------------

TEST_F(CxxSecureVector, WipesWhatItForgets) {
  Octets one = Make(64);
  const unsigned char* at = one.data();
  one.pop_back();
  EXPECT_EQ(0, at[63]);
  one.resize(40);
  EXPECT_EQ(Bytes(24), Bytes(at + 40, at + 64));
  EXPECT_NE(0, at[39]);
  one.clear();
  EXPECT_EQ(Bytes(64), Bytes(at, at + 64));
  EXPECT_EQ(64u, one.capacity()) << "the memory is still its own";
  one.resize(64);
  EXPECT_EQ(Bytes(64), Copy(one)) << "growing shows nothing old";
}

TEST_F(CxxSecureVector, ShrinksToFit) {
  Octets one = Make(64);
  one.resize(8);
  one.shrink_to_fit();
  EXPECT_EQ(8u, InUse(one.data()));
  EXPECT_EQ(Pattern(8), Copy(one));
  one.clear();
  one.shrink_to_fit();
  EXPECT_EQ(0u, Live());
}

// --- Comparing -----------------------------------------------------------------------------------

TEST_F(CxxSecureVector, ComparesContentAlone) {
  Octets one = Make(), same = Make(), shorter = Make(31), other = Make();
  same.reserve(1000);
  other[31] ^= 1;
  EXPECT_TRUE(one == same);
  EXPECT_TRUE(one != shorter);
  EXPECT_TRUE(shorter != one) << "what they have in common is equal";
  EXPECT_TRUE(one != other);
  EXPECT_TRUE(Octets(context_) == Octets());
  Octets twin = std::move(*one.duplicate());
  EXPECT_TRUE(one == twin);
  EXPECT_EQ(context_.get(), twin.get_allocator().get());
}

// --- Memory --------------------------------------------------------------------------------------

TEST_F(CxxSecureVector, StaysInItsContextAndTakesItAlong) {
  securememory::context other = std::move(*securememory::context::make(memguard_options_relaxed()));
  {
    Octets here = Make(), there(8, other);
    const void* where = here.data();
    there = std::move(here);
    EXPECT_EQ(where, there.data());
    there.resize(1000);
    EXPECT_EQ(1000u, InUse(there.data()));
    here = Octets(4, other);
    swap(here, there);
    EXPECT_EQ(1000u, InUse(here.data()));
    EXPECT_EQ(4u, memguard_usable_size(other.get(), there.data()));
  }
  EXPECT_EQ(SECUREMEMORY_OK, other.destroy());
}

TEST_F(CxxSecureVector, AlignsItsElements) {
  struct alignas(128) Wide {
    unsigned char bytes[128];
  };
  secure_vector<Wide> wide(3, context_);
  EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(wide.data()) % 128);
  wide.resize(50);
  EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(wide.data()) % 128);
}

TEST_F(CxxSecureVector, RefusesWhatDoesNotFit) {
  secure_vector<uint32_t> words(2, context_);
  EXPECT_THROW(words.resize(SIZE_MAX / 4 + 2), std::bad_array_new_length);
  EXPECT_THROW(words.reserve(SIZE_MAX / 8), std::bad_alloc);
  EXPECT_EQ(SECUREMEMORY_ERR_OVERFLOW, words.try_reserve(SIZE_MAX));
  EXPECT_NE(SECUREMEMORY_OK, words.try_reserve(SIZE_MAX / 8));
  EXPECT_EQ(SECUREMEMORY_OK, words.try_reserve(100));
  EXPECT_EQ(100u, words.capacity());
  Bytes odd = Pattern(7);
  EXPECT_THROW(words.append(odd), securememory::error) << "no whole number of words";
  EXPECT_EQ(Pattern(7), odd);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, secure_vector<uint32_t>::from(odd, context_).status());
  EXPECT_EQ(2u, words.size());
  EXPECT_THROW(Octets(8, securememory::context()), securememory::error) << "NULL is no context";
}

}  // namespace
