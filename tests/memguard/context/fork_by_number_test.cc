// Where no page can be zeroed in a child (macOS), the process's number tells that there was a fork.
#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/context/inside.h"

namespace {

// How forks are noticed is decided once in a process, with its first context.
class Number : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    fake_os_take_away("fork_wipe", "pages are shared, copied or absent");
  }

  void SetUp() override {
    memguard_options options = memguard_options_default();
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_)) << memcall_last_error()->text;
    secret_ = static_cast<unsigned char*>(memguard_malloc(context_, 32));
    ASSERT_NE(nullptr, secret_);
    memset(secret_, 0x5a, 32);
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, secret_, 32, &enclave_));
  }

  void TearDown() override {
    memguard_free(context_, secret_);
    memguard_enclave_destroy(enclave_);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  }

  memguard_context* context_ = nullptr;
  unsigned char* secret_ = nullptr;
  memguard_enclave* enclave_ = nullptr;
};

TEST_F(Number, PagesAreAbsentFromChildren) {
  EXPECT_EQ(MEMCALL_FORK_EXCLUDE, inside_fork_action(context_));
  fake_os_fork_child();
  EXPECT_FALSE(fake_os_accessible(secret_, 1, false));
}

TEST_F(Number, IsNoticedOnce) {
  uint32_t before = inside_generation();
  EXPECT_EQ(MEMGUARD_OK, inside_enter(context_));
  EXPECT_EQ(before, inside_generation());
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_OK, inside_enter(context_));
  EXPECT_EQ(MEMGUARD_OK, inside_enter(context_));
  EXPECT_EQ(before + 1, inside_generation());
}

TEST_F(Number, TheChildStartsAfresh) {
  fake_os_fork_child();
  unsigned char opened[32];
  size_t length = 0;
  EXPECT_EQ(MEMGUARD_ERR_FORKED,
            memguard_enclave_open_into(enclave_, opened, sizeof opened, &length));
  EXPECT_EQ(std::string(32, '\0'), std::string(reinterpret_cast<char*>(opened), 32));
  memguard_enclave* sealed = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "of the child", 12, &sealed));
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(sealed, opened, sizeof opened, &length));
  EXPECT_EQ("of the child", std::string(reinterpret_cast<char*>(opened), length));
  memguard_enclave_destroy(sealed);
}

// What is not there any more must not be wiped.
TEST_F(Number, AWipeAndAPurgeThatComeFirst) {
  fake_os_fork_child();
  memguard_emergency_wipe();
  memguard_purge_all();
  EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_enclave_status(enclave_));
}

TEST_F(Number, ThreadsThatComeAtOnceWaitForOne) {
  for (int round = 0; round < 50; round++) {
    uint32_t before = inside_generation();
    fake_os_fork_child();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) {
      threads.emplace_back([this, before] {
        EXPECT_EQ(MEMGUARD_OK, inside_enter(context_));
        EXPECT_EQ(before + 1, inside_generation());
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
}

}  // namespace
