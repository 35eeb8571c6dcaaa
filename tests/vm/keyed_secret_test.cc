// Secrets with pages of their own behind a protection key: whoever is inside reads them, and every other thread
// faults.
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "tests/children/children.h"
#include "tests/securememory/fixture.h"
#include "tests/traced/traced.h"
#include "tests/vm/closed.h"

namespace {

using children::InChild;
using closed::Reads;
using secret_test::Bytes;
using secret_test::Content;
using secret_test::Ignore;
using secret_test::Pattern;

class KeyedSecret : public secret_test::World, public ::testing::TestWithParam<securememory_kind> {
 protected:
  void SetUp() override {
    memcall_capability capability = {};
    capability.struct_size = sizeof capability;
    ASSERT_EQ(MEMCALL_OK, memcall_capability_of(MEMCALL_KEYED, &capability));
    if (capability.available != 1) GTEST_SKIP() << capability.reason;
    Begin(MEMGUARD_FORK_DEFAULT);
  }
  void TearDown() override {
    if (context_ == nullptr) return;
    securememory_secret_destroy(secret_);
    Close();
  }
  void Begin(memguard_fork_action action) {
    memguard_options options = memguard_options_relaxed();
    options.protection_keys = MEMGUARD_PREFER;
    options.fork_action = action;
    Open(GetParam(), nullptr, options);
    secret_ = Copy(Pattern(40));
    securememory_loan loan = {};
    ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &loan));
    at_ = loan.bytes;
    ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_return(&loan));
  }
  // Of a protected secret the page access is asked first.
  void ExpectClosed() {
    EXPECT_FALSE(Reads(at_));
    if (GetParam() == SECUREMEMORY_GUARDED) {
      EXPECT_EQ(closed::BY_A_KEY, closed::code);
    }
  }
  securememory_secret* secret_ = nullptr;
  const unsigned char* at_ = nullptr;
  closed::Faults caught_;
};

TEST_P(KeyedSecret, AtRestItIsClosedToEveryThread) {
  ExpectClosed();
  std::thread([this] { ExpectClosed(); }).join();
}

int LetAnotherTry(const unsigned char* bytes, size_t length, void* running) {
  Bytes expected = Pattern(40);
  EXPECT_EQ(0, memcmp(expected.data(), bytes, length));
  auto* turn = static_cast<std::atomic<int>*>(running);
  *turn = 1;
  while (*turn != 2) usleep(100);
  return memcmp(expected.data(), bytes, length);
}

// A thread that was there before, for one that is started inside begins as its maker is.
TEST_P(KeyedSecret, OnlyWhoIsInsideReads) {
  std::atomic<int> turn{0};
  std::thread other([&] {
    while (turn != 1) usleep(100);
    EXPECT_FALSE(Reads(at_));
    EXPECT_EQ(closed::BY_A_KEY, closed::code);
    turn = 2;
  });
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret_, LetAnotherTry, &turn));
  other.join();
  ExpectClosed();
}

TEST_P(KeyedSecret, LoansEndInAnyOrder) {
  securememory_secret* other = Copy(Pattern(7));
  securememory_loan first = {}, second = {};
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(secret_, &first));
  ASSERT_EQ(SECUREMEMORY_OK, securememory_secret_borrow(other, &second));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&first));
  EXPECT_TRUE(Reads(second.bytes));
  EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_return(&second));
  ExpectClosed();
  securememory_secret_destroy(other);
}

