// A changed enclave opens nothing and leaves nothing.
#include <cstddef>

#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

int NeverCalled(const unsigned char*, size_t, void*) {
  ADD_FAILURE() << "the callback was given something";
  return 0;
}

class TamperTest : public EnclaveTest {
 protected:
  // Nothing opens, by none of the ways, and nothing is left behind.
  void ExpectRefused(const memguard_enclave* enclave, const char* what) {
    std::string bytes(memguard_enclave_size(enclave) + 8, 'x');
    size_t length = 99;
    memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
    uint64_t live = enclave_live(context_);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_AUTH, "memguard_enclave_open_into",
                      memguard_enclave_open_into(enclave, &bytes[0], bytes.size(), &length)))
        << what;
    EXPECT_TRUE(IsZero(bytes.data(), bytes.size())) << what;
    EXPECT_EQ(0u, length) << what;
    EXPECT_TRUE(
        Fails(MEMGUARD_ERR_AUTH, "memguard_enclave_open", memguard_enclave_open(enclave, &buffer)))
        << what;
    EXPECT_EQ(nullptr, buffer) << what;
    EXPECT_TRUE(Fails(MEMGUARD_ERR_AUTH, "memguard_enclave_with_bytes",
                      memguard_enclave_with_bytes(enclave, NeverCalled, nullptr)))
        << what;
    EXPECT_EQ(live, enclave_live(context_)) << what;
    EXPECT_EQ(0u, enclave_taken(context_)) << what;
  }
};

TEST_F(TamperTest, EveryBitOfCiphertextAndTagCounts) {
  memguard_enclave* enclave = Seal(Secret(40));
  size_t size = 0;
  unsigned char* sealed = enclave_sealed(enclave, &size);
  ASSERT_EQ(56u, size);
  for (size_t bit = 0; bit < 8 * size; bit += bit % 8 == 0 ? 7 : 1) {
    sealed[bit / 8] = static_cast<unsigned char>(sealed[bit / 8] ^ 1u << bit % 8);
    ExpectRefused(enclave, "sealed");
    sealed[bit / 8] = static_cast<unsigned char>(sealed[bit / 8] ^ 1u << bit % 8);
  }
  EXPECT_EQ(Secret(40), Content(enclave)) << "unchanged again";
  memguard_enclave_destroy(enclave);
}

TEST_F(TamperTest, EveryByteOfALongOneCounts) {
  memguard_enclave* enclave = Seal(Secret(3000));
  size_t size = 0;
  unsigned char* sealed = enclave_sealed(enclave, &size);
  std::string bytes(3000, 'x');
  for (size_t at = 0; at < size; at++) {
    size_t length = 0;
    sealed[at] ^= 0x80;
    ASSERT_EQ(MEMGUARD_ERR_AUTH, memguard_enclave_open_into(enclave, &bytes[0], 3000, &length));
    ASSERT_TRUE(IsZero(bytes.data(), bytes.size())) << at;
    sealed[at] ^= 0x80;
  }
  memguard_enclave_destroy(enclave);
}

TEST_F(TamperTest, NonceAndIdentityCount) {
  memguard_enclave* enclave = Seal(Secret(40));
  for (size_t at = 0; at < enclave_nonce_size(enclave); at++) {
    enclave_nonce(enclave)[at] ^= 1;
    ExpectRefused(enclave, "nonce");
    enclave_nonce(enclave)[at] ^= 1;
  }
  *enclave_id(enclave) ^= 1;
  ExpectRefused(enclave, "id");
  *enclave_id(enclave) ^= 1;
  EXPECT_EQ(Secret(40), Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(TamperTest, LengthCounts) {
  memguard_enclave* enclave = Seal(Secret(40));
  for (size_t length : {1, 16, 24, 39}) {
    *enclave_length(enclave) = length;
    ExpectRefused(enclave, "length");
  }
  *enclave_length(enclave) = 40;
  EXPECT_EQ(Secret(40), Content(enclave));
  memguard_enclave_destroy(enclave);
}

// The whole ciphertext with its nonce, put into another enclave's handle.
TEST_F(TamperTest, OneEnclaveDoesNotPassForAnother) {
  memguard_enclave *a = Seal(Secret(40, 1)), *b = Seal(Secret(40, 2));
  size_t size = 0;
  memcpy(enclave_sealed(a, &size), enclave_sealed(b, &size), 56);
  memcpy(enclave_nonce(a), enclave_nonce(b), INSIDE_NONCE);
  ExpectRefused(a, "another's content");
  EXPECT_EQ(Secret(40, 2), Content(b));
  memguard_enclave_destroy(a);
  memguard_enclave_destroy(b);
}

}  // namespace
