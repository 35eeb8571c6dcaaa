// Where characters go: all readable memory of the process is searched for them.
#include "tests/cxx/residue.h"

#include <new>

#include "memguard/bytes.h"

namespace {

using namespace cxx_test;
using securememory::secret;

TEST_F(CxxResidue, ControlAnOrdinaryStringIsFound) {
  EXPECT_EQ(0u, Found());
  std::string copy(aside_->text, sizeof aside_->text);
  EXPECT_EQ(sizeof aside_->text, Found());
  memguard_wipe(&copy[0], copy.size());
  EXPECT_EQ(0u, Found());
}

// What the allocator alone would not help against.
TEST_F(CxxResidue, ControlAShortBasicStringStaysWhereItWas) {
  using Text = std::basic_string<char, std::char_traits<char>, securememory::allocator<char>>;
  alignas(Text) static unsigned char object[sizeof(Text)];
  Text* text = new (object) Text(aside_->text, 12, context_);
  __asm__ volatile("" : : "r"(text) : "memory");  // or the compiler would see it end unread
  text->~Text();
  EXPECT_GE(Found(), 11u);
  memguard_wipe(object, sizeof object);
}

TEST_F(CxxResidue, AStringStandsInItsOwnMemoryAlone) {
  secure_string text = Make();
  EXPECT_EQ(sizeof aside_->text, Found()) << "there";
  EXPECT_EQ(0u, Found(&text)) << "and nowhere else";
}

TEST_F(CxxResidue, AShortStringToo) {
  alignas(secure_string) static unsigned char object[sizeof(secure_string)];
  secure_string* text = new (object) secure_string(context_);
  text->append_copy(bytes(aside_->text, 12));
  EXPECT_EQ(12u, Found());
  EXPECT_EQ(0u, Found(text));
  text->~secure_string();
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, WhatIsCutOffIsGone) {
  secure_string text = Make();
  text.resize(7);
  EXPECT_EQ(0u, Found());
  text.assign_copy(Text());
  text.clear();
  EXPECT_EQ(0u, Found());
  text.assign_copy(Text());
  text.assign_copy("something else");
  EXPECT_EQ(0u, Found());
  text.assign_copy(Text());
  while (text.size() > 7) text.pop_back();
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, MovingAndGrowingLeaveNothing) {
  secure_string text = Make();
  for (int i = 0; i < 500; i++) text.push_back('x');
  EXPECT_EQ(0u, Found(&text)) << "in earlier places";
  text.shrink_to_fit();
  secure_string other = std::move(text);
  EXPECT_EQ(0u, Found(&other));
  secure_string third(context_);
  swap(other, third);
  EXPECT_EQ(0u, Found(&third));
  third = secure_string();
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, DestroyingLeavesNothing) {
  {
    secure_string text = Make();
  }
  EXPECT_EQ(0u, Found());
  {
    auto octets = securememory::secure_vector<unsigned char>::copy(Text(), context_);
    EXPECT_EQ(sizeof aside_->text, Found());
  }
  EXPECT_EQ(0u, Found());
  {
    std::vector<unsigned char, securememory::allocator<unsigned char>> octets(
        Text().begin(), Text().end(), context_);
    EXPECT_EQ(sizeof aside_->text, Found());
  }
  EXPECT_EQ(0u, Found());
}

TEST_F(CxxResidue, WhatAStringIsMadeFromIsGone) {
  std::string ordinary(aside_->text, sizeof aside_->text);
  secure_string text = std::move(*secure_string::from(ordinary, context_));
  EXPECT_EQ(0u, Found(&text));
  secret kept = std::move(*secret::from(text, factory_.get()));
  EXPECT_EQ(0u, Found()) << "sealed, and wiped in the string";
  size_t inside = 0;
  EXPECT_EQ(SECUREMEMORY_OK, kept.with_bytes([&](bytes) { inside = Found(); }));
  EXPECT_EQ(sizeof aside_->text, inside);
  EXPECT_EQ(0u, Found());
}

}  // namespace
