// What seals, and how: each AEAD and each flag, alone and together.
#include <set>

#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

struct Kind {
  const char* name;
  memguard_aead aead;
  uint32_t flags;
};

class KindsTest : public EnclaveTest, public ::testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    memguard_options options = memguard_options_relaxed();
    options.aead = GetParam().aead;
    options.flags = GetParam().flags;
    Open(options);
  }

  bool Has(uint32_t flag) const { return (GetParam().flags & flag) != 0; }

  memguard_aead Reported() {
    memguard_report report = {};
    report.struct_size = sizeof report;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
    return report.aead;
  }
};

TEST_P(KindsTest, ThereAndBack) {
  for (size_t size : {1, 15, 16, 31, 32, 63, 64, 65, 100, 255, 4096, 100001}) {
    std::string secret = Secret(size);
    memguard_enclave* enclave = Seal(secret);
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(size, memguard_enclave_size(enclave));
    EXPECT_EQ(secret, Content(enclave));
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave, &buffer));
    EXPECT_EQ(size, memguard_buffer_size(buffer));
    memguard_enclave_destroy(enclave);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &enclave));
    EXPECT_EQ(secret, Content(enclave));
    memguard_buffer_destroy(buffer);
    memguard_enclave_destroy(enclave);
  }
}

TEST_P(KindsTest, GoesOnThroughRefreshRotateAndPurge) {
  memguard_enclave* enclave = Seal("secret");
  for (int i = 0; i < 5; i++) {
    EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_));
    EXPECT_EQ("secret", Content(enclave));
    EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_));
    EXPECT_EQ("secret", Content(enclave));
    EXPECT_EQ(MEMGUARD_OK, memguard_after_restore(context_));
    memguard_enclave* another = Seal("another");
    EXPECT_EQ("another", Content(another));
    memguard_enclave_destroy(enclave);
    enclave = another;
    memguard_purge(context_);
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave));
    memguard_enclave_destroy(enclave);
    enclave = Seal("secret");
  }
  memguard_enclave_destroy(enclave);
}

TEST_P(KindsTest, TheKeyIsWhatTheHeaderSays) {
  memguard_enclave* enclave = Seal("secret");
  unsigned char key[INSIDE_KEY];
  for (int i = 0; i < 3; i++) {
    enclave_key(context_, key);
    EXPECT_TRUE(enclave_opens_under(enclave, key));
    EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_));
  }
  memguard_enclave_destroy(enclave);
}

TEST_P(KindsTest, EveryBitCounts) {
  memguard_enclave* enclave = Seal(Secret(20));
  size_t size = 0;
  unsigned char* sealed = enclave_sealed(enclave, &size);
  char bytes[20];
  for (size_t bit = 0; bit < 8 * (size + enclave_nonce_size(enclave)); bit++) {
    unsigned char* byte =
        bit / 8 < size ? sealed + bit / 8 : enclave_nonce(enclave) + bit / 8 - size;
    size_t length = 0;
    *byte = static_cast<unsigned char>(*byte ^ 1u << bit % 8);
    ASSERT_EQ(MEMGUARD_ERR_AUTH, memguard_enclave_open_into(enclave, bytes, 20, &length)) << bit;
    ASSERT_TRUE(IsZero(bytes, 20));
    *byte = static_cast<unsigned char>(*byte ^ 1u << bit % 8);
  }
  EXPECT_EQ(Secret(20), Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_P(KindsTest, NoNonceTwice) {
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; i++) {
    memguard_enclave* enclave = Seal("secret");
    nonces.emplace(reinterpret_cast<char*>(enclave_nonce(enclave)), enclave_nonce_size(enclave));
    memguard_enclave_destroy(enclave);
    if (i % 100 == 0) {
      EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_));
    }
  }
  EXPECT_EQ(1000u, nonces.size());
}

TEST_P(KindsTest, TheReportSaysWhatSeals) {
  EXPECT_EQ(GetParam().aead == MEMGUARD_AEAD_DEFAULT ? MEMGUARD_CHACHA20_POLY1305 : GetParam().aead,
            Reported());
  memguard_enclave_destroy(Seal("secret"));
  EXPECT_TRUE(Reported() == MEMGUARD_CHACHA20_POLY1305 || Reported() == MEMGUARD_AES_256_GCM);
  if (GetParam().aead == MEMGUARD_AES_256_GCM) {
    EXPECT_EQ(MEMGUARD_AES_256_GCM, Reported());
  }
  char text[1000];
  ASSERT_LT(memguard_context_describe(context_, text, sizeof text), sizeof text);
  const char* expected = Has(MEMGUARD_SNAPSHOT_SAFE)          ? "XChaCha20-Poly1305"
                         : Reported() == MEMGUARD_AES_256_GCM ? "AES-256-GCM"
                                                              : " ChaCha20-Poly1305";
  EXPECT_NE(nullptr, strstr(text, expected)) << text;
}

TEST_P(KindsTest, LengthsAreHiddenWhenAskedFor) {
  std::set<size_t> sizes;
  for (size_t length = 1; length <= 192; length++) {
    memguard_enclave* enclave = Seal(Secret(length));
    size_t size = 0;
    enclave_sealed(enclave, &size);
    EXPECT_EQ(Has(MEMGUARD_HIDE_LENGTH) ? (length + 63) / 64 * 64 + 16 : length + 16, size);
    EXPECT_EQ(length, memguard_enclave_size(enclave));
    memguard_enclave_destroy(enclave);
  }
}

// Two enclaves of one length do not have the same bytes behind the tag.
TEST_P(KindsTest, WhatHidesTheLengthIsDrawnAnew) {
  if (!Has(MEMGUARD_HIDE_LENGTH)) GTEST_SKIP() << "nothing does";
  memguard_enclave *a = Seal(Secret(1)), *b = Seal(Secret(1));
  size_t size = 0;
  const unsigned char *one = enclave_sealed(a, &size), *other = enclave_sealed(b, &size);
  EXPECT_NE(0, memcmp(one + 17, other + 17, size - 17));
  EXPECT_FALSE(IsZero(one + 17, size - 17));
  memguard_enclave_destroy(a);
  memguard_enclave_destroy(b);
}

constexpr uint32_t kAll = MEMGUARD_SHIELD | MEMGUARD_SNAPSHOT_SAFE | MEMGUARD_HIDE_LENGTH;

INSTANTIATE_TEST_SUITE_P(
    All, KindsTest,
    ::testing::Values(Kind{"Default", MEMGUARD_AEAD_DEFAULT, 0},
                      Kind{"Aes", MEMGUARD_AES_256_GCM, 0}, Kind{"ByCpu", MEMGUARD_AEAD_BY_CPU, 0},
                      Kind{"SnapshotSafe", MEMGUARD_AEAD_BY_CPU, MEMGUARD_SNAPSHOT_SAFE},
                      Kind{"HideLength", MEMGUARD_CHACHA20_POLY1305, MEMGUARD_HIDE_LENGTH},
                      Kind{"AesHideLength", MEMGUARD_AES_256_GCM, MEMGUARD_HIDE_LENGTH},
                      Kind{"Shield", MEMGUARD_CHACHA20_POLY1305, MEMGUARD_SHIELD},
                      Kind{"AesShield", MEMGUARD_AES_256_GCM, MEMGUARD_SHIELD},
                      Kind{"AllFlags", MEMGUARD_AEAD_DEFAULT, kAll}),
    [](const ::testing::TestParamInfo<Kind>& kind) { return kind.param.name; });

}  // namespace
