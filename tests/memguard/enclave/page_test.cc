// The coffer's page on a system with limits, without randomness, and in a child.
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

const std::string kSecret = Secret(100);

class PageTest : public EnclaveTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    EnclaveTest::SetUp();
    memguard_enclave_destroy(Seal(kSecret));
  }

  void TearDown() override {
    EnclaveTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }
};

// --- Room for a key -----------------------------------------------------------------------------

// A buffer's pages wait to be used again, and are all that the budget or the system has.
TEST_F(PageTest, WhatWaitsElsewhereMakesRoomForAKey) {
  for (bool budget : {true, false}) {
    memguard_options options = memguard_options_default();
    if (budget) options.lock_budget = memcall_page_size();
    Open(options);
    memguard_buffer* buffer = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, 1, &buffer));
    memguard_buffer_destroy(buffer);
    fake_os_limits limits = fake_os_get_limits(), tight = limits;
    tight.locked_bytes = fake_os_used().locked_bytes;
    if (!budget) fake_os_set_limits(tight);
    memcall_error before = *memcall_last_error();
    memguard_enclave* enclave = Seal(kSecret);
    EXPECT_EQ(before.status, memcall_last_error()->status) << "nothing failed";
    memguard_enclave_destroy(enclave);
    fake_os_set_limits(limits);
  }
}

// --- The system is asked for little -------------------------------------------------------------

TEST_F(PageTest, OpeningIntoCallersMemoryAsksTheSystemNothing) {
  memguard_enclave* enclave = Seal(kSecret);
  fake_os_no_faults();
  size_t before = fake_os_operations();
  EXPECT_EQ(kSecret, Content(enclave));
  memguard_enclave* another = Seal(kSecret);
  EXPECT_EQ(before, fake_os_operations());
  memguard_enclave_destroy(enclave);
  memguard_enclave_destroy(another);
}

TEST_F(PageTest, WithoutRandomnessThereIsNoKey) {
  memguard_enclave* out = nullptr;
  memguard_purge(context_);
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_TRUE(Fails(MEMGUARD_ERR_RANDOM, "memguard_enclave_new_copy",
                    memguard_enclave_new_copy(context_, "secret", 6, &out)));
  fake_os_no_faults();
  size_t size = 0;
  const unsigned char* page = enclave_page(context_, &size);
  EXPECT_TRUE(IsZero(page, size));
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(PageTest, WithoutRandomnessThereIsNoRandomSecret) {
  memguard_enclave* out = nullptr;
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_TRUE(Fails(MEMGUARD_ERR_RANDOM, "memguard_enclave_new_random",
                    memguard_enclave_new_random(context_, 100, &out)));
  EXPECT_EQ(nullptr, out);
}

TEST_F(PageTest, ThePageIsLockedGuardedAndKeptFromDumpsAndChildren) {
  memguard_options options = memguard_options_default();
  Open(options);
  memguard_enclave_destroy(Seal(kSecret));
  size_t size = 0;
  const unsigned char* page = enclave_page(context_, &size);
  fake_os_page seen;
  ASSERT_TRUE(fake_os_page_at(page, &seen));
  EXPECT_EQ(1u, seen.locks);
  EXPECT_TRUE(seen.no_dump);
  EXPECT_TRUE(seen.no_merge);
  EXPECT_TRUE(seen.small_pages);
  EXPECT_EQ(MEMCALL_FORK_WIPE, seen.fork_action);
  EXPECT_FALSE(fake_os_accessible(page - 1, 1, false));
  EXPECT_FALSE(fake_os_accessible(page + size, 1, false));
}

// --- Limits -------------------------------------------------------------------------------------

TEST_F(PageTest, ALockLimitOfZeroIsAnErrorThatNamesIt) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 0;
  fake_os_set_limits(limits);
  Open(memguard_options_default());
  memguard_enclave* out = nullptr;
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_enclave_new_copy(context_, "secret", 6, &out));
  EXPECT_EQ(nullptr, out);
  EXPECT_EQ(0u, enclave_locked(context_)) << "nothing stays charged";
  limits.locked_bytes = MEMCALL_UNLIMITED;
  fake_os_set_limits(limits);
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(PageTest, ARelaxedContextSealsWithoutALock) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 0;
  fake_os_set_limits(limits);
  Open(memguard_options_relaxed());
  memguard_enclave* enclave = Seal("secret");
  memguard_report report = {};
  report.struct_size = sizeof report;
  EXPECT_EQ("secret", Content(enclave));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(0u, report.now.in_force & MEMCALL_LOCKED) << "and says so";
  EXPECT_EQ(0u, enclave_locked(context_));
  memguard_enclave_destroy(enclave);
}

TEST_F(PageTest, TheBudgetBindsARequiredLockAndGivesWayToAPreferredOne) {
  for (bool required : {true, false}) {
    memguard_options options = required ? memguard_options_default() : memguard_options_relaxed();
    options.lock_budget = memcall_page_size() - 1;
    Open(options);
    memguard_enclave* out = nullptr;
    memguard_status status = memguard_enclave_new_copy(context_, "secret", 6, &out);
    EXPECT_EQ(required ? MEMGUARD_ERR_LOCK_LIMIT : MEMGUARD_OK, status);
    EXPECT_EQ(0u, enclave_locked(context_));
    memguard_enclave_destroy(out);
  }
}

TEST_F(PageTest, DestroyGivesTheBudgetBack) {
  memguard_options options = memguard_options_default();
  options.lock_budget = 4 * memcall_page_size();
  Open(options);
  size_t before = fake_os_used().locked_bytes;
  memguard_enclave_destroy(Seal("secret"));
  EXPECT_EQ(memcall_page_size(), enclave_locked(context_));
  EXPECT_EQ(before + memcall_page_size(), fake_os_used().locked_bytes);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  context_ = nullptr;
  EXPECT_EQ(before, fake_os_used().locked_bytes);
}

// --- A fork -------------------------------------------------------------------------------------

TEST_F(PageTest, AChildTakesAPageOfItsOwnAndLeavesTheParentsMapped) {
  memguard_enclave* parents = Seal("parents");
  size_t size = 0;
  const unsigned char* page = enclave_page(context_, &size);
  size_t live = fake_os_used().live;
  fake_os_fork_child();
  EXPECT_EQ("MEMGUARD_ERR_FORKED", Content(parents));
  EXPECT_EQ(nullptr, enclave_page(context_, &size));
  memguard_enclave* own = Seal("child");
  EXPECT_NE(page, enclave_page(context_, &size));
  EXPECT_EQ(live + 1, fake_os_used().live);
  EXPECT_TRUE(fake_os_accessible(page, size, true)) << "still there, so nothing else can be";
  EXPECT_TRUE(IsZero(page, size));
  EXPECT_EQ("child", Content(own));
  memguard_enclave_destroy(parents);
  memguard_enclave_destroy(own);
}

}  // namespace
