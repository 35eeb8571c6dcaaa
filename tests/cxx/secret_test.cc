// secret, for every kind of rest.
#include <array>

#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::mutable_bytes;
using securememory::result;
using securememory::secret;

class CxxSecret : public OfEveryKind {};
FOR_EVERY_KIND(CxxSecret);

Bytes Content(const secret& of) {
  Bytes seen;
  EXPECT_EQ(SECUREMEMORY_OK, of.with_bytes([&](bytes plain) { seen = Copy(plain); }));
  return seen;
}

TEST_P(CxxSecret, IsMoveOnly) {
  ExpectMoveOnly<secret>([this] { return Make(); },
                         [](const secret& one) { return one.status() == SECUREMEMORY_OK; });
  EXPECT_EQ(0u, Live()) << "each was destroyed once";
}

TEST_P(CxxSecret, FromWipesItsSource) {
  std::array<unsigned char, 32> key;
  key.fill(7);
  result<secret> made = secret::from(key, factory_.get());
  ASSERT_TRUE(made) << memcall_last_error()->text;
  EXPECT_EQ((std::array<unsigned char, 32>{}), key);
  EXPECT_EQ(32u, made->size());
  EXPECT_EQ(Bytes(32, 7), Content(*made));
}

TEST_P(CxxSecret, FromLeavesItsSourceWhenItFails) {
  std::string text = "a password";
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, secret::from(text, nullptr).status());
  EXPECT_EQ("a password", text);
}

TEST_P(CxxSecret, CopyAndDuplicateLeaveTheirs) {
  const Bytes plain = Pattern(40);
  secret one = std::move(*secret::copy(plain, factory_.get()));
  secret other = std::move(*one.duplicate());
  EXPECT_EQ(Pattern(40), plain);
  one = secret();
  EXPECT_EQ(plain, Content(other));
}

TEST_P(CxxSecret, RandomIsOfTheLengthAskedFor) {
  secret one = std::move(*secret::random(48, factory_.get()));
  secret other = std::move(*secret::random(48, factory_.get()));
  EXPECT_EQ(48u, one.size());
  EXPECT_FALSE(one.equal(other));
}

TEST_P(CxxSecret, ReadsAFunctionToItsEnd) {
  int left = 3;
  auto source = [&](mutable_bytes to) -> size_t {
    if (left-- == 0) return 0;
    memset(to.data(), 5, 10);
    return 10;
  };
  result<secret> made = secret::read(source, 100, factory_.get());
  ASSERT_TRUE(made) << memcall_last_error()->text;
  EXPECT_EQ(Bytes(30, 5), Content(*made));
  EXPECT_EQ(SECUREMEMORY_ERR_IO,
            secret::read([](mutable_bytes) -> result<size_t> { return SECUREMEMORY_ERR_IO; }, 100,
                         factory_.get())
                .status());
}

// --- What a callback returns ---------------------------------------------------------------------

TEST_P(CxxSecret, AnswersWhatTheCallbackReturns) {
  secret one = Make();
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes([](bytes) {}));
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes([](bytes) { return true; }));
  EXPECT_EQ(SECUREMEMORY_ERR_CALLBACK, one.with_bytes([](bytes) { return false; }));
  EXPECT_EQ(SECUREMEMORY_ERR_IO, one.with_bytes([](bytes) { return SECUREMEMORY_ERR_IO; }));
  EXPECT_EQ(SECUREMEMORY_ERR_ACCESS, one.with_bytes([](bytes) { return MEMGUARD_ERR_ACCESS; }));
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes([](bytes) { return SECUREMEMORY_OK; }));
  EXPECT_EQ(32u, *one.with_bytes([](bytes plain) { return plain.size(); }));
  EXPECT_EQ("moved", *one.with_bytes([](bytes) { return std::string("moved"); }));
  EXPECT_EQ(5, **one.with_bytes([](bytes) { return std::make_unique<int>(5); }));
}

TEST_P(CxxSecret, PassesAResultOn) {
  secret one = Make();
  EXPECT_EQ(9, *one.with_bytes([](bytes) -> result<int> { return 9; }));
  EXPECT_EQ(SECUREMEMORY_ERR_AUTH,
            one.with_bytes([](bytes) -> result<int> { return SECUREMEMORY_ERR_AUTH; }).status());
  secret other = Make(8);
  EXPECT_EQ(40u, *one.with_bytes([&](bytes outer) {
    return other.with_bytes([&](bytes inner) { return outer.size() + inner.size(); });
  })) << "nested calls need nothing between them";
}

TEST_P(CxxSecret, GivesNoValueWhenTheAccessFailed) {
  secret one = Make();
  ASSERT_EQ(SECUREMEMORY_OK, one.close());
  bool ran = false;
  result<int> none = one.with_bytes([&](bytes) {
    ran = true;
    return 1;
  });
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, none.status());
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, secret().with_bytes([&](bytes) { ran = true; }));
  EXPECT_FALSE(ran);
}

TEST_P(CxxSecret, TakesCallablesOfEveryForm) {
  struct Counting {
    int calls = 0;
    void operator()(bytes) { calls++; }
  } counting;
  secret one = Make();
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes(counting));
  EXPECT_EQ(1, counting.calls) << "by reference";
  const auto constant = [](bytes plain) { return plain.size() == 32; };
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes(constant));
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes(+[](bytes) {}));
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes([token = std::make_unique<int>()](bytes) {}));
}

// --- Comparing and closing -----------------------------------------------------------------------

TEST_P(CxxSecret, Compares) {
  secret one = Make(), same = Make(), other = Make(31);
  EXPECT_TRUE(one.equal(same));
  EXPECT_TRUE(one.equal(one));
  EXPECT_FALSE(one.equal(other));
  EXPECT_TRUE(one.equal(Pattern(32)));
  EXPECT_FALSE(one.equal(Pattern(33)));
  EXPECT_FALSE(one.equal(secret()));
  ASSERT_EQ(SECUREMEMORY_OK, same.close());
  EXPECT_FALSE(one.equal(same)) << "what cannot be compared is not equal";
  EXPECT_FALSE(same.equal(same));
}

TEST_P(CxxSecret, CloseKnowsWhoIsInside) {
  secret one = Make();
  EXPECT_EQ(SECUREMEMORY_ERR_DEADLOCK, one.with_bytes([&](bytes) { return one.close(0); }));
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, one.status());
  EXPECT_EQ(32u, one.size());
}

TEST_P(CxxSecret, TellsItsSafeguards) {
  secret one = Make();
  EXPECT_TRUE(one.safeguards());
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, secret().safeguards().status());
}

TEST_P(CxxSecret, DestroyedInsideLivesUntilTheCallbackIsOut) {
  secret one = Make();
  Bytes seen;
  EXPECT_EQ(SECUREMEMORY_OK, one.with_bytes([&](bytes plain) {
    one = secret();
    seen = Copy(plain);
  }));
  EXPECT_EQ(Pattern(32), seen);
}

TEST_P(CxxSecret, APurgeInTheMiddleVoidsTheValue) {
  secret one = Make();
  Bytes seen;
  result<int> none = one.with_bytes([&](bytes plain) {
    context_.purge();
    seen = Copy(plain);
    return 5;
  });
  EXPECT_EQ(Pattern(32), seen) << "nobody goes on with zeros";
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, none.status());
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, one.status());
}

}  // namespace
