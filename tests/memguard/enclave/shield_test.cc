// MEMGUARD_SHIELD: without every bit of the pre-key there is no key.
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;

class ShieldTest : public EnclaveTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    memguard_options options = memguard_options_default();
    options.flags = MEMGUARD_SHIELD;
    Open(options);
    enclave_ = Seal("secret");
  }

  void TearDown() override {
    memguard_enclave_destroy(enclave_);
    EnclaveTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }

  std::string Shield() {
    size_t size = 0;
    const unsigned char* pages = enclave_shield(context_, &size);
    return std::string(pages, pages + size);
  }

  memguard_enclave* enclave_ = nullptr;
};

TEST_F(ShieldTest, EveryByteOfThePrekeyCounts) {
  size_t size = 0;
  unsigned char* prekey = enclave_prekey(context_, &size);
  ASSERT_GE(size, 16384u);
  for (size_t at = 0; at < size; at += 37) {
    prekey[at] ^= 1;
    EXPECT_EQ("MEMGUARD_ERR_AUTH", Content(enclave_)) << at;
    prekey[at] ^= 1;
  }
  EXPECT_EQ("secret", Content(enclave_));
}

TEST_F(ShieldTest, ItsPagesAreLockedGuardedAndKeptFromDumpsAndChildren) {
  size_t size = 0;
  const unsigned char* pages = enclave_shield(context_, &size);
  fake_os_page seen;
  for (size_t at = 0; at < size; at += memcall_page_size()) {
    ASSERT_TRUE(fake_os_page_at(pages + at, &seen));
    EXPECT_EQ(1u, seen.locks);
    EXPECT_TRUE(seen.no_dump);
    EXPECT_EQ(MEMCALL_FORK_WIPE, seen.fork_action);
  }
  EXPECT_FALSE(fake_os_accessible(pages - 1, 1, false));
  EXPECT_FALSE(fake_os_accessible(pages + size, 1, false));
  EXPECT_EQ(memcall_page_size() + size, enclave_locked(context_));
}

TEST_F(ShieldTest, ARefreshDrawsAnotherAndWipesTheOldOne) {
  for (int i = 0; i < 10; i++) {
    const std::string before = Shield();
    size_t size = 0;
    const std::string old(reinterpret_cast<char*>(enclave_prekey(context_, &size)), 16384);
    EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_));
    const std::string now = Shield();
    for (size_t at = 0; at < old.size(); at += 64)
      ASSERT_EQ(std::string::npos, now.find(old.substr(at, 32))) << at;
    EXPECT_EQ("secret", Content(enclave_));
  }
}

TEST_F(ShieldTest, APurgeWipesItAll) {
  memguard_purge(context_);
  const std::string now = Shield();
  EXPECT_TRUE(IsZero(now.data(), 2 * (16384 + 64))) << "both pre-keys with their seeds";
  EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave_));
  memguard_enclave* later = Seal("later");
  EXPECT_EQ("later", Content(later));
  memguard_enclave_destroy(later);
}

// Each operation of a refresh fails once: the keys are good before and after the next refresh.
TEST_F(ShieldTest, AFailureHalfWayLeavesAWorkingCoffer) {
  memguard_enclave_destroy(enclave_);
  std::vector<memguard_enclave*> enclaves = UseUpTheKeys();
  enclave_ = nullptr;
  int failures = 0;
  for (size_t nth = 1; nth < 20; nth++) {
    fake_os_plan({nth, "random", MEMCALL_ERR_SYSTEM, 5, false});
    memguard_status status = memguard_refresh(context_);
    bool happened = fake_os_fault_happened();
    fake_os_no_faults();
    failures += happened;
    EXPECT_EQ(happened, status != MEMGUARD_OK);
    if (happened) {
      EXPECT_EQ(MEMGUARD_ERR_RANDOM, status);
    }
    for (memguard_enclave* enclave : enclaves) EXPECT_EQ("one of each key", Content(enclave));
    if (nth % 2 == 0) {
      EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_));
    }
    for (memguard_enclave* enclave : enclaves) EXPECT_EQ("one of each key", Content(enclave));
  }
  EXPECT_GE(failures, 9) << "a pre-key, and halves of eight keys";
  for (memguard_enclave* enclave : enclaves) memguard_enclave_destroy(enclave);
}

TEST_F(ShieldTest, ABudgetThatIsTooSmallIsALockLimit) {
  memguard_enclave_destroy(enclave_);
  memguard_options options = memguard_options_default();
  options.flags = MEMGUARD_SHIELD;
  options.lock_budget = 8 * memcall_page_size();
  Open(options);
  memguard_enclave* out = nullptr;
  if (memcall_page_size() * 8 < 2 * (16384 + 64)) {
    EXPECT_TRUE(
        Fails(MEMGUARD_ERR_LOCK_LIMIT, nullptr, memguard_enclave_new_copy(context_, "x", 1, &out)));
    EXPECT_EQ(0u, enclave_locked(context_)) << "nothing stays charged";
  }
  options.lock_budget = 64 << 10;
  Open(options);
  enclave_ = Seal("secret");
  EXPECT_EQ("secret", Content(enclave_));
}

TEST_F(ShieldTest, AChildTakesPagesOfItsOwn) {
  size_t size = 0;
  const unsigned char* pages = enclave_shield(context_, &size);
  fake_os_fork_child();
  EXPECT_EQ("MEMGUARD_ERR_FORKED", Content(enclave_));
  memguard_enclave* own = Seal("child");
  EXPECT_NE(pages, enclave_shield(context_, &size));
  EXPECT_TRUE(fake_os_accessible(pages, size, true)) << "still there, so nothing else can be";
  EXPECT_TRUE(IsZero(pages, size));
  EXPECT_EQ("child", Content(own));
  memguard_enclave_destroy(own);
}

}  // namespace
