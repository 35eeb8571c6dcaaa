// New halves, the same key.
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::IsZero;
using enclave_test::Secret;

constexpr size_t kCells = 64 * (INSIDE_KEYS + 1);

class RefreshTest : public EnclaveTest {
 protected:
  std::string Page() {
    size_t size = 0;
    const unsigned char* page = enclave_page(context_, &size);
    return std::string(page, page + size);
  }

  // None of the halves that stood there stands anywhere on the page now, and as many do.
  void ExpectAllNew(const std::string& before) {
    const std::string now = Page();
    int halves = 0;
    for (size_t at = 0; at < kCells; at += 32) {
      halves += !IsZero(&now[at], 32);
      if (IsZero(&before[at], 32)) continue;
      halves--;
      EXPECT_EQ(std::string::npos, now.find(before.substr(at, 32))) << "half " << at / 32;
    }
    EXPECT_EQ(0, halves);
    EXPECT_TRUE(IsZero(&now[kCells], now.size() - kCells)) << "and no temporary";
  }
};

TEST_F(RefreshTest, TheKeyStaysAndItsHalvesAreNew) {
  memguard_enclave* enclave = Seal(Secret(40));
  unsigned char before[INSIDE_KEY], after[INSIDE_KEY];
  enclave_key(context_, before);
  for (int i = 0; i < 100; i++) {
    const std::string page = Page();
    ASSERT_EQ(MEMGUARD_OK, memguard_refresh(context_));
    ExpectAllNew(page);
    enclave_key(context_, after);
    ASSERT_EQ(0, memcmp(before, after, INSIDE_KEY));
  }
  EXPECT_EQ(Secret(40), Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(RefreshTest, AllKeysAtOnce) {
  std::vector<memguard_enclave*> enclaves = UseUpTheKeys();
  for (int i = 0; i < 20; i++) {
    const std::string page = Page();
    ASSERT_EQ(MEMGUARD_OK, memguard_refresh(context_));
    ExpectAllNew(page);
  }
  for (memguard_enclave* enclave : enclaves) {
    EXPECT_EQ("one of each key", Content(enclave));
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(RefreshTest, WithoutAKeyThereIsNothingToDo) {
  EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_)) << "no coffer";
  memguard_enclave_destroy(Seal("first"));
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_)) << "no key";
  EXPECT_TRUE(IsZero(Page().data(), Page().size()));
}

// --- By age -------------------------------------------------------------------------------------

TEST_F(RefreshTest, AnOpenAndEveryEighthSealRenewOldHalves) {
  memguard_enclave* enclave = Seal("secret");
  enclave_make_due(context_);
  std::string page = Page();
  EXPECT_EQ("secret", Content(enclave));
  ExpectAllNew(page);
  enclave_make_due(context_);
  page = Page();
  memguard_enclave* another = Seal("another");
  for (int i = 1; i < 8; i++) memguard_enclave_destroy(Seal("more"));
  ExpectAllNew(page);
  EXPECT_EQ("secret", Content(enclave));
  EXPECT_EQ("another", Content(another));
  memguard_enclave_destroy(enclave);
  memguard_enclave_destroy(another);
}

TEST_F(RefreshTest, YoungHalvesStay) {
  memguard_options options = memguard_options_relaxed();
  options.refresh_interval_ms = 3600 * 1000;
  Open(options);
  memguard_enclave* enclave = Seal("secret");
  const std::string page = Page();
  for (int i = 0; i < 1000; i++) EXPECT_EQ("secret", Content(enclave));
  EXPECT_EQ(page, Page());
  memguard_enclave_destroy(enclave);
}

}  // namespace
