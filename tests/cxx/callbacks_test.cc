// Exceptions through the other calls that call back: enclaves, sources, sinks.
#include <stdexcept>

#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::enclave;
using securememory::mutable_bytes;
using securememory::secret;

[[noreturn]] void Throw(bytes) { throw std::runtime_error("out of here"); }

class CxxCallbacks : public World {};

TEST_F(CxxCallbacks, OfAnEnclave) {
  enclave one = std::move(*enclave::copy(Pattern(32), context_.get()));
  EXPECT_THROW((void)one.with_bytes(Throw), std::runtime_error);
  EXPECT_EQ(1u, Live()) << "what it was opened into is gone";
  EXPECT_EQ(32u, *one.with_bytes([](bytes plain) { return plain.size(); }));
}

// Gives two bytes, then throws.
struct TwoThenThrows {
  int calls = 0;
  size_t operator()(mutable_bytes to) {
    if (calls++ == 1) throw std::runtime_error("the wire broke");
    to[0] = to[1] = 7;
    return 2;
  }
};

TEST_F(CxxCallbacks, OfASourceLeaveNothingBehind) {
  EXPECT_THROW((void)secret::read(TwoThenThrows(), 100, factory_.get()), std::runtime_error);
  EXPECT_THROW((void)securememory::buffer::read(TwoThenThrows(), 100, context_.get()),
               std::runtime_error);
  EXPECT_THROW((void)securememory::buffer::read_all(TwoThenThrows(), 100, context_.get()),
               std::runtime_error);
  EXPECT_EQ(0u, Live()) << "nor the two bytes";
}

TEST_F(CxxCallbacks, OfAStreamsEndsKeepWhatWaits) {
  securememory::stream one = std::move(*securememory::stream::make(2, context_.get()));
  EXPECT_THROW((void)one.fill(TwoThenThrows(), 100), std::runtime_error);
  EXPECT_EQ(2u, one.size());
  EXPECT_THROW((void)one.drain(Throw), std::runtime_error);
  EXPECT_EQ(2u, one.size());
  EXPECT_EQ(2u, *one.drain([](bytes) {}));
}

}  // namespace
