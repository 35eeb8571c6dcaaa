// A protection key around what only the library touches, on the fake system: where it stands, whom it
// keeps out, and what is missing where it cannot be had. That no call forgets to open it shows on a real
// processor: //tests/vm:keyed_test.
#include <functional>
#include <thread>

#include "memguard/buffer.h"
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::IsZero;
using enclave_test::Secret;

memguard_options Wants(memguard_policy policy, uint32_t flags = 0) {
  memguard_options options = memguard_options_relaxed();
  options.protection_keys = policy;
  options.flags = flags;
  return options;
}

class KeyedTest : public EnclaveTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    Open(Wants(MEMGUARD_PREFER, MEMGUARD_SHIELD));
  }
  void TearDown() override {
    EnclaveTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }
  memguard_safeguards Report() {
    memguard_report report = {};
    report.struct_size = sizeof report;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
    return report.now;
  }
  bool Lets() {
    size_t size = 0, shield_size = 0;
    const unsigned char* page = enclave_page(context_, &size);
    const unsigned char* shield = enclave_shield(context_, &shield_size);
    bool lets = fake_os_accessible(page, size, false);
    if (shield_size != 0) {
      EXPECT_EQ(lets, fake_os_accessible(shield, shield_size, false));
    }
    return lets;
  }
};

bool HasKey(const void* address) {
  fake_os_page page = {};
  EXPECT_TRUE(fake_os_page_at(address, &page));
  return page.key != 0;
}

TEST_F(KeyedTest, AtRestItIsClosedToEveryThread) {
  memguard_enclave* enclave = Seal(Secret(32));
  EXPECT_FALSE(Lets());
  std::thread([this] { EXPECT_FALSE(Lets()); }).join();
  EXPECT_NE(0u, Report().requested & Report().in_force & MEMCALL_KEYED);
  memguard_enclave_destroy(enclave);
}

// After every call this thread's rights are what they were, also when it fails.
TEST_F(KeyedTest, EveryCallClosesItAgain) {
  memguard_enclave* enclave = Seal(Secret(32));
  size_t size = 0;
  const std::function<void()> kCalls[] = {
      [&] { EXPECT_EQ(Secret(32), Content(enclave)); },
      [&] { memguard_enclave_destroy(Seal(Secret(5))); },
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_)); },
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_)); },
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_after_restore(context_)); },
      [&] { EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_)); },
      [&] { memguard_trim(context_); },
      [&] { *enclave_sealed(enclave, &size) ^= 1; },
      [&] { EXPECT_EQ("MEMGUARD_ERR_AUTH", Content(enclave)); },
      [&] { memguard_purge(context_); },
      [&] { EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave)); },
      [&] { memguard_enclave_destroy(Seal(Secret(6))); },
      [&] { memguard_emergency_wipe(); },
  };
  for (const auto& call : kCalls) {
    call();
    EXPECT_FALSE(Lets());
  }
  memguard_enclave_destroy(enclave);
}

int IsClosed(const unsigned char* bytes, size_t length, void* page) {
  EXPECT_TRUE(fake_os_accessible(bytes, length, false));
  return fake_os_accessible(page, 1, false) ? 1 : 0;
}

TEST_F(KeyedTest, ACallbackFindsTheKeyClosed) {
  memguard_enclave* enclave = Seal(Secret(32));
  size_t size = 0;
  void* page = const_cast<unsigned char*>(enclave_page(context_, &size));
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave, IsClosed, page));
  memguard_enclave_destroy(enclave);
}

