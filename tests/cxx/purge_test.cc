// What containers see of a purge: raw heap memory is left alone, unless the context says otherwise.
#include "tests/cxx/fixture.h"

namespace {

using namespace cxx_test;
using securememory::secure_string;
using securememory::secure_vector;

class CxxPurge : public World {};

TEST_F(CxxPurge, LeavesContainersAlone) {
  secure_vector<unsigned char> octets =
      std::move(*secure_vector<unsigned char>::copy(Pattern(32), context_));
  secure_string text = std::move(*secure_string::copy("a passphrase", context_));
  securememory::buffer page = std::move(*securememory::buffer::copy(Pattern(32), context_.get()));
  context_.purge();
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, page.status()) << "it was one";
  EXPECT_EQ(Pattern(32), Copy(octets));
  EXPECT_TRUE(text.equal("a passphrase"));
  text.append_copy(", and more");
  octets.resize(5000);
  EXPECT_TRUE(text.equal("a passphrase, and more")) << "and it goes on";
}

class CxxPurgeHeap : public World {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.flags = MEMGUARD_PURGE_HEAP;
    Open(options);
  }
};

// Nothing of the old content is touched by these: a touch would be a fault.
TEST_F(CxxPurgeHeap, OldContainersMoveAndEndAndNewOnesWork) {
  secure_string text = std::move(*secure_string::copy("a passphrase", context_));
  secure_string other = std::move(*secure_string::copy("another one", context_));
  context_.purge();
  secure_string moved = std::move(text);
  swap(moved, other);
  text = std::move(*secure_string::copy("new", context_));
  EXPECT_TRUE(text.equal("new"));
  other = std::move(text);
  EXPECT_TRUE(other.equal("new"));
}

}  // namespace
