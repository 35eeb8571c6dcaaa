// Sealing: what comes out, what becomes of the source, and what is refused.
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

using SealTest = EnclaveTest;

TEST_F(SealTest, NewCopyLeavesTheSourceAndNewFromWipesIt) {
  std::string secret = Secret(100), copy = secret, moved = secret;
  memguard_enclave *a = nullptr, *b = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, copy.data(), copy.size(), &a));
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_from(context_, &moved[0], moved.size(), &b));
  EXPECT_EQ(secret, copy);
  EXPECT_EQ(std::string(100, '\0'), moved);
  EXPECT_EQ(secret, Content(a));
  EXPECT_EQ(secret, Content(b));
  memguard_enclave_destroy(a);
  memguard_enclave_destroy(b);
}

TEST_F(SealTest, EverySizeComesBack) {
  for (size_t size = 1; size <= 600; size++) {
    memguard_enclave* enclave = Seal(Secret(size));
    ASSERT_EQ(size, memguard_enclave_size(enclave));
    ASSERT_EQ(Secret(size), Content(enclave)) << size;
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(SealTest, LongOnesComeBack) {
  for (size_t size : {1023, 1024, 1025, 4095, 4096, 4097, 8191, 16384, 65535, 65536, 65537, 1 << 20,
                      (3 << 20) + 1}) {
    memguard_enclave* enclave = Seal(Secret(size));
    ASSERT_EQ(Secret(size), Content(enclave)) << size;
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(SealTest, TheHandleHoldsNoPlaintext) {
  std::string secret = Secret(64);
  memguard_enclave* enclave = Seal(secret);
  size_t size = 0;
  std::string sealed(reinterpret_cast<char*>(enclave_sealed(enclave, &size)), 80);
  EXPECT_EQ(80u, size);
  for (size_t i = 0; i + 4 <= 64; i++)
    EXPECT_EQ(std::string::npos, sealed.find(secret.substr(i, 4)));
  memguard_enclave_destroy(enclave);
}

TEST_F(SealTest, EqualSecretsSealUnequally) {
  memguard_enclave *a = Seal(Secret(32)), *b = Seal(Secret(32));
  size_t size = 0;
  EXPECT_NE(0, memcmp(enclave_sealed(a, &size), enclave_sealed(b, &size), 48));
  EXPECT_NE(0, memcmp(enclave_nonce(a), enclave_nonce(b), INSIDE_NONCE));
  EXPECT_NE(*enclave_id(a), *enclave_id(b));
  memguard_enclave_destroy(a);
  memguard_enclave_destroy(b);
}

// Asks the cipher, with a key put together from the definition and not by the library.
TEST_F(SealTest, IsSealedUnderTheKeyThatTheHalvesMake) {
  memguard_enclave* enclave = Seal(Secret(32));
  unsigned char key[INSIDE_KEY];
  enclave_key(context_, key);
  EXPECT_TRUE(enclave_opens_under(enclave, key));
  key[0] ^= 1;
  EXPECT_FALSE(enclave_opens_under(enclave, key));
  memguard_enclave_destroy(enclave);
}

TEST_F(SealTest, ContextsShareNoKey) {
  memguard_context* own = context_;
  context_ = nullptr;
  Open(memguard_options_relaxed());
  memguard_enclave* other = Seal(Secret(32));
  unsigned char key[INSIDE_KEY], other_key[INSIDE_KEY];
  enclave_key(context_, other_key);
  std::swap(own, context_);
  memguard_enclave* enclave = Seal(Secret(32));
  enclave_key(context_, key);
  EXPECT_NE(0, memcmp(key, other_key, INSIDE_KEY));
  EXPECT_FALSE(enclave_opens_under(enclave, other_key));
  memguard_enclave_destroy(enclave);
  memguard_enclave_destroy(other);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(own));
}

TEST_F(SealTest, RandomOnesDiffer) {
  memguard_enclave *a = nullptr, *b = nullptr;
  for (size_t size : {16, 1000, 100000}) {
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_random(context_, size, &a));
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_random(context_, size, &b));
    std::string first = Content(a), second = Content(b);
    EXPECT_EQ(size, first.size());
    EXPECT_NE(first, second);
    EXPECT_FALSE(IsZero(&first[size - 16], 16));
    memguard_enclave_destroy(a);
    memguard_enclave_destroy(b);
  }
}

TEST_F(SealTest, CountsAsLiveUntilDestroyed) {
  EXPECT_EQ(0u, enclave_live(context_));
  memguard_enclave *a = Seal("a"), *b = Seal("b");
  EXPECT_EQ(2u, enclave_live(context_));
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_BUSY, "memguard_context_destroy", memguard_context_destroy(context_)));
  memguard_enclave_destroy(a);
  memguard_enclave_destroy(b);
  memguard_enclave_destroy(nullptr);
  EXPECT_EQ(0u, enclave_live(context_));
}

