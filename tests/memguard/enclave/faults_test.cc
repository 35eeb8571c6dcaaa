// Every operation of the system fails once, in every call: the answer is an error that fits,
// nothing is left readable, mapped or locked, and the next call works. On a system that wraps the
// key with a cipher of its own, and on one that does not.
#include <functional>

#include "tests/fake_os/fake_os.h"
#include "tests/fake_os/systems.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

const std::string kSecret = Secret(100);

class FaultsTest : public EnclaveTest, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    fake_os_reset();
    if (GetParam()) fake_os_give_cipher();
    EnclaveTest::SetUp();  // what belongs to the process is set up by now
    memguard_enclave_destroy(Seal(kSecret));
  }

  void TearDown() override {
    EnclaveTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }

  using Act = std::function<memguard_status(memguard_context*, memguard_enclave*)>;

  // Runs `act` with the nth operation failing, for every n. `warm`: the context was used before.
  void FailEach(bool warm, const Act& act) {
    for (memcall_status error :
         {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED, MEMCALL_ERR_SYSTEM}) {
      size_t nth = 1;
      while (FailOne(nth, error, warm, act)) nth++;
      EXPECT_LT(nth, 500u);
    }
  }

  // False when there is no nth operation.
  bool FailOne(size_t nth, memcall_status error, bool warm, const Act& act) {
    memguard_options options = memguard_options_default();
    options.flags = flags_;
    options.protection_keys = keys_;
    options.refresh_interval_ms = 3600 * 1000;  // no thread of ours comes between
    memguard_context* context = nullptr;
    memguard_enclave* enclave = nullptr;
    fake_os_usage before = fake_os_used();
    EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context));
    if (warm) {
      EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context, kSecret.data(), 100, &enclave));
    }
    fake_os_fail(nth, error);
    memguard_status status = act(context, enclave);
    bool happened = fake_os_fault_happened();
    fake_os_no_faults();
    if (status != MEMGUARD_OK) ExpectFits(status, error);
    EXPECT_TRUE(happened || status == MEMGUARD_OK);
    EXPECT_EQ(MEMGUARD_OK, act(context, enclave)) << "works again after operation " << nth;
    memguard_enclave_destroy(enclave);
    EXPECT_EQ(0u, fake_os_find(kSecret.data(), 16, true)) << "plaintext, operation " << nth;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
    fake_os_usage after = fake_os_used();
    EXPECT_EQ(before.live, after.live) << "mappings, operation " << nth;
    EXPECT_EQ(before.locked_bytes, after.locked_bytes) << "locks, operation " << nth;
    return happened;
  }

  uint32_t flags_ = 0;
  memguard_policy keys_ = MEMGUARD_OFF;

  // The failure itself, or what the public call makes of it.
  static void ExpectFits(memguard_status status, memcall_status error) {
    bool fits = static_cast<int>(status) == error || status == MEMGUARD_ERR_RANDOM ||
                status == MEMGUARD_ERR_SYSTEM || status == MEMGUARD_ERR_UNSUPPORTED;
    EXPECT_TRUE(fits) << memguard_status_name(status) << " for " << memcall_status_name(error);
    EXPECT_EQ(static_cast<int>(status), memcall_last_error()->status);
  }
};

memguard_status NewCopy(memguard_context* context, memguard_enclave*) {
  memguard_enclave* out = reinterpret_cast<memguard_enclave*>(context);
  std::string source = kSecret;
  memguard_status status = memguard_enclave_new_from(context, &source[0], source.size(), &out);
  EXPECT_EQ(status == MEMGUARD_OK, out != nullptr);
  EXPECT_EQ(status == MEMGUARD_OK ? std::string(100, '\0') : kSecret, source);
  memguard_enclave_destroy(out);
  return status;
}

memguard_status NewRandom(memguard_context* context, memguard_enclave*) {
  memguard_enclave* out = reinterpret_cast<memguard_enclave*>(context);
  memguard_status status = memguard_enclave_new_random(context, 100, &out);
  EXPECT_EQ(status == MEMGUARD_OK, out != nullptr);
  memguard_enclave_destroy(out);
  return status;
}

memguard_status OpenBuffer(memguard_context*, memguard_enclave* enclave) {
  memguard_buffer* out = reinterpret_cast<memguard_buffer*>(enclave);
  memguard_status status = memguard_enclave_open(enclave, &out);
  EXPECT_EQ(status == MEMGUARD_OK, out != nullptr);
  EXPECT_TRUE(out == nullptr || memcmp(memguard_buffer_data(out), kSecret.data(), 100) == 0);
  memguard_buffer_destroy(out);
  return status;
}

