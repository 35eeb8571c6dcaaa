// Safeguards that a system does not have, and secret memory, on the fake system.
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "lib/memcall/backend/backend.h"
#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/context/hold.h"
#include "tests/memguard/context/inside.h"

namespace {

class Lacking : public ::testing::Test {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override {
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    fake_os_reset();
  }
  memguard_status Open(const memguard_options& options) {
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    context_ = nullptr;
    return memguard_context_new(&options, &context_);
  }
  memguard_context* context_ = nullptr;
};

TEST_F(Lacking, WhatIsRequiredAndNotThereIsUnsupported) {
  const struct {
    const char* operation;
    memguard_policy memguard_options::* policy;
  } kRows[] = {{"lock", &memguard_options::lock},
               {"exclude_from_dumps", &memguard_options::no_dump},
               {"guard", &memguard_options::guards},
               {"exclude_from_merging", &memguard_options::no_merge},
               {"fork_exclude", &memguard_options::fork},
               {"map_secret", &memguard_options::secret_memory}};
  for (const auto& row : kRows) {
    fake_os_take_away(row.operation, "this machine was made without");
    if (row.policy == &memguard_options::fork) fake_os_take_away("fork_wipe", "nor that");
    memguard_options options = memguard_options_relaxed();
    options.*row.policy = MEMGUARD_REQUIRE;
    EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, Open(options)) << row.operation;
    EXPECT_NE(nullptr, strstr(memcall_last_error()->text, "this machine was made without"))
        << memcall_last_error()->text;
    options.*row.policy = MEMGUARD_PREFER;
    EXPECT_EQ(MEMGUARD_OK, Open(options)) << row.operation << ": " << memcall_last_error()->text;
    fake_os_take_away(row.operation, nullptr);
    fake_os_take_away("fork_wipe", nullptr);
  }
}

TEST_F(Lacking, ALimitThatIsUsedUpIsNoLack) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 0;
  fake_os_set_limits(limits);
  ASSERT_EQ(MEMGUARD_OK, Open(memguard_options_default()));
  EXPECT_EQ(nullptr, memguard_malloc(context_, 32));
  EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, memcall_last_error()->status);
}

TEST_F(Lacking, InheritingNeedsNothing) {
  fake_os_take_away("fork_wipe", "none");
  fake_os_take_away("fork_exclude", "none");
  memguard_options options = memguard_options_relaxed();
  options.fork = MEMGUARD_REQUIRE;
  options.fork_action = MEMGUARD_FORK_INHERIT;
  EXPECT_EQ(MEMGUARD_OK, Open(options)) << memcall_last_error()->text;
}

/* --- Secret memory --------------------------------------------------------------------------- */

class Secret : public Lacking {
 protected:
  static memguard_options Wants(memguard_policy policy) {
    memguard_options options = memguard_options_default();
    options.secret_memory = policy;
    return options;
  }
  memguard_buffer* NewBuffer(memguard_protection protection) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, "classified", 11, &buffer))
        << memcall_last_error()->text;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    return buffer;
  }
  static size_t Copies() { return fake_os_find("classified", 11, true); }
};

const memguard_protection kProtections[] = {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                            MEMGUARD_READ_WRITE};

TEST_F(Secret, BuffersAndKeyStandInIt) {
  for (memguard_policy policy : {MEMGUARD_REQUIRE, MEMGUARD_PREFER}) {
    ASSERT_EQ(MEMGUARD_OK, Open(Wants(policy))) << memcall_last_error()->text;
    EXPECT_TRUE(inside_secret(context_));
    EXPECT_EQ(MEMCALL_FORK_EXCLUDE, inside_fork_action(context_));
    memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_ONLY);
    memguard_safeguards safeguards;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
    EXPECT_EQ(safeguards.requested, safeguards.in_force);
    EXPECT_NE(0u, safeguards.in_force & MEMCALL_SECRET);
    fake_os_page page = {};
    ASSERT_TRUE(fake_os_page_at(hold_bytes(buffer), &page));
    EXPECT_TRUE(page.secret);
    ASSERT_TRUE(fake_os_page_at(hold_bytes(buffer) + 11, &page)) << "the guard behind";
    EXPECT_TRUE(page.guard || page.access == MEMCALL_NO_ACCESS);
    memguard_enclave* enclave = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "sealed", 6, &enclave));
    memguard_report report = {};
    report.struct_size = sizeof report;
    ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
    EXPECT_NE(0u, report.now.in_force & MEMCALL_SECRET) << "of the key's page as well";
    memguard_enclave_destroy(enclave);
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(Secret, WithoutItRequireIsAnErrorAndPreferSaysSo) {
  memcall_backend_set_probe("memfd_secret", 0);
  EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, Open(Wants(MEMGUARD_REQUIRE)));
  EXPECT_EQ(nullptr, context_);
  ASSERT_EQ(MEMGUARD_OK, Open(Wants(MEMGUARD_PREFER))) << memcall_last_error()->text;
  EXPECT_FALSE(inside_secret(context_));
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_ONLY);
  memguard_safeguards safeguards;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  EXPECT_EQ(MEMCALL_SECRET, safeguards.requested & ~safeguards.in_force);
  memguard_buffer_destroy(buffer);
  char text[1000];
  ASSERT_LT(memguard_context_describe(context_, text, sizeof text), sizeof text);
}

// A kernel that had it when the context was made, and lacks room now.
TEST_F(Secret, WhatCannotBeHadAnyMoreIsAnErrorOfThatCall) {
  ASSERT_EQ(MEMGUARD_OK, Open(Wants(MEMGUARD_REQUIRE)));
  fake_os_plan({1, "map_secret", MEMCALL_ERR_LOCK_LIMIT, 11, true});
  memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_buffer_new(context_, 11, &buffer));
  EXPECT_EQ(nullptr, buffer);
  fake_os_no_faults();
}

// Its pages keep their content when they are discarded.
TEST_F(Secret, PurgeAndEmergencyEmptyIt) {
  for (bool emergency : {false, true})
    for (memguard_protection protection : kProtections) {
      ASSERT_EQ(MEMGUARD_OK, Open(Wants(MEMGUARD_REQUIRE)));
      memguard_buffer* buffer = NewBuffer(protection);
      EXPECT_EQ(1u, Copies());
      if (emergency)
        memguard_emergency_wipe();
      else
        memguard_purge(context_);
      EXPECT_EQ(0u, Copies());
      EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
      memguard_buffer_destroy(buffer);
    }
}

// The call that a signal interrupted cannot finish.
TEST_F(Secret, AnEmergencyEmptiesWhatTheInterruptedCallHeld) {
  for (memguard_protection protection : kProtections) {
    ASSERT_EQ(MEMGUARD_OK, Open(Wants(MEMGUARD_REQUIRE)));
    memguard_buffer* buffer = NewBuffer(protection);
    hold_buffer(buffer);
    memguard_emergency_wipe();
    EXPECT_EQ(0u, Copies());
    hold_let_go(buffer);
    memguard_buffer_destroy(buffer);
  }
}

TEST_F(Secret, AChildHasNoneOfIt) {
  ASSERT_EQ(MEMGUARD_OK, Open(Wants(MEMGUARD_REQUIRE)));
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_ONLY);
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(buffer));
  memguard_buffer* own = NewBuffer(MEMGUARD_READ_ONLY);
  memguard_buffer_destroy(own);
  memguard_buffer_destroy(buffer);
}

}  // namespace
