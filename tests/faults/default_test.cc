// The default context and factory are set up by the first call that uses them, which may fail; the
// next one tries again.
#include <gtest/gtest.h>

#include "tests/fake_os/fake_os.h"
#include "tests/faults/injection.h"
#include "tests/faults/scene.h"

namespace {

// Once in a process: what fails is tried again, with the next thing failing, until nothing does.
template <typename Call>
size_t FailUntilItIsSetUp(faults_side side, Call call) {
  for (size_t nth = 1;; nth++) {
    const faults_fault fault = {side, MEMCALL_ERR_NO_MEMORY, nullptr, true, nth};
    faults_arm(&fault);
    const unsigned status = call();
    const char* failed = faults_disarm();
    if (failed == nullptr) {
      EXPECT_EQ(0u, status);
      return nth - 1;
    }
    if (status != 0) {
      EXPECT_TRUE(status == MEMGUARD_ERR_NO_MEMORY || status == MEMGUARD_ERR_RANDOM) << status;
      EXPECT_EQ(status, static_cast<unsigned>(memcall_last_error()->status));
    }
    if (nth > 100) return nth;
  }
}

TEST(Default, ContextIsSetUpByTheFirstCallThatCan) {
  memguard_context* context = memguard_default_context();
  fake_os_reset();
  const size_t failed = FailUntilItIsSetUp(FAULTS_SYSTEM, [&] { return memguard_verify(context); });
  EXPECT_GT(failed, 3u) << "the faults must have hit something";
  EXPECT_LT(failed, 100u);
  void* object = memguard_malloc(context, FAULTS_SIZE);
  EXPECT_NE(nullptr, object);
  memguard_free(context, object);
}

TEST(Default, FactoryWorksOnIt) {
  securememory_secret* secret = nullptr;
  securememory_factory* factory = securememory_default_factory();
  const size_t failed = FailUntilItIsSetUp(FAULTS_MEMORY, [&]() -> unsigned {
    return securememory_secret_new_copy(factory, faults_plain(), FAULTS_SIZE, &secret);
  });
  EXPECT_GT(failed, 1u);
  ASSERT_NE(nullptr, secret);
  securememory_secret_destroy(secret);
}

// The list of sites is made for the first one; a secret that is not listed is none.
TEST(Sites, FirstOfAFactoryMayFindNoMemory) {
  securememory_factory_options options = securememory_factory_options_default();
  options.flags = SECUREMEMORY_TRACK_SITES;
  securememory_factory* factory = nullptr;
  ASSERT_EQ(SECUREMEMORY_OK, securememory_factory_new(memguard_default_context(),
                                                      SECUREMEMORY_SEALED, &options, &factory));
  securememory_secret* secret = nullptr;
  const size_t failed = FailUntilItIsSetUp(FAULTS_MEMORY, [&]() -> unsigned {
    const securememory_status status =
        securememory_secret_new_copy(factory, faults_plain(), FAULTS_SIZE, &secret);
    EXPECT_EQ(status == SECUREMEMORY_OK, secret != nullptr);
    return status;
  });
  EXPECT_GT(failed, 2u) << "a handle, an enclave and the list";
  securememory_secret_destroy(secret);
  EXPECT_EQ(SECUREMEMORY_OK, securememory_factory_destroy(factory)) << "nothing is left in it";
}

}  // namespace
