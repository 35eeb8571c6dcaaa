// After a public call returns, and while a callback runs, nothing of the plaintext stands on the
// stack or in a vector register.
#include <algorithm>
#include <cstring>

#include "memguard/bytes.h"
#include "tests/memguard/enclave/witness.h"
#include "tests/securememory/fixture.h"

namespace {

using namespace secret_test;
using enclave_test::LongestRun;
using enclave_test::Witness;

// Random, and in no test's own frames.
std::string plain;

unsigned char* PlainBytes() { return reinterpret_cast<unsigned char*>(&plain[0]); }

class Residue : public OfEveryKind {
 protected:
  void SetUp() override {
    OfEveryKind::SetUp();
    plain.assign(48, '\0');
    ASSERT_EQ(MEMCALL_OK, memcall_random(&plain[0], plain.size()));
    ASSERT_EQ(SECUREMEMORY_OK,
              securememory_secret_new_copy(factory_, plain.data(), plain.size(), &secret_));
  }
  void TearDown() override {
    securememory_secret_destroy(secret_);
    OfEveryKind::TearDown();
  }
  void ExpectNothing(const std::string& seen) { EXPECT_EQ(0u, LongestRun(seen, plain)); }

  securememory_secret* secret_ = nullptr;
  Witness witness_;
};
FOR_EVERY_KIND(Residue);

// A callback that handles its bytes as callbacks do, deeper than what looks for them afterwards. In a
// frame of its own: what its caller has on the stack is the caller's.
__attribute__((noinline)) int Handle(const unsigned char* bytes, size_t length, void*) {
  volatile unsigned char copy[2048];
  unsigned sum = 0;
  for (size_t i = 0; i < length; i++) copy[i] = bytes[i];
  for (size_t i = 0; i < length; i++) sum += copy[i];
  return sum == 0;
}

TEST_P(Residue, ControlACallWithoutAScrubLeaks) {
  const std::string& seen = witness_.After([] { Handle(PlainBytes(), plain.size(), nullptr); });
  EXPECT_GE(LongestRun(seen, plain), 16u);
}

TEST_P(Residue, AfterACallbackThatCopiedItsBytesToTheStack) {
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret_, Handle, nullptr));
  }));
}

int LookInside(const unsigned char*, size_t, void* witness) {
  static_cast<Witness*>(witness)->Look();
  return 0;
}

TEST_P(Residue, WhileACallbackRuns) {
  ExpectNothing(witness_.Run([&] {
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret_, LookInside, &witness_));
  }));
}

TEST_P(Residue, Constructors) {
  static std::string source;
  source = plain;
  securememory_secret *copy = nullptr, *from = nullptr, *twin = nullptr;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(SECUREMEMORY_OK,
              securememory_secret_new_copy(factory_, plain.data(), plain.size(), &copy));
  }));
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(SECUREMEMORY_OK,
              securememory_secret_new_from(factory_, &source[0], source.size(), &from));
  }));
  ExpectNothing(witness_.After(
      [&] { EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_duplicate(secret_, &twin)); }));
  for (securememory_secret* one : {copy, from, twin}) securememory_secret_destroy(one);
}

TEST_P(Residue, NewReadFromASourceThatCopies) {
  static size_t at;
  at = 0;
  memguard_source source = {[](void*, void* bytes, size_t capacity, size_t* got) {
                              *got = std::min<size_t>({capacity, plain.size() - at, 13});
                              memcpy(bytes, plain.data() + at, *got);
                              at += *got;
                              return MEMGUARD_OK;
                            },
                            nullptr};
  securememory_secret* read = nullptr;
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_new_read(factory_, source, 48, &read));
  }));
  securememory_secret_destroy(read);
}

TEST_P(Residue, ComparingReadingAndLending) {
  static unsigned char piece[48];
  securememory_reader* reader = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_reader_new(secret_, &reader));
  ExpectNothing(witness_.After([&] {
    bool equal = false;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal(secret_, plain.data(), 48, &equal));
  }));
  ExpectNothing(witness_.After([&] {
    bool equal = false;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal_to(secret_, secret_, &equal));
  }));
  ExpectNothing(witness_.After([&] {
    size_t got = 0;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_reader_read(reader, piece, sizeof piece, &got));
  }));
  ExpectNothing(witness_.After([&] {
    securememory_loan loan = {};
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &loan));
    Handle(loan.bytes, loan.length, nullptr);
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  }));
  memguard_wipe(piece, sizeof piece);
  securememory_reader_destroy(reader);
}

TEST_P(Residue, StreamsOfAFactory) {
  static unsigned char piece[48];
  static std::string source;
  source = plain;
  securememory_stream* stream = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_new(factory_, 32, &stream));
  ExpectNothing(witness_.After([&] {
    EXPECT_EQ(SECUREMEMORY_OK, securememory_stream_write(stream, &source[0], source.size()));
  }));
  for (auto call : {securememory_stream_peek, securememory_stream_read})
    ExpectNothing(witness_.After([&] {
      size_t got = 0;
      EXPECT_EQ(SECUREMEMORY_OK, call(stream, piece, 40, &got));
      EXPECT_EQ(40u, got);
    }));
  memguard_wipe(piece, sizeof piece);
  securememory_stream_destroy(stream);
}

}  // namespace
