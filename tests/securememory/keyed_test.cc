// Secrets with pages of their own behind a protection key, on the fake system: a thread can read them from its
// first visit to its last, and no other can. The same on a real processor: //tests/vm:keyed_test.
#include <thread>

#include "memguard/buffer.h"
#include "tests/fake_os/fake_os.h"
#include "tests/securememory/fixture.h"

namespace {

using secret_test::Bytes;
using secret_test::Content;
using secret_test::Keep;
using secret_test::Pattern;

class Keyed : public secret_test::World, public ::testing::TestWithParam<securememory_kind> {
 protected:
  void SetUp() override {
    fake_os_reset();
    memguard_options options = memguard_options_relaxed();
    options.protection_keys = MEMGUARD_PREFER;
    Open(GetParam(), nullptr, options);
    secret_ = Copy(Pattern(40));
    securememory_loan loan = {};
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &loan));
    at_ = loan.bytes;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  }
  void TearDown() override {
    securememory_secret_destroy(secret_);
    Close();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }
  bool Lets() const { return fake_os_accessible(at_, 40, false); }
  bool LetsAnotherThread() const {
    bool lets = false;
    std::thread([&] { lets = Lets(); }).join();
    return lets;
  }
  securememory_secret* secret_ = nullptr;
  const unsigned char* at_ = nullptr;
};

TEST_P(Keyed, AtRestItIsClosed) {
  memguard_safeguards found = {};
  EXPECT_FALSE(Lets());
  EXPECT_FALSE(LetsAnotherThread());
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_safeguards(secret_, &found));
  EXPECT_NE(0u, found.in_force & found.requested & MEMCALL_KEYED);
}

int InsideOnly(const unsigned char* bytes, size_t length, void*) {
  EXPECT_TRUE(fake_os_accessible(bytes, length, false));
  bool another = true;
  std::thread([&] { another = fake_os_accessible(bytes, length, false); }).join();
  return another ? 1 : 0;
}

TEST_P(Keyed, OnlyWhoIsInsideCanRead) {
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret_, InsideOnly, nullptr));
  EXPECT_FALSE(Lets());
}

int Nested(const unsigned char* bytes, size_t, void* secret) {
  auto* same = static_cast<securememory_secret*>(secret);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(same, InsideOnly, nullptr));
  return fake_os_accessible(bytes, 40, false) ? 0 : 1;
}

TEST_P(Keyed, VisitsNest) {
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret_, Nested, secret_));
  EXPECT_FALSE(Lets());
}

TEST_P(Keyed, LoansEndInAnyOrder) {
  securememory_secret* other = Copy(Pattern(7));
  securememory_loan first = {}, second = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &first));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(other, &second));
  const unsigned char* bytes = second.bytes;
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&first));
  EXPECT_TRUE(fake_os_accessible(bytes, 7, false)) << "it is still on loan";
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&second));
  EXPECT_FALSE(fake_os_accessible(bytes, 7, false));
  EXPECT_EQ(SECUREMEMORY_ERR_INVALID, securememory_secret_return(&(first = {nullptr, 0, other})));
  securememory_secret_destroy(other);
}

TEST_P(Keyed, TwoThreadsAreInsideEachForItself) {
  securememory_loan loan = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &loan));
  std::thread([&] {
    EXPECT_EQ(Pattern(40), Content(secret_));
    EXPECT_FALSE(Lets()) << "it has left";
  }).join();
  EXPECT_TRUE(Lets());
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
}

TEST_P(Keyed, APurgeAndAnEndInside) {
  securememory_loan loan = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &loan));
  memguard_purge(context_);
  EXPECT_TRUE(Lets()) << "who is inside goes on";
  EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_return(&loan));
  EXPECT_FALSE(Lets());
  securememory_secret* other = Copy(Pattern(9));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(other, &loan));
  securememory_secret_destroy(other);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  EXPECT_EQ(Bytes(), Content(secret_));
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_));
}

// Its pages never become an object that callers have pointers to.
TEST_P(Keyed, ItsPagesAreNotUsedAgain) {
  for (int i = 0; i < 200; i++) securememory_secret_destroy(Copy(Pattern(5)));
  for (int i = 0; i < 200; i++) {
    memguard_buffer* buffer = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, 5, &buffer));
    ASSERT_TRUE(fake_os_accessible(memguard_buffer_data(buffer), 5, true));
    memguard_buffer_destroy(buffer);
  }
}

// A failure of any operation leaves nothing open and nothing behind.
TEST_P(Keyed, EveryFailure) {
  securememory_secret* secret = nullptr;
  size_t nth = 0;
  do {
    fake_os_usage before = fake_os_used();
    fake_os_fail(++nth, MEMCALL_ERR_NO_MEMORY);
    securememory_status status =
        securememory_secret_new_copy(factory_, Pattern(40).data(), 40, &secret);
    Bytes seen;
    if (status == SECUREMEMORY_OK) status = securememory_secret_with_bytes(secret, Keep, &seen);
    EXPECT_TRUE(status != SECUREMEMORY_OK || seen == Pattern(40));
    securememory_secret_destroy(secret);
    const bool happened = fake_os_fault_happened();
    fake_os_no_faults();
    memguard_trim(context_);
    EXPECT_EQ(before.locked_bytes, fake_os_used().locked_bytes) << nth;
    EXPECT_FALSE(Lets());
    if (!happened) break;
  } while (nth < 100);
  EXPECT_GT(nth, 5u);
  EXPECT_LT(nth, 100u);
}

TEST_P(Keyed, WithoutKeysItIsAsBefore) {
  fake_os_plan({1, "key_protect", MEMCALL_ERR_UNSUPPORTED, 38, true});
  securememory_secret* secret = Copy(Pattern(9));
  memguard_safeguards found = {};
  EXPECT_EQ(Pattern(9), Content(secret));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_safeguards(secret, &found));
  EXPECT_EQ(MEMCALL_KEYED, found.requested & ~found.in_force);
  fake_os_no_faults();
  securememory_secret_destroy(secret);
}

// Without the option nothing is as it was not: what is destroyed waits in the quarantine.
TEST_P(Keyed, WithoutTheOptionPagesAreUsedAgain) {
  secret_test::World plain;
  plain.Open(GetParam());
  for (int i = 0; i < 200; i++) securememory_secret_destroy(plain.Copy(Pattern(5)));
  fake_os_plan({0, nullptr, MEMCALL_OK, 0, false});
  for (int i = 0; i < 20; i++) securememory_secret_destroy(plain.Copy(Pattern(5)));
  EXPECT_EQ(0u, fake_os_operations_named("map"));
  plain.Close();
}

INSTANTIATE_TEST_SUITE_P(Kinds, Keyed,
                         ::testing::Values(SECUREMEMORY_PROTECTED, SECUREMEMORY_GUARDED),
                         [](const auto& test) { return secret_test::NameOf(test.param); });

// The coffer's key is not for the program's callbacks.
TEST(SealedBehindAKey, ACallbackFindsItClosed) {
  fake_os_reset();
  secret_test::World world;
  memguard_options options = memguard_options_relaxed();
  options.protection_keys = MEMGUARD_PREFER;
  world.Open(SECUREMEMORY_SEALED, nullptr, options);
  securememory_secret* secret = world.Copy(Pattern(40));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(
                                 secret,
                                 [](const unsigned char*, size_t, void*) {
                                   uint32_t before = memcall_keyed_open();
                                   memcall_keyed_restore(before);
                                   return (before & 1) != 0 ? 0 : 1;
                                 },
                                 nullptr));
  securememory_secret_destroy(secret);
  world.Close();
}

}  // namespace