// A callback could not read it there.
TEST_F(KeyedTest, NothingIsLentFromTheCoffersPage) {
  memguard_options options = memguard_options_default();
  options.lock_budget = memcall_page_size();
  options.protection_keys = MEMGUARD_PREFER;
  Open(options);
  memguard_enclave* enclave = Seal(Secret(32));
  size_t size = 0;
  void* page = const_cast<unsigned char*>(enclave_page(context_, &size));
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_enclave_with_bytes(enclave, IsClosed, page));
  EXPECT_EQ(Secret(32), Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(KeyedTest, APurgeInAHandlerOpensItForItself) {
  for (bool inside : {false, true}) {
    memguard_enclave* enclave = Seal(Secret(32));
    const uint32_t before = inside ? memcall_keyed_open() : 0;
    fake_os_lose_key_rights();  // as the kernel has it for a handler
    memguard_purge(context_);
    EXPECT_FALSE(Lets());
    memcall_keyed_restore(before);
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave));
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(KeyedTest, WhatCallersHavePointersToHasNoKey) {
  memguard_buffer* buffer = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, 32, &buffer));
  void* small = memguard_malloc(context_, 32);
  void* large = memguard_malloc(context_, 200000);
  memguard_enclave* enclave = Seal(Secret(32));
  memguard_safeguards found = {};
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &found));
  EXPECT_EQ(0u, found.requested & MEMCALL_KEYED);
  ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, small, &found));
  EXPECT_EQ(0u, found.requested & MEMCALL_KEYED);
  EXPECT_FALSE(HasKey(memguard_buffer_data(buffer)) || HasKey(small) || HasKey(large));
  EXPECT_NE(0u, Report().in_force & MEMCALL_KEYED) << "of the pages that it was asked for";
  memguard_free(context_, small);
  memguard_free(context_, large);
  memguard_enclave_destroy(enclave);
  memguard_buffer_destroy(buffer);
}

TEST_F(KeyedTest, IsOffUnlessAskedFor) {
  for (memguard_policy policy : {MEMGUARD_DEFAULT, MEMGUARD_OFF}) {
    Open(Wants(policy));
    memguard_enclave* enclave = Seal(Secret(32));
    EXPECT_TRUE(Lets());
    EXPECT_EQ(0u, Report().requested & MEMCALL_KEYED);
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(KeyedTest, WherePreferredAndMissingAllElseWorks) {
  fake_os_take_away("key_protect", "this processor was made without");
  Open(Wants(MEMGUARD_PREFER));
  memguard_enclave* enclave = Seal(Secret(32));
  EXPECT_EQ(Secret(32), Content(enclave));
  EXPECT_TRUE(Lets());
  EXPECT_EQ(MEMCALL_KEYED, Report().requested & ~Report().in_force);
  char text[1000];
  ASSERT_LT(memguard_context_describe(context_, text, sizeof text), sizeof text);
  EXPECT_NE(nullptr, strstr(text, "key closed       no: it could not be had")) << text;
  memguard_enclave_destroy(enclave);
}

TEST_F(KeyedTest, WhereRequiredAndMissingThereIsNoContext) {
  memguard_options options = Wants(MEMGUARD_REQUIRE);
  memguard_context* context = nullptr;
  fake_os_take_away("key_protect", "this processor was made without");
  EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, memguard_context_new(&options, &context));
  EXPECT_NE(nullptr, strstr(memcall_last_error()->text, "this processor was made without"));
  fake_os_take_away("key_protect", nullptr);
  fake_os_plan({1, "key_protect", MEMCALL_ERR_UNSUPPORTED, 38, true});
  EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, memguard_context_new(&options, &context));
  EXPECT_STREQ("protection_keys", memcall_last_error()->operation);
  fake_os_no_faults();
  Open(options);
  fake_os_plan({1, "key_protect", MEMCALL_ERR_NO_MEMORY, 12, true});
  memguard_enclave* enclave = nullptr;
  EXPECT_EQ(MEMGUARD_ERR_NO_MEMORY, memguard_enclave_new_random(context_, 8, &enclave));
  fake_os_no_faults();
  memguard_enclave_destroy(Seal(Secret(8)));
  EXPECT_FALSE(Lets());
}

TEST_F(KeyedTest, AChildHasAKeyOfItsOwnBehindTheSameOne) {
  memguard_enclave* enclave = Seal(Secret(32));
  fake_os_fork_child();
  EXPECT_EQ("MEMGUARD_ERR_FORKED", Content(enclave));
  memguard_enclave* own = Seal(Secret(7));
  EXPECT_FALSE(Lets());
  EXPECT_EQ(Secret(7), Content(own));
  memguard_enclave_destroy(own);
  memguard_enclave_destroy(enclave);
}

TEST_F(KeyedTest, AChildThatInheritsGoesOnBehindIt) {
  memguard_options options = Wants(MEMGUARD_PREFER, MEMGUARD_SHIELD);
  options.fork_action = MEMGUARD_FORK_INHERIT;
  Open(options);
  memguard_enclave* enclave = Seal(Secret(32));
  fake_os_fork_child();
  EXPECT_EQ(Secret(32), Content(enclave));
  EXPECT_FALSE(Lets());
  memguard_enclave_destroy(enclave);
}

}  // namespace
