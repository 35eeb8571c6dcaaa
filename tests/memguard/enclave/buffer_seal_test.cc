// A buffer's content goes into an enclave.
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::Secret;

class BufferSealTest : public EnclaveTest {
 protected:
  memguard_buffer* NewBuffer(const std::string& content) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK,
              memguard_buffer_new_copy(context_, content.data(), content.size(), &buffer));
    return buffer;
  }
};

TEST_F(BufferSealTest, WhateverItsProtection) {
  for (memguard_protection protection :
       {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    memguard_buffer* buffer = NewBuffer(Secret(100));
    memguard_enclave* enclave = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &enclave)) << memcall_last_error()->text;
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    EXPECT_EQ(nullptr, memguard_buffer_data(buffer));
    EXPECT_EQ(Secret(100), Content(enclave));
    memguard_buffer_destroy(buffer);
    EXPECT_EQ(Secret(100), Content(enclave));
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(BufferSealTest, OnceOnly) {
  memguard_buffer* buffer = NewBuffer("secret");
  memguard_enclave *enclave = nullptr, *again = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &enclave));
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_EXPIRED, "memguard_buffer_seal", memguard_buffer_seal(buffer, &again)));
  EXPECT_EQ(nullptr, again);
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(enclave);
}

TEST_F(BufferSealTest, RefusesNull) {
  memguard_buffer* buffer = NewBuffer("secret");
  memguard_enclave* enclave = reinterpret_cast<memguard_enclave*>(this);
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_seal", memguard_buffer_seal(nullptr, &enclave)));
  EXPECT_EQ(nullptr, enclave);
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_INVALID, "memguard_buffer_seal", memguard_buffer_seal(buffer, nullptr)));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer)) << "as it was";
  memguard_buffer_destroy(buffer);
}

TEST_F(BufferSealTest, AFailureLeavesTheBufferAsItWas) {
  memguard_enclave_destroy(Seal("first"));
  memguard_buffer* buffer = NewBuffer("secret");
  memguard_enclave* enclave = nullptr;
  std::vector<memguard_enclave*> keys = UseUpTheKeys();
  enclave_set_nonces(context_, enclave_nonces_limit(context_));
  EXPECT_EQ(MEMGUARD_ERR_BUSY, memguard_buffer_seal(buffer, &enclave));
  EXPECT_EQ(nullptr, enclave);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
  EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
  EXPECT_EQ(0, memcmp(memguard_buffer_data(buffer), "secret", 6));
  memguard_buffer_destroy(buffer);
  for (memguard_enclave* key : keys) memguard_enclave_destroy(key);
}

TEST_F(BufferSealTest, ThereAndBackManyTimes) {
  memguard_enclave* enclave = Seal(Secret(5000));
  for (int i = 0; i < 20; i++) {
    memguard_buffer* buffer = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave, &buffer));
    memguard_enclave_destroy(enclave);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &enclave));
    memguard_buffer_destroy(buffer);
  }
  EXPECT_EQ(Secret(5000), Content(enclave));
  memguard_enclave_destroy(enclave);
}

}  // namespace