memguard_status OpenInto(memguard_context*, memguard_enclave* enclave) {
  std::string bytes(100, 'x');
  size_t length = 0;
  memguard_status status = memguard_enclave_open_into(enclave, &bytes[0], 100, &length);
  EXPECT_EQ(status == MEMGUARD_OK ? kSecret : std::string(100, '\0'), bytes);
  return status;
}

int Compare(const unsigned char* bytes, size_t length, void* called) {
  *static_cast<bool*>(called) = true;
  return length != kSecret.size() || memcmp(bytes, kSecret.data(), length) != 0;
}

memguard_status WithBytes(memguard_context*, memguard_enclave* enclave) {
  bool called = false;
  memguard_status status = memguard_enclave_with_bytes(enclave, Compare, &called);
  EXPECT_EQ(status == MEMGUARD_OK, called);
  return status;
}

memguard_status BufferSeal(memguard_context* context, memguard_enclave*) {
  memguard_buffer* buffer = nullptr;
  memguard_enclave* out = reinterpret_cast<memguard_enclave*>(context);
  memguard_status status = memguard_buffer_new_copy(context, kSecret.data(), 100, &buffer);
  if (status != MEMGUARD_OK) return status;
  status = memguard_buffer_seal(buffer, &out);
  EXPECT_EQ(status == MEMGUARD_OK, out != nullptr);
  EXPECT_EQ(status == MEMGUARD_OK ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK,
            memguard_buffer_status(buffer));
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(out);
  return status;
}

// When it fails, what was sealed opens all the same.
memguard_status Renew(memguard_status (*call)(memguard_context*), memguard_context* context,
                      memguard_enclave* enclave) {
  memguard_status status = call(context);
  if (status != MEMGUARD_OK) {
    EXPECT_EQ(MEMGUARD_OK, OpenInto(context, enclave));
  }
  return status;
}

memguard_status Refresh(memguard_context* context, memguard_enclave* enclave) {
  return Renew(memguard_refresh, context, enclave);
}

memguard_status Rotate(memguard_context* context, memguard_enclave* enclave) {
  return Renew(memguard_rotate, context, enclave);
}

memguard_status AfterRestore(memguard_context* context, memguard_enclave* enclave) {
  return Renew(memguard_after_restore, context, enclave);
}

// The halves are due: a failure to renew them is none of the open's.
memguard_status OpenOld(memguard_context* context, memguard_enclave* enclave) {
  enclave_make_due(context);
  return OpenInto(context, enclave);
}

TEST_P(FaultsTest, AThreadThatRefreshes) {
  flags_ = MEMGUARD_REFRESH_THREAD;
  FailEach(false, NewCopy);
}

TEST_P(FaultsTest, BehindAProtectionKey) {
  keys_ = MEMGUARD_PREFER;
  flags_ = MEMGUARD_SHIELD;
  FailEach(false, NewCopy);
  FailEach(true, Refresh);
  FailEach(true, OpenBuffer);
}

TEST_P(FaultsTest, Refresh) { FailEach(true, Refresh); }
TEST_P(FaultsTest, Rotate) { FailEach(true, Rotate); }
TEST_P(FaultsTest, AfterRestore) { FailEach(true, AfterRestore); }
TEST_P(FaultsTest, OpenWithOldHalves) { FailEach(true, OpenOld); }

TEST_P(FaultsTest, NewFromInAFreshContext) { FailEach(false, NewCopy); }
TEST_P(FaultsTest, NewFromInAUsedContext) { FailEach(true, NewCopy); }
TEST_P(FaultsTest, NewRandomInAFreshContext) { FailEach(false, NewRandom); }
TEST_P(FaultsTest, NewRandomInAUsedContext) { FailEach(true, NewRandom); }
TEST_P(FaultsTest, Open) { FailEach(true, OpenBuffer); }
TEST_P(FaultsTest, OpenInto) { FailEach(true, OpenInto); }
TEST_P(FaultsTest, WithBytes) { FailEach(true, WithBytes); }
TEST_P(FaultsTest, BufferSealInAFreshContext) { FailEach(false, BufferSeal); }
TEST_P(FaultsTest, BufferSealInAUsedContext) { FailEach(true, BufferSeal); }

INSTANTIATE_TEST_SUITE_P(SystemWraps, FaultsTest, ::testing::Bool());

}  // namespace