// Whatever the library does with its pages by itself.
TEST_P(KeyedSecret, EveryCallWorks) {
  const uint32_t rights = closed::Rights();
  for (size_t size : {size_t{1}, size_t{32}, size_t{4096}, size_t{10000}}) {
    securememory_secret *secret = Copy(Pattern(size)), *drawn = nullptr;
    EXPECT_EQ(Pattern(size), Content(secret));
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_new_random(factory_, size, &drawn));
    bool equal = true;
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_equal_to(secret, drawn, &equal));
    EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_));
    EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_close(drawn, 0));
    securememory_secret_destroy(drawn);
    memguard_purge(context_);
    EXPECT_EQ(SECUREMEMORY_ERR_EXPIRED, securememory_secret_status(secret));
    securememory_secret_destroy(secret);
    secret = Copy(Pattern(size));
    memguard_emergency_wipe();
    securememory_secret_destroy(secret);
    memguard_trim(context_);
    EXPECT_EQ(rights, closed::Rights());
  }
}

memguard_context* purged;
void Purge(int) { memguard_purge(purged); }

TEST_P(KeyedSecret, APurgeInAHandlerGetsIn) {
  purged = context_;
  signal(SIGALRM, Purge);
  const itimerval often = {{0, 2000}, {0, 2000}}, never = {};
  const uint32_t rights = closed::Rights();
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, nullptr));
  for (int i = 0; i < 300; i++) {
    securememory_secret* secret = nullptr;
    if (securememory_secret_new_random(factory_, 64, &secret) != SECUREMEMORY_OK) continue;
    securememory_status status = securememory_secret_with_bytes(secret, Ignore, nullptr);
    EXPECT_TRUE(status == SECUREMEMORY_OK || status == SECUREMEMORY_ERR_EXPIRED) << status;
    securememory_secret_destroy(secret);
    ASSERT_EQ(rights, closed::Rights());
  }
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &never, nullptr));
  signal(SIGALRM, SIG_DFL);
}

TEST_P(KeyedSecret, AChildMakesItsOwn) {
  securememory_secret_destroy(secret_);
  Close();
  Begin(MEMGUARD_FORK_INHERIT);
  for (bool raw : {false, true})
    InChild(
        [this] {
          EXPECT_EQ(SECUREMEMORY_ERR_FORKED, securememory_secret_status(secret_));
          ExpectClosed();
          securememory_secret* own = Copy(Pattern(9));
          EXPECT_EQ(Pattern(9), Content(own));
          securememory_secret_destroy(own);
          securememory_secret_destroy(secret_);
        },
        raw);
  EXPECT_EQ(Pattern(40), Content(secret_));
}

// Of a hundred visits to a secret of that kind, in a process of its own.
unsigned CallsOfVisits(securememory_kind kind, memguard_policy policy) {
  secret_test::World world;
  securememory_secret* secret = nullptr;
  const auto visit = [&](int times) {
    for (; times > 0; times--)
      EXPECT_EQ(SECUREMEMORY_OK, securememory_secret_with_bytes(secret, Ignore, nullptr));
  };
  const auto prepare = [&] {
    memguard_options options = memguard_options_relaxed();
    options.protection_keys = policy;
    world.Open(kind, nullptr, options);
    secret = world.Copy(Pattern(32));
    visit(20);
  };
  return traced::calls_of(prepare, [&] { visit(100); });
}

// An emulated machine may ask the kernel for the time, so the two are compared.
TEST_P(KeyedSecret, TheKeyCostsNoSystemCall) {
  const unsigned without = CallsOfVisits(GetParam(), MEMGUARD_OFF);
  EXPECT_EQ(without, CallsOfVisits(GetParam(), MEMGUARD_PREFER));
}

TEST(SealedSecret, TheKeyCostsNoSystemCall) {
  const unsigned without = CallsOfVisits(SECUREMEMORY_SEALED, MEMGUARD_OFF);
  EXPECT_EQ(without, CallsOfVisits(SECUREMEMORY_SEALED, MEMGUARD_PREFER));
}

INSTANTIATE_TEST_SUITE_P(Kinds, KeyedSecret,
                         ::testing::Values(SECUREMEMORY_PROTECTED, SECUREMEMORY_GUARDED),
                         [](const auto& test) { return secret_test::NameOf(test.param); });

}  // namespace
