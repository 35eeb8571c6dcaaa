// A forked child that goes on with its parent's keys: it opens under them, and seals under its own.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "tests/children/children.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::IsZero;
using enclave_test::Secret;

#define CHECK_CHILD(condition) \
  if (!(condition)) return __LINE__ % 251 + 1

int ForkAndGoOn(const unsigned char*, size_t, void* user) {
  *static_cast<pid_t*>(user) = fork();
  return 0;
}

class InheritTest : public EnclaveTest, public ::testing::WithParamInterface<uint32_t> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.fork_action = MEMGUARD_FORK_INHERIT;
    options.flags = GetParam();
    Open(options);
    enclave_ = Seal(Secret(40));
    enclave_key(context_, key_);
  }

  void TearDown() override {
    EXPECT_EQ(Secret(40), Content(enclave_));
    memguard_enclave_destroy(enclave_);
    EnclaveTest::TearDown();
  }

  memguard_enclave* enclave_ = nullptr;
  unsigned char key_[INSIDE_KEY];
};

TEST_P(InheritTest, OpensUnderTheParentsKeyAndSealsUnderItsOwn) {
  EXPECT_EQ(0, children::ExitOf([&] {
              unsigned char key[INSIDE_KEY];
              CHECK_CHILD(Content(enclave_) == Secret(40));
              memguard_enclave *own = Seal("child"), *second = Seal("second");
              enclave_key(context_, key);
              CHECK_CHILD(memcmp(key, key_, INSIDE_KEY) != 0);
              CHECK_CHILD(enclave_opens_under(own, key) && !enclave_opens_under(own, key_));
              CHECK_CHILD(enclave_opens_under(enclave_, key_));
              CHECK_CHILD(Content(own) == "child" && Content(second) == "second");
              CHECK_CHILD(enclave_keys(context_) == 2);
              memguard_enclave_destroy(enclave_);
              CHECK_CHILD(enclave_keys(context_) == 1);
              CHECK_CHILD(Content(own) == "child");
              return 0;
            }));
}

TEST_P(InheritTest, GrandchildrenKeepBoth) {
  EXPECT_EQ(0, children::ExitOf([&] {
              memguard_enclave* own = Seal("child");
              CHECK_CHILD(children::ExitOf([&] {
                            if (Content(enclave_) != Secret(40)) return 1;
                            if (Content(own) != "child") return 2;
                            memguard_enclave* third = Seal("third");
                            if (enclave_keys(context_) != 3) return 3;
                            memguard_purge(context_);
                            if (Content(own) != "MEMGUARD_ERR_EXPIRED") return 4;
                            return Content(third) == "MEMGUARD_ERR_EXPIRED" ? 0 : 5;
                          }) == 0);
              CHECK_CHILD(Content(own) == "child");
              return 0;
            }));
}

// A thread of the parent held every slot.
TEST_P(InheritTest, WhatThreadsOfTheParentWereAtIsWipedAndFree) {
  void* slots[32];
  unsigned count = enclave_slots(context_);
  for (unsigned i = 0; i < count; i++) slots[i] = enclave_borrow(context_);
  EXPECT_EQ(0, children::ExitOf([&] {
              size_t size = 0, cells = 64 * (INSIDE_KEYS + 1);
              CHECK_CHILD(Content(enclave_) == Secret(40));
              const unsigned char* page = enclave_page(context_, &size);
              CHECK_CHILD(IsZero(page + cells, size - cells));
              CHECK_CHILD(enclave_taken(context_) == 0);
              memguard_enclave* own = Seal("child");
              return Content(own) == "child" ? 0 : 2;
            }));
  for (unsigned i = 0; i < count; i++) enclave_return(context_, slots[i]);
}

// A raw clone(2) may find a thread of the parent in the middle of a renewal.
TEST_P(InheritTest, ARenewalThatWasTornLosesNoKey) {
  EXPECT_EQ(0, children::ExitOf([&] {
              enclave_tear_spare(context_);
              CHECK_CHILD(children::ExitOf([&] {
                            if (Content(enclave_) != Secret(40)) return 1;
                            if (memguard_refresh(context_) != MEMGUARD_OK) return 2;
                            memguard_enclave* own = Seal("child");
                            if (memguard_rotate(context_) != MEMGUARD_OK) return 3;
                            if (Content(own) != "child") return 4;
                            return Content(enclave_) == Secret(40) ? 0 : 5;
                          }) == 0);
              return 0;
            }));
}

TEST_P(InheritTest, ChildrenRenewAndRotateWithoutTheirParent) {
  EXPECT_EQ(0, children::ExitOf([&] {
              for (int i = 0; i < 3; i++) {
                CHECK_CHILD(memguard_refresh(context_) == MEMGUARD_OK);
                CHECK_CHILD(memguard_rotate(context_) == MEMGUARD_OK);
              }
              CHECK_CHILD(Content(enclave_) == Secret(40));
              memguard_purge(context_);
              CHECK_CHILD(Content(enclave_) == "MEMGUARD_ERR_EXPIRED");
              return 0;
            }));
}

TEST_P(InheritTest, ACallbackThatForksIsForkedInTheChild) {
  pid_t pid = -1;
  memguard_status status = memguard_enclave_with_bytes(enclave_, ForkAndGoOn, &pid);
  if (pid == 0) _exit(status == MEMGUARD_ERR_FORKED && Content(enclave_) == Secret(40) ? 0 : 1);
  EXPECT_EQ(MEMGUARD_OK, status);
  int end = 0;
  waitpid(pid, &end, 0);
  EXPECT_EQ(0, end);
}

INSTANTIATE_TEST_SUITE_P(All, InheritTest, ::testing::Values(0u, MEMGUARD_SHIELD));

}  // namespace
