// What calls leave on the stack and in the registers.
#include "memguard/bytes.h"
#include "tests/cxx/residue.h"
#include "tests/memguard/enclave/witness.h"

namespace {

using namespace cxx_test;
using enclave_test::LongestRun;
using enclave_test::Witness;
using securememory::secret;

class CxxFrames : public CxxResidue {
 protected:
  void ExpectNothing(const char* after, const std::function<void()>& call) {
    memguard_scrub_registers();  // a new thread begins with those of this one, which has just compared
    const std::string& seen = witness_.After(call);
    EXPECT_EQ(0u, LongestRun(seen, std::string(aside_->text, sizeof aside_->text))) << after;
  }

  Witness witness_;
};

// Deeper than what looks for it afterwards.
void CopyAndForget(bytes plain) {
  volatile unsigned char copy[2048];
  unsigned sum = 0;
  for (size_t i = 0; i < plain.size(); i++) copy[i] = plain[i];
  for (size_t i = 0; i < plain.size(); i++) sum += copy[i];
  EXPECT_NE(0u, sum);
}

TEST_F(CxxFrames, ControlACopyOnTheStackIsFound) {
  const std::string& seen = witness_.After([this] { CopyAndForget(Text()); });
  EXPECT_GE(LongestRun(seen, std::string(aside_->text, sizeof aside_->text)), 16u);
}

TEST_F(CxxFrames, OfStrings) {
  secure_string text = Make(), other = Make(), built(context_);
  ExpectNothing("comparing", [&] { EXPECT_TRUE(text == other); });
  ExpectNothing("comparing with what is no string", [&] { EXPECT_TRUE(text.equal(Text())); });
  ExpectNothing("appending", [&] { built.append_copy(Text()); });
  ExpectNothing("pushing", [&] {
    for (const char& one : aside_->text) built.push_back(one);
  });
  ExpectNothing("appending itself", [&] { built.append_copy(built); });
  ExpectNothing("moving another's content in", [&] { built.append(other); });
  ExpectNothing("cutting", [&] { built.resize(20); });
  ExpectNothing("fitting", [&] { built.shrink_to_fit(); });
  ExpectNothing("moving", [&] { built = std::move(text); });
  ExpectNothing("duplicating", [&] { other = std::move(*built.duplicate()); });
}

TEST_F(CxxFrames, OfAccesses) {
  secret one = std::move(*secret::copy(Text(), factory_.get()));
  securememory::enclave other = std::move(*securememory::enclave::copy(Text(), context_.get()));
  secure_string text(context_);
  ExpectNothing("a value",
                [&] { EXPECT_EQ(48u, *one.with_bytes([](bytes plain) { return plain.size(); })); });
  ExpectNothing("a copy", [&] {
    EXPECT_EQ(SECUREMEMORY_OK, other.with_bytes([&](bytes plain) { text.append_copy(plain); }));
  });
  ExpectNothing("an exception", [&] {
    EXPECT_THROW((void)one.with_bytes([&](bytes plain) {
      text.append_copy(plain);
      throw 1;
    }),
                 int);
  });
  EXPECT_EQ(96u, text.size());
}

}  // namespace
