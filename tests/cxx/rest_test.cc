// Where the plaintext can be read when an exception arrives, asked of the fake system page by page.
#include <stdexcept>

#include "tests/cxx/fixture.h"
#include "tests/fake_os/fake_os.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::secret;

const char kText[] = "a secret of forty bytes, told to no one";

class CxxRest : public OfEveryKind {
 protected:
  void SetUp() override {
    fake_os_reset();
    OfEveryKind::SetUp();
    one_ = std::move(*secret::copy(bytes(kText, sizeof kText), factory_.get()));
    other_ = std::move(*secret::copy(bytes("another of 16 b.", 16), factory_.get()));
  }
  void TearDown() override {
    one_ = secret();
    other_ = secret();
    OfEveryKind::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  }
  size_t AtRest() const { return GetParam() == SECUREMEMORY_GUARDED ? 1 : 0; }

  secret one_, other_;
};
FOR_EVERY_KIND(CxxRest);

size_t Readable() { return fake_os_find(kText, 16, false); }

struct AtUnwinding {
  size_t& seen;
  ~AtUnwinding() { seen = Readable(); }
};

TEST_P(CxxRest, NothingIsReadableWhenAnExceptionArrives) {
  size_t inside = 0, seen = 99;
  EXPECT_THROW(
      {
        AtUnwinding looks = {seen};
        (void)one_.with_bytes([&](bytes) {
          inside = Readable();
          throw std::runtime_error("");
        });
      },
      std::runtime_error);
  EXPECT_EQ(1u, inside);
  EXPECT_EQ(AtRest(), seen);
}

TEST_P(CxxRest, NorWhenANestedAccessThrows) {
  size_t inner = 0, outer = 99;
  EXPECT_THROW(
      {
        AtUnwinding looks = {outer};
        (void)one_.with_bytes([&](bytes) {
          AtUnwinding looks_too = {inner};
          (void)one_.with_bytes(
              [&](bytes) { (void)other_.with_bytes([](bytes) { throw std::runtime_error(""); }); });
        });
      },
      std::runtime_error);
  EXPECT_EQ(1u, inner) << "somebody is inside still";
  EXPECT_EQ(AtRest(), outer);
}

TEST_P(CxxRest, NorWhenAccessCannotBeTakenBack) {
  if (GetParam() != SECUREMEMORY_PROTECTED) GTEST_SKIP() << "nothing to take back from the system";
  EXPECT_THROW((void)one_.with_bytes([&](bytes) {
    fake_os_plan({1, "protect", MEMCALL_ERR_SYSTEM, 5, true});
    throw std::runtime_error("");
  }),
               std::runtime_error);
  EXPECT_EQ(0u, fake_os_find(kText, 16, true)) << "wiped";
  fake_os_no_faults();
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, one_.status());
}

TEST_P(CxxRest, AValueIsReturnedWhenItIsAtRest) {
  EXPECT_EQ(1u, *one_.with_bytes([&](bytes) { return Readable(); }));
  EXPECT_EQ(AtRest(), Readable());
}

}  // namespace
