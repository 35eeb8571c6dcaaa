// loan and reader, for every kind of rest.
#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::loan;
using securememory::reader;
using securememory::result;
using securememory::secret;

class CxxLoan : public OfEveryKind {};
FOR_EVERY_KIND(CxxLoan);

TEST_P(CxxLoan, ALoanIsMoveOnly) {
  secret one = Make();
  ExpectMoveOnly<loan>([&] { return std::move(*loan::take(one)); },
                       [](const loan& held) { return !held.data().empty(); });
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0)) << "all of them ended";
}

TEST_P(CxxLoan, ALoanEndsWithItsScope) {
  secret one = Make();
  {
    result<loan> held = loan::take(one);
    ASSERT_TRUE(held);
    EXPECT_EQ(Pattern(32), Copy(held->data()));
    EXPECT_EQ(SECUREMEMORY_ERR_DEADLOCK, one.close(0));
    EXPECT_EQ(SECUREMEMORY_OK, held->end());
    EXPECT_TRUE(held->data().empty());
    EXPECT_EQ(SECUREMEMORY_OK, held->end());
  }
  {
    auto held = loan::take(one);
  }
  EXPECT_EQ(SECUREMEMORY_OK, one.close(0));
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, loan::take(one).status());
}

TEST_P(CxxLoan, AReaderReadsPieceByPiece) {
  secret one = Make(20);
  ExpectMoveOnly<reader>([&] { return std::move(*reader::make(one)); },
                         [](const reader& held) { return held.get() != nullptr; });
  reader pieces = std::move(*reader::make(one));
  securememory::secure_vector<unsigned char> piece(12, context_);
  EXPECT_EQ(12u, *pieces.read(piece));
  EXPECT_EQ(8u, *pieces.read(piece));
  EXPECT_EQ(Pattern(20)[19], piece[7]);
  EXPECT_EQ(SECUREMEMORY_ERR_END, pieces.read(piece).status());
  one = secret();
  EXPECT_EQ(SECUREMEMORY_ERR_CLOSED, pieces.read(piece).status());
}

}  // namespace
