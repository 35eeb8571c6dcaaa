// buffer and enclave.
#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::buffer;
using securememory::bytes;
using securememory::enclave;
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

// --- Enclaves ------------------------------------------------------------------------------------

class CxxEnclave : public CxxBuffer {};

TEST_F(CxxEnclave, IsMoveOnly) {
  ExpectMoveOnly<enclave>([this] { return std::move(*enclave::copy(Pattern(32), context_.get())); },
                          [](const enclave& one) { return one.status() == SECUREMEMORY_OK; });
}

TEST_F(CxxEnclave, SealsAndOpens) {
  Bytes plain = Pattern(32);
  enclave one = std::move(*enclave::from(plain, context_.get()));
  EXPECT_EQ(Bytes(32), plain);
  buffer opened = std::move(*one.open());
  EXPECT_EQ(Pattern(32), Copy(opened.data()));
  enclave other = std::move(*enclave::seal(opened));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, opened.status());
  EXPECT_EQ(32u, other.size());
  EXPECT_EQ(Pattern(32)[5], *other.with_bytes([](bytes seen) { return seen[5]; }));
  EXPECT_EQ(48u, enclave::random(48, context_.get())->size());
}

TEST_F(CxxEnclave, OpensIntoAContainer) {
  enclave one = std::move(*enclave::copy(Pattern(32), context_.get()));
  securememory::secure_vector<unsigned char> small(8, context_), enough(40, context_);
  result<size_t> needed = one.open_into(small);
  EXPECT_EQ(SECUREMEMORY_ERR_TOO_SMALL, needed.status());
  EXPECT_EQ(32u, std::move(needed).partial());
  EXPECT_EQ(32u, *one.open_into(enough));
  EXPECT_EQ(Pattern(32)[31], enough[31]);
}

TEST_F(CxxEnclave, APurgeInTheMiddleVoidsTheValue) {
  enclave one = std::move(*enclave::copy(Pattern(32), context_.get()));
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, one.with_bytes([&](bytes) {
                                           context_.purge();
                                           return 1;
                                         })
                                          .status());
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, one.open().status());
}

// --- Streams -------------------------------------------------------------------------------------

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
