// stream: bytes through it, by calls and by callbacks.
#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::mutable_bytes;
using securememory::result;

class CxxStream : public World {};

TEST_F(CxxStream, IsMoveOnly) {
  ExpectMoveOnly<securememory::stream>(
      [this] { return std::move(*securememory::stream::make(0, context_.get())); },
      [](const securememory::stream& one) { return one.status() == SECUREMEMORY_OK; });
}

TEST_F(CxxStream, MovesBytesThrough) {
  securememory::stream one = std::move(*securememory::stream::make(16, context_.get()));
  Bytes plain = Pattern(24);
  EXPECT_EQ(SECUREMEMORY_OK, one.write_copy(plain));
  EXPECT_EQ(SECUREMEMORY_OK, one.write(plain));
  EXPECT_EQ(Bytes(24), plain);
  EXPECT_EQ(48u, one.size());
  securememory::secure_vector<unsigned char> piece(10, context_);
  EXPECT_EQ(10u, *one.peek(piece));
  EXPECT_EQ(10u, *one.read(piece));
  EXPECT_EQ(Pattern(10)[9], piece[9]);
  EXPECT_EQ(6u, one.next()->size());
  EXPECT_EQ(32u, one.read_all()->size());
  EXPECT_EQ(SECUREMEMORY_ERR_END, one.read(piece).status());
  EXPECT_EQ(SECUREMEMORY_ERR_END, one.next().status());
}

TEST_F(CxxStream, FillsAndDrains) {
  securememory::stream one = std::move(*securememory::stream::make(0, context_.get()));
  EXPECT_EQ(10u, *one.fill(
                     [](mutable_bytes to) {
                       memset(to.data(), 3, to.size());
                       return to.size();
                     },
                     10));
  EXPECT_EQ(SECUREMEMORY_ERR_IO, one.drain([](bytes) { return false; }).status());
  Bytes seen;
  EXPECT_EQ(10u, *one.drain([&](bytes plain) { seen = Copy(plain); }));
  EXPECT_EQ(Bytes(10, 3), seen);
  result<size_t> failed =
      one.fill([](mutable_bytes) -> result<size_t> { return SECUREMEMORY_ERR_IO; }, 10);
  EXPECT_EQ(SECUREMEMORY_ERR_IO, failed.status());
  EXPECT_EQ(0u, std::move(failed).partial());
}

}  // namespace
