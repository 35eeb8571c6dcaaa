// Results, and the exception for those who want one.
#include <cstring>

#include "tests/cxx/fixture.h"
#include "tests/death/death.h"

namespace {

using namespace cxx_test;
using securememory::result;
using securememory::secret;

TEST(CxxResult, HoldsAValueOrSaysWhyNot) {
  result<int> good = 7;
  EXPECT_TRUE(good);
  EXPECT_EQ(SECUREMEMORY_OK, good.status());
  EXPECT_EQ(7, *good);
  EXPECT_EQ(7, good.value());
  result<int> bad = SECUREMEMORY_ERR_END;
  EXPECT_FALSE(bad);
  EXPECT_EQ(SECUREMEMORY_ERR_END, bad.status());
  EXPECT_EQ(0, std::move(bad).partial());
  result<int> some = {SECUREMEMORY_ERR_END, 3};
  EXPECT_FALSE(some);
  EXPECT_EQ(3, std::move(some).partial());
}

TEST(CxxResult, OkWithoutAValueIsNoSuccess) {
  result<int> odd = SECUREMEMORY_OK;
  EXPECT_FALSE(odd);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, odd.status());
}

TEST(CxxResultDeathTest, AValueThatIsNotThereEndsTheProcess) {
  result<int> bad = SECUREMEMORY_ERR_CLOSED;
  EXPECT_DEATH((void)*bad, "a result has no value: SECUREMEMORY_ERR_CLOSED");
}

TEST(CxxError, CarriesTheStatusAndTheSentence) {
  result<secret> none = secret::random(0);
  try {
    (void)none.value();
    FAIL() << "value() must throw";
  } catch (const securememory::error& thrown) {
    EXPECT_EQ(SECUREMEMORY_ERR_INVALID, thrown.status());
    EXPECT_NE(nullptr, strstr(thrown.what(), "SECUREMEMORY_ERR_INVALID: ")) << thrown.what();
    EXPECT_NE(nullptr, strstr(thrown.what(), memcall_last_error()->text)) << thrown.what();
    EXPECT_NE(nullptr, strstr(thrown.what(), memcall_last_error()->operation)) << thrown.what();
  }
}

TEST(CxxError, SaysNothingAboutAnotherFailure) {
  (void)secret::random(0);
  EXPECT_STREQ("SECUREMEMORY_ERR_CLOSED", securememory::error(SECUREMEMORY_ERR_CLOSED).what());
}

TEST(CxxError, CheckThrowsOnlyFailures) {
  EXPECT_NO_THROW(securememory::check(SECUREMEMORY_OK));
  EXPECT_THROW(securememory::check(SECUREMEMORY_ERR_BUSY), std::exception);
}

TEST(CxxError, ABuffersOwnStatusHasItsName) {
  EXPECT_STREQ("SECUREMEMORY_ERR_ACCESS", securememory::error(SECUREMEMORY_ERR_ACCESS).what());
}

// --- Owners of contexts and factories ------------------------------------------------------------

TEST(CxxContext, MovesAndSwaps) {
  ExpectMoveOnly<securememory::context>(
      [] { return std::move(*securememory::context::make(memguard_options_relaxed())); },
      [](const securememory::context& one) { return one.get() != nullptr; });
}

TEST(CxxContext, AnEmptyOneIsInvalidAndNeverTheDefault) {
  securememory::context none;
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, secret::random(32, nullptr).status());
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory::buffer::make(32, none.get()).status());
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, none.report().status());
  EXPECT_EQ(SECUREMEMORY_OK, none.destroy());
  none.purge();
}

TEST(CxxContext, RefusesOptionsThatItDoesNotKnow) {
  memguard_options options = memguard_options_relaxed();
  options.flags = 0x80000000u;
  result<securememory::context> none = securememory::context::make(options);
  EXPECT_EQ(SECUREMEMORY_ERR_UNSUPPORTED, none.status());
}

TEST(CxxContext, OneThatIsInUseStays) {
  securememory::context owner = std::move(*securememory::context::make(memguard_options_relaxed()));
  memguard_context* same = owner.get();
  securememory::buffer held = std::move(*securememory::buffer::make(32, same));
  EXPECT_EQ(SECUREMEMORY_ERR_BUSY, owner.destroy());
  EXPECT_EQ(same, owner.get());
  {
    securememory::context ends(std::move(owner));
  }
  EXPECT_EQ(32u, held.mutable_data().size()) << "its destructor left it with what lives";
  held = securememory::buffer();
  EXPECT_EQ(SECUREMEMORY_OK, securememory::context(same).destroy());
}

TEST(CxxFactory, MovesAndSwaps) {
  ExpectMoveOnly<securememory::factory>(
      [] { return std::move(*securememory::factory::make(SECUREMEMORY_SEALED)); },
      [](const securememory::factory& one) { return one.get() != nullptr; });
}

TEST(CxxFactory, RefusesAKindThatIsNone) {
  result<securememory::factory> none =
      securememory::factory::make(static_cast<securememory_kind>(0));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, none.status());
}

}  // namespace
