// buffer: views, protection, sources.
#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::buffer;
using securememory::bytes;
using securememory::mutable_bytes;
using securememory::result;

class CxxBuffer : public World {
 protected:
  buffer Make(size_t size = 32) { return std::move(*buffer::copy(Pattern(size), context_.get())); }
};

TEST_F(CxxBuffer, IsMoveOnly) {
  ExpectMoveOnly<buffer>([this] { return Make(); },
                         [](const buffer& one) { return one.status() == SECUREMEMORY_OK; });
  EXPECT_EQ(0u, Live());
}

TEST_F(CxxBuffer, FromWipesItsSource) {
  Bytes plain = Pattern(20);
  buffer one = std::move(*buffer::from(plain, context_.get()));
  EXPECT_EQ(Bytes(20), plain);
  EXPECT_EQ(Pattern(20), Copy(one.data()));
  plain = Pattern(20);
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, buffer::from(plain, nullptr).status());
  EXPECT_EQ(Pattern(20), plain);
}

TEST_F(CxxBuffer, GivesNoViewThatItsProtectionForbids) {
  buffer one = std::move(*buffer::make(32, context_.get()));
  EXPECT_EQ(32u, one.mutable_data().size());
  ASSERT_EQ(SECUREMEMORY_OK, one.freeze());
  EXPECT_TRUE(one.mutable_data().empty());
  EXPECT_EQ(32u, one.data().size());
  ASSERT_EQ(SECUREMEMORY_OK, one.hide());
  EXPECT_EQ(MEMGUARD_NO_ACCESS, one.protection());
  EXPECT_TRUE(one.data().empty());
  EXPECT_EQ(nullptr, one.data().data());
  EXPECT_EQ(32u, one.size());
  EXPECT_EQ(SECUREMEMORY_ERR_ACCESS, one.scramble());
  ASSERT_EQ(SECUREMEMORY_OK, one.melt());
  EXPECT_EQ(SECUREMEMORY_OK, one.scramble());
  EXPECT_FALSE(one.equal(Bytes(32)));
  EXPECT_EQ(SECUREMEMORY_OK, one.wipe());
  EXPECT_TRUE(one.equal(Bytes(32)));
}

TEST_F(CxxBuffer, WritesAndReads) {
  buffer one = std::move(*buffer::make_aligned(32, 64, context_.get()));
  EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(one.data().data()) % 64);
  Bytes source = Pattern(8), seen(8);
  EXPECT_EQ(SECUREMEMORY_OK, one.write_copy(4, source));
  EXPECT_EQ(Pattern(8), source);
  EXPECT_EQ(SECUREMEMORY_OK, one.write(12, source));
  EXPECT_EQ(Bytes(8), source);
  EXPECT_EQ(SECUREMEMORY_OK, one.read_at(12, seen));
  EXPECT_EQ(Pattern(8), seen);
  EXPECT_EQ(SECUREMEMORY_ERR_OVERFLOW, one.write_copy(30, seen));
  EXPECT_EQ(SECUREMEMORY_OK, one.resize(16));
  EXPECT_EQ(16u, one.size());
  EXPECT_EQ(SECUREMEMORY_OK, one.verify());
  EXPECT_TRUE(one.safeguards());
}

TEST_F(CxxBuffer, KeepsWhatASourceGaveThatEndedEarly) {
  int left = 1;
  auto source = [&](mutable_bytes to) -> size_t {
    if (left-- == 0) return 0;
    to[0] = 7;
    return 1;
  };
  result<buffer> short_of = buffer::read(source, 10, context_.get());
  EXPECT_EQ(SECUREMEMORY_ERR_END, short_of.status());
  EXPECT_FALSE(short_of);
  buffer some = std::move(short_of).partial();
  EXPECT_EQ(Bytes(1, 7), Copy(some.data()));
  left = 5;
  EXPECT_EQ(Bytes(5, 7), Copy(buffer::read_all(source, 10, context_.get())->data()));
  EXPECT_EQ(0u, std::move(result<buffer>(SECUREMEMORY_ERR_IO)).partial().size());
}

TEST_F(CxxBuffer, ReadsUntilADelimiter) {
  const char* text = "password\nmore";
  auto source = [&](mutable_bytes to) {
    to[0] = static_cast<unsigned char>(*text++);
    return 1;
  };
  buffer one = std::move(*buffer::read_until(source, '\n', 100, context_.get()));
  EXPECT_TRUE(one.equal(bytes("password", 8)));
}

TEST_F(CxxBuffer, APurgeEndsIt) {
  buffer one = Make();
  context_.purge();
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, one.status());
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, one.freeze());
  EXPECT_TRUE(one.data().empty());
}

}  // namespace
