// A program that also seals secrets: memguard's own crypto is BoringSSL's, so its allocations come
// back to memguard, into another context.
#include <atomic>
#include <thread>

#include "memguard/memguard.h"
#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"
#include "tests/memcall/linux.h"

namespace boringssl_heap_test {
namespace {

class BesideEnclaves : public ::testing::TestWithParam<memguard_fork_action> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.fork_action = GetParam();
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "secret", 6, &enclave_));
  }
  void TearDown() override {
    memguard_enclave_destroy(enclave_);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  memguard_status Open() {
    unsigned char bytes[6];
    size_t length = 0;
    return memguard_enclave_open_into(enclave_, bytes, sizeof bytes, &length);
  }
  memguard_status InAChildOfThis() {
    return GetParam() == MEMGUARD_FORK_INHERIT ? MEMGUARD_OK : MEMGUARD_ERR_FORKED;
  }
  memguard_context* context_ = nullptr;
  memguard_enclave* enclave_ = nullptr;
};

TEST_P(BesideEnclaves, AChildRevivesBoth) {
  const Key key = NewEcKey();
  for (bool seals_first : {false, true}) {
    const Death death = InAChild([&] {
      alarm(30);
      memguard_enclave* own = nullptr;
      if (!seals_first) CHECK_OR(1, Verifies(key.get(), Sign(key.get())));
      CHECK_OR(2, Open() == InAChildOfThis());
      CHECK_OR(3, memguard_enclave_new_copy(context_, "own", 3, &own) == MEMGUARD_OK);
      memguard_enclave_destroy(own);
      CHECK_OR(4, Verifies(key.get(), Sign(key.get())));
      return 0;
    });
    EXPECT_EQ(0, death.signal);
    EXPECT_EQ(0, death.code);
  }
}

// A fork holds the locks of contexts whose children inherit, one after the other: whoever has one must not
// wait for another.
TEST_P(BesideEnclaves, SealsAndOpensAllocateNothingThere) {
  EXPECT_EQ(MEMGUARD_OK, Open());
  const memguard_stats before = Stats();
  for (int i = 0; i < 100; i++) {
    memguard_enclave* own = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "own", 3, &own));
    EXPECT_EQ(MEMGUARD_OK, Open());
    memguard_enclave_destroy(own);
    EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_));
  }
  EXPECT_EQ(before.allocations, Stats().allocations);
}

TEST_P(BesideEnclaves, PurgesAndSignaturesAtOnce) {
  const Key key = NewEcKey();
  std::atomic<bool> stop(false);
  std::thread purger([&] {
    while (!stop) memguard_purge_all();
  });
  for (int i = 0; i < 200; i++) {
    ASSERT_TRUE(Verifies(key.get(), Sign(key.get())));
    memguard_status status = Open();
    ASSERT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED) << status;
  }
  stop = true;
  purger.join();
}

INSTANTIATE_TEST_SUITE_P(Actions, BesideEnclaves,
                         ::testing::Values(MEMGUARD_FORK_WIPE, MEMGUARD_FORK_EXCLUDE,
                                           MEMGUARD_FORK_INHERIT));

}  // namespace
}  // namespace boringssl_heap_test
