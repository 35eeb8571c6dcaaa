// What a purge ends, and what goes on after it.
#include "memguard/process.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

using PurgeTest = EnclaveTest;

TEST_F(PurgeTest, ExpiresEveryEnclaveAndZeroesThePage) {
  memguard_enclave *a = Seal(Secret(32)), *b = Seal(Secret(5000));
  std::string bytes(5000, 'x');
  size_t length = 99, size = 0;
  memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_status(a));
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_enclave_status(a));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_enclave_open_into",
                    memguard_enclave_open_into(b, &bytes[0], bytes.size(), &length)));
  EXPECT_TRUE(IsZero(bytes.data(), bytes.size()));
  EXPECT_EQ(0u, length);
  EXPECT_TRUE(
      Fails(MEMGUARD_ERR_EXPIRED, "memguard_enclave_open", memguard_enclave_open(a, &buffer)));
  EXPECT_EQ(nullptr, buffer);
  const unsigned char* page = enclave_page(context_, &size);
  EXPECT_TRUE(IsZero(page, size));
  EXPECT_EQ(5000u, memguard_enclave_size(b));
  memguard_enclave_destroy(a);
  memguard_enclave_destroy(b);
}

TEST_F(PurgeTest, GoesOnWithANewKey) {
  memguard_enclave* old = Seal(Secret(32));
  unsigned char before[INSIDE_KEY], after[INSIDE_KEY];
  enclave_key(context_, before);
  memguard_purge(context_);
  memguard_enclave* enclave = Seal(Secret(32, 2));
  enclave_key(context_, after);
  EXPECT_NE(0, memcmp(before, after, INSIDE_KEY));
  EXPECT_EQ(Secret(32, 2), Content(enclave));
  EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(old));
  EXPECT_NE(0, memcmp(enclave_nonce(old), enclave_nonce(enclave), INSIDE_NONCE));
  memguard_enclave_destroy(old);
  memguard_enclave_destroy(enclave);
}

TEST_F(PurgeTest, BeforeTheFirstSealIsHarmless) {
  memguard_purge(context_);
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(PurgeTest, ManyTimes) {
  for (int i = 0; i < 50; i++) {
    memguard_enclave* enclave = Seal("secret");
    EXPECT_EQ("secret", Content(enclave));
    memguard_purge(context_);
    memguard_purge(context_);
    EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave));
    memguard_enclave_destroy(enclave);
  }
}

TEST_F(PurgeTest, OtherContextsGoOn) {
  memguard_context* own = context_;
  memguard_enclave* enclave = Seal("secret");
  context_ = nullptr;
  Open(memguard_options_relaxed());
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  context_ = own;
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(PurgeTest, EmergencyWipeEndsKeysToo) {
  memguard_enclave* enclave = Seal("secret");
  size_t size = 0;
  memguard_emergency_wipe();
  EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave));
  const unsigned char* page = enclave_page(context_, &size);
  EXPECT_TRUE(IsZero(page, size));
  memguard_enclave_destroy(enclave);
}

// --- While one is under way ---------------------------------------------------------------------

TEST_F(PurgeTest, NothingIsSealedOrOpenedWhileOneIsUnderWay) {
  memguard_enclave *enclave = Seal("secret"), *out = nullptr;
  std::string source = "source";
  enclave_purge_begin(context_);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_enclave_new_from",
                    memguard_enclave_new_from(context_, &source[0], source.size(), &out)));
  EXPECT_EQ(nullptr, out);
  EXPECT_EQ("source", source) << "a failure leaves the source";
  EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave));
  enclave_purge_end(context_);
  EXPECT_EQ("MEMGUARD_ERR_EXPIRED", Content(enclave)) << "and it stays so";
  memguard_enclave_destroy(enclave);
}

// A thread that was late: its epoch is over, and the key belongs to the next one.
TEST_F(PurgeTest, ALateMakerDoesNotTouchTheNextKey) {
  uint64_t late = enclave_epoch(context_);
  memguard_purge(context_);
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, enclave_prepare(context_, late));
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

// --- In a callback ------------------------------------------------------------------------------

int PurgeAndFail(const unsigned char* bytes, size_t length, void* user) {
  std::string before(reinterpret_cast<const char*>(bytes), length);
  memguard_purge(static_cast<memguard_context*>(user));
  EXPECT_EQ(0, memcmp(before.data(), bytes, length)) << "a purge leaves the heap alone";
  return 1;
}

int Purge(const unsigned char* bytes, size_t length, void* user) {
  return PurgeAndFail(bytes, length, user) - 1;
}

TEST_F(PurgeTest, ACallbackThatAPurgeOverlappedIsVoid) {
  for (memguard_bytes_fn callback : {Purge, PurgeAndFail}) {
    memguard_enclave* enclave = Seal("secret");
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_enclave_with_bytes",
                      memguard_enclave_with_bytes(enclave, callback, context_)));
    memguard_enclave_destroy(enclave);
  }
}

}  // namespace