TEST_F(SealTest, TakesNoLockedMemoryBeyondTheFirst) {
  memguard_enclave* enclaves[100];
  enclaves[0] = Seal(Secret(1000));
  size_t locked = enclave_locked(context_);
  EXPECT_LE(locked, memcall_page_size());
  for (int i = 1; i < 100; i++) enclaves[i] = Seal(Secret(1000));
  EXPECT_EQ(locked, enclave_locked(context_));
  for (memguard_enclave* enclave : enclaves) memguard_enclave_destroy(enclave);
}

// --- Refusals -----------------------------------------------------------------------------------

TEST_F(SealTest, RefusesWhatIsNoSecret) {
  char byte = 'x';
  memguard_enclave* out = reinterpret_cast<memguard_enclave*>(&byte);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_enclave_new_copy",
                    memguard_enclave_new_copy(context_, &byte, 0, &out)));
  EXPECT_EQ(nullptr, out);
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_copy(context_, nullptr, 1, &out));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_copy(nullptr, &byte, 1, &out));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_copy(context_, &byte, 1, nullptr));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, "memguard_enclave_new_from",
                    memguard_enclave_new_from(context_, &byte, 0, &out)));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_from(context_, nullptr, 1, &out));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_from(nullptr, &byte, 1, &out));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_from(context_, &byte, 1, nullptr));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_random(context_, 0, &out));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_random(nullptr, 1, &out));
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_new_random(context_, 1, nullptr));
  EXPECT_EQ('x', byte) << "a failure leaves the source";
  EXPECT_EQ(nullptr, out);
}

TEST_F(SealTest, RefusesWhatOneNonceCannotSeal) {
  char byte = 'x';
  memguard_enclave* out = nullptr;
  for (size_t below : {size_t{0}, size_t{1}, size_t{15}, size_t{64}}) {
    EXPECT_TRUE(Fails(MEMGUARD_ERR_OVERFLOW, "memguard_enclave_new_copy",
                      memguard_enclave_new_copy(context_, &byte, SIZE_MAX - below, &out)));
    EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, memguard_enclave_new_random(context_, SIZE_MAX - below, &out));
  }
  if (sizeof(size_t) > 4) {
    size_t limit = static_cast<size_t>(UINT64_C(1) << 38);
    EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, memguard_enclave_new_from(context_, &byte, limit - 64, &out));
  }
  EXPECT_EQ('x', byte);
}

TEST_F(SealTest, AKeyThatRunsOutOfNumbersIsRotatedOut) {
  memguard_enclave_destroy(Seal("first"));
  unsigned char before[INSIDE_KEY], after[INSIDE_KEY];
  enclave_set_nonces(context_, enclave_nonces_limit(context_) - 1);
  enclave_key(context_, before);
  memguard_enclave *last = Seal("last"), *next = Seal("next");
  enclave_key(context_, after);
  EXPECT_TRUE(enclave_opens_under(last, before));
  EXPECT_TRUE(enclave_opens_under(next, after));
  EXPECT_EQ(0u, *enclave_id(next));
  EXPECT_EQ("last", Content(last)) << "what was sealed goes on opening";
  EXPECT_EQ("next", Content(next));
  memguard_enclave_destroy(last);
  memguard_enclave_destroy(next);
}

TEST_F(SealTest, RunsOutOfNumbersAndKeysWithAnError) {
  memguard_enclave* out = nullptr;
  std::string source = "source";
  std::vector<memguard_enclave*> keys = UseUpTheKeys();
  enclave_set_nonces(context_, enclave_nonces_limit(context_));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_BUSY, "memguard_enclave_new_from",
                    memguard_enclave_new_from(context_, &source[0], source.size(), &out)));
  EXPECT_EQ("source", source);
  EXPECT_EQ(nullptr, out);
  for (memguard_enclave* key : keys) {
    EXPECT_EQ("one of each key", Content(key));
    memguard_enclave_destroy(key);
  }
}

TEST_F(SealTest, NullAnswers) {
  EXPECT_EQ(MEMGUARD_ERR_INVALID, memguard_enclave_status(nullptr));
  EXPECT_EQ(0u, memguard_enclave_size(nullptr));
}

TEST_F(SealTest, TheDefaultContextSeals) {
  memguard_enclave* enclave = nullptr;
  std::string secret = Secret(32);
  memguard_status status =
      memguard_enclave_new_copy(memguard_default_context(), secret.data(), 32, &enclave);
  if (status == MEMGUARD_ERR_LOCK_LIMIT || status == MEMGUARD_ERR_DENIED)
    GTEST_SKIP() << memcall_last_error()->text;
  ASSERT_EQ(MEMGUARD_OK, status);
  EXPECT_EQ(secret, Content(enclave));
  memguard_enclave_destroy(enclave);
}

}  // namespace
