// secure_string: text, its NUL, and that nothing prints it.
#include <ostream>
#include <string>
#include <string_view>

#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::mutable_bytes;
using securememory::secure_string;

template <class T, class = void>
struct Prints : std::false_type {};
template <class T>
struct Prints<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>>
    : std::true_type {};

static_assert(Prints<std::string>::value && !Prints<secure_string>::value);
static_assert(!Prints<securememory::secure_vector<char>>::value);
static_assert(!std::is_convertible_v<secure_string, std::string_view>);
static_assert(!std::is_copy_constructible_v<secure_string>);

class CxxSecureString : public World {
 protected:
  secure_string Make(std::string_view text = "a passphrase") {
    return std::move(*secure_string::copy(text, context_));
  }
};

TEST_F(CxxSecureString, IsMoveOnly) {
  ExpectMoveOnly<secure_string>([this] { return Make(); },
                                [](const secure_string& one) { return !one.empty(); });
  EXPECT_EQ(0u, Live());
}

TEST_F(CxxSecureString, KeepsEvenOneCharacterOutside) {
  secure_string one = Make("x");
  const char* object = reinterpret_cast<const char*>(&one);
  EXPECT_TRUE(one.data() < object || one.data() >= object + sizeof one);
  EXPECT_EQ(1, memguard_owns(context_.get(), one.data()));
}

TEST_F(CxxSecureString, IsMadeOfEveryText) {
  const std::string_view view = "text";
  const char array[] = "text";
  std::string string = "text";
  EXPECT_TRUE(Make().equal("a passphrase"));
  EXPECT_TRUE(secure_string::copy("text", context_)->equal("text"));
  EXPECT_TRUE(secure_string::copy(array, context_)->equal("text"));
  EXPECT_TRUE(secure_string::copy(string, context_)->equal(view));
  EXPECT_TRUE(secure_string::copy(bytes("text", 4), context_)->equal(string));
  secure_string from = std::move(*secure_string::from(string, context_));
  EXPECT_EQ(std::string(4, '\0'), string) << "wiped";
  EXPECT_TRUE(from.equal(array));
  char line[] = "text and more";
  from.append(mutable_bytes(line, 4));
  EXPECT_TRUE(from.equal("texttext"));
  EXPECT_STREQ(" and more", line + 4);
  EXPECT_EQ(0, line[0]);
}

TEST_F(CxxSecureString, EndsWithANul) {
  secure_string one(context_);
  EXPECT_STREQ("", one.c_str());
  EXPECT_EQ(0u, Live());
  for (int i = 0; i < 100; i++) {
    one.push_back('x');
    ASSERT_EQ(one.size(), strlen(one.c_str()));
  }
  one.resize(50);
  EXPECT_EQ(50u, strlen(one.c_str()));
  one.pop_back();
  EXPECT_EQ(49u, strlen(one.c_str()));
  one.shrink_to_fit();
  EXPECT_EQ(49u, strlen(one.c_str()));
  EXPECT_EQ(49u, one.capacity());
  one.clear();
  EXPECT_STREQ("", one.c_str());
}

TEST_F(CxxSecureString, AssignsAndAppends) {
  secure_string one = Make("user");
  one.append_copy(":");
  one.append_copy(Make("password"));
  EXPECT_TRUE(one.equal("user:password"));
  EXPECT_EQ("user:password", one.view());
  one.append_copy(one);
  EXPECT_EQ(26u, one.length());
  one.assign_copy("short");
  EXPECT_TRUE(one.equal("short"));
  std::string text = "longer than it was before";
  one.assign(text);
  EXPECT_EQ(std::string(25, '\0'), text);
  EXPECT_EQ('l', *one.begin());
  EXPECT_EQ('e', one.back());
  EXPECT_EQ('o', one[1]);
}

TEST_F(CxxSecureString, Compares) {
  secure_string one = Make("text"), same = Make("text"), other = Make("texT"),
                longer = Make("text2");
  EXPECT_TRUE(one == same);
  EXPECT_TRUE(one != other);
  EXPECT_TRUE(one != longer);
  EXPECT_TRUE(longer != one);
  EXPECT_TRUE(secure_string() == secure_string(context_));
  EXPECT_TRUE(one == *one.duplicate());
  EXPECT_FALSE(one.equal("tex"));
}

TEST_F(CxxSecureString, GivesRoomToReadInto) {
  secure_string one(context_);
  ASSERT_EQ(SECUREMEMORY_OK, one.try_reserve(64));
  const char* where = one.data();
  one.resize(64);
  memcpy(one.data(), "typed", 5);
  one.resize(5);
  EXPECT_EQ(where, one.data());
  EXPECT_TRUE(one.equal("typed"));
}

TEST_F(CxxSecureString, BecomesASecretAndComesBack) {
  secure_string one = Make("a passphrase");
  securememory::secret kept = std::move(*securememory::secret::from(one, factory_.get()));
  EXPECT_TRUE(one.equal(std::string_view("\0\0\0\0\0\0\0\0\0\0\0\0", 12))) << "wiped in place";
  secure_string back(context_);
  EXPECT_EQ(SECUREMEMORY_OK, kept.with_bytes([&](bytes plain) { back.append_copy(plain); }));
  EXPECT_TRUE(back.equal("a passphrase"));
}

}  // namespace
