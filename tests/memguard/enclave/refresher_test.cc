// A thread that renews halves while nobody uses them.
#include "tests/memguard/enclave/refresher.h"

namespace {

using enclave_test::RefresherTest;

TEST_F(RefresherTest, AnIdleContextIsRenewed) {
  memguard_enclave* enclave = Seal("secret");
  for (int i = 0; i < 3; i++) EXPECT_TRUE(ChangeByThemselves());
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(RefresherTest, OpensGoOnMeanwhile) {
  memguard_enclave* enclave = Seal("secret");
  const std::string before = Halves();
  for (int i = 0; i < 20000 || Halves() == before; i++) ASSERT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(RefresherTest, GoesOnAfterAPurge) {
  memguard_enclave_destroy(Seal("secret"));
  memguard_purge(context_);
  memguard_enclave_destroy(Seal("another"));
  EXPECT_TRUE(ChangeByThemselves());
}

TEST_F(RefresherTest, EndsWithItsContext) {
  for (int i = 0; i < 50; i++) {
    memguard_enclave_destroy(Seal("secret"));
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    context_ = nullptr;
    SetUp();
  }
}

TEST_F(RefresherTest, WithoutItTheHalvesStay) {
  memguard_options options = memguard_options_relaxed();
  options.refresh_interval_ms = 5;
  Open(options);
  memguard_enclave_destroy(Seal("secret"));
  const std::string before = Halves();
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(before, Halves());
}

}  // namespace
