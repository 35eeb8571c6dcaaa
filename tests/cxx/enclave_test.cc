// enclave: sealing, and opening in each way.
#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::buffer;
using securememory::bytes;
using securememory::enclave;
using securememory::result;

class CxxEnclave : public World {};

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

}  // namespace
