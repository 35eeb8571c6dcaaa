// The halves of the key, wrapped by the system's own cipher where it has one.
#include "lib/memcall/backend/backend.h"
#include "tests/fake_os/fake_os.h"
#include "tests/fake_os/systems.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Secret;

const std::string kSecret = Secret(64);

struct Halves {
  unsigned char left[INSIDE_KEY], right[INSIDE_KEY];
};

class WrapTest : public EnclaveTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    fake_os_give_cipher();
    EnclaveTest::SetUp();
    enclave_ = Seal(kSecret);
    enclave_halves(context_, stored_.left, stored_.right);
  }

  void TearDown() override {
    memguard_enclave_destroy(enclave_);
    EnclaveTest::TearDown();
    fake_os_reset();
  }

  // What the fake system's cipher makes of them.
  static Halves Unwrapped(const Halves& stored) {
    Halves halves = stored;
    EXPECT_EQ(MEMCALL_OK, memcall_backend_os_decrypt(&halves, sizeof halves).status);
    return halves;
  }

  static bool Opens(const memguard_enclave* enclave, const Halves& halves) {
    unsigned char key[INSIDE_KEY];
    enclave_key_of(halves.left, halves.right, key);
    return enclave_opens_under(enclave, key);
  }

  memguard_enclave* enclave_ = nullptr;
  Halves stored_;
};

TEST_F(WrapTest, WhatStandsOnThePageGivesTheKeyOnlyToTheSystem) {
  EXPECT_FALSE(Opens(enclave_, stored_));
  EXPECT_TRUE(Opens(enclave_, Unwrapped(stored_)));
  EXPECT_EQ(kSecret, Content(enclave_));
}

TEST_F(WrapTest, NeitherUnwrappedHalvesNorKeyAreLeftAfterACall) {
  Halves halves = Unwrapped(stored_);
  EXPECT_EQ(kSecret, Content(enclave_));
  unsigned char key[INSIDE_KEY];
  enclave_key_of(halves.left, halves.right, key);
  EXPECT_EQ(0u, fake_os_find(halves.left, INSIDE_KEY, true));
  EXPECT_EQ(0u, fake_os_find(halves.right, INSIDE_KEY, true));
  EXPECT_EQ(0u, fake_os_find(key, INSIDE_KEY, true));
  EXPECT_NE(0u, fake_os_find(stored_.left, INSIDE_KEY, true)) << "the search finds what is there";
}

TEST_F(WrapTest, PurgeEndsAWrappedKey) {
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_enclave_status(enclave_));
  memguard_enclave* later = Seal(kSecret);
  EXPECT_EQ(kSecret, Content(later));
  memguard_enclave_destroy(later);
}

// Without a cipher nothing is asked of the system, and the page itself gives the key.
TEST_F(WrapTest, WithoutASystemCipherTheHalvesStandAsTheyAre) {
  memguard_enclave_destroy(enclave_);
  enclave_ = nullptr;
  memcall_backend_set_probe("os_encrypt", 0);
  Open(memguard_options_relaxed());
  enclave_ = Seal(kSecret);
  enclave_halves(context_, stored_.left, stored_.right);
  EXPECT_TRUE(Opens(enclave_, stored_));
}

}  // namespace
