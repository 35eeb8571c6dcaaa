// Every operation of the system fails once, in every call: the answer is an error that fits,
// nothing is left readable, mapped or locked, and the next call works.
#include <functional>

#include "tests/fake_os/fake_os.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

const std::string kSecret = Secret(100);

class FaultsTest : public EnclaveTest {
 protected:
  void SetUp() override {
    fake_os_reset();
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

TEST_F(FaultsTest, NewFromInAFreshContext) { FailEach(false, NewCopy); }
TEST_F(FaultsTest, NewFromInAUsedContext) { FailEach(true, NewCopy); }
TEST_F(FaultsTest, NewRandomInAFreshContext) { FailEach(false, NewRandom); }
TEST_F(FaultsTest, NewRandomInAUsedContext) { FailEach(true, NewRandom); }
TEST_F(FaultsTest, Open) { FailEach(true, OpenBuffer); }
TEST_F(FaultsTest, OpenInto) { FailEach(true, OpenInto); }
TEST_F(FaultsTest, WithBytes) { FailEach(true, WithBytes); }
TEST_F(FaultsTest, BufferSealInAFreshContext) { FailEach(false, BufferSeal); }
TEST_F(FaultsTest, BufferSealInAUsedContext) { FailEach(true, BufferSeal); }

// --- One at a time
// ----------------------------------------------------------------------------------

TEST_F(FaultsTest, OpeningIntoCallersMemoryAsksTheSystemNothing) {
  memguard_enclave* enclave = Seal(kSecret);
  fake_os_no_faults();
  size_t before = fake_os_operations();
  EXPECT_EQ(kSecret, Content(enclave));
  memguard_enclave* another = Seal(kSecret);
  EXPECT_EQ(before, fake_os_operations());
  memguard_enclave_destroy(enclave);
  memguard_enclave_destroy(another);
}

TEST_F(FaultsTest, WithoutRandomnessThereIsNoKey) {
  memguard_enclave* out = nullptr;
  memguard_purge(context_);
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_TRUE(Fails(MEMGUARD_ERR_RANDOM, "memguard_enclave_new_copy",
                    memguard_enclave_new_copy(context_, "secret", 6, &out)));
  fake_os_no_faults();
  size_t size = 0;
  const unsigned char* page = inside_page(context_, &size);
  EXPECT_TRUE(IsZero(page, size));
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(FaultsTest, WithoutRandomnessThereIsNoRandomSecret) {
  memguard_enclave* out = nullptr;
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_TRUE(Fails(MEMGUARD_ERR_RANDOM, "memguard_enclave_new_random",
                    memguard_enclave_new_random(context_, 100, &out)));
  EXPECT_EQ(nullptr, out);
}

TEST_F(FaultsTest, ThePageIsLockedGuardedAndKeptFromDumpsAndChildren) {
  memguard_options options = memguard_options_default();
  Open(options);
  memguard_enclave_destroy(Seal(kSecret));
  size_t size = 0;
  const unsigned char* page = inside_page(context_, &size);
  fake_os_page seen;
  ASSERT_TRUE(fake_os_page_at(page, &seen));
  EXPECT_EQ(1u, seen.locks);
  EXPECT_TRUE(seen.no_dump);
  EXPECT_TRUE(seen.no_merge);
  EXPECT_TRUE(seen.small_pages);
  EXPECT_EQ(MEMCALL_FORK_WIPE, seen.fork_action);
  EXPECT_FALSE(fake_os_accessible(page - 1, 1, false));
  EXPECT_FALSE(fake_os_accessible(page + size, 1, false));
}

// --- Limits
// ------------------------------------------------------------------------------------------------

TEST_F(FaultsTest, ALockLimitOfZeroIsAnErrorThatNamesIt) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 0;
  fake_os_set_limits(limits);
  Open(memguard_options_default());
  memguard_enclave* out = nullptr;
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_enclave_new_copy(context_, "secret", 6, &out));
  EXPECT_EQ(nullptr, out);
  EXPECT_EQ(0u, inside_locked(context_)) << "nothing stays charged";
  limits.locked_bytes = MEMCALL_UNLIMITED;
  fake_os_set_limits(limits);
  memguard_enclave* enclave = Seal("secret");
  EXPECT_EQ("secret", Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(FaultsTest, ARelaxedContextSealsWithoutALock) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 0;
  fake_os_set_limits(limits);
  Open(memguard_options_relaxed());
  memguard_enclave* enclave = Seal("secret");
  memguard_report report = {};
  report.struct_size = sizeof report;
  EXPECT_EQ("secret", Content(enclave));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_EQ(0u, report.now.in_force & MEMCALL_LOCKED) << "and says so";
  EXPECT_EQ(0u, inside_locked(context_));
  memguard_enclave_destroy(enclave);
}

TEST_F(FaultsTest, TheBudgetBindsARequiredLockAndGivesWayToAPreferredOne) {
  for (bool required : {true, false}) {
    memguard_options options = required ? memguard_options_default() : memguard_options_relaxed();
    options.lock_budget = memcall_page_size() - 1;
    Open(options);
    memguard_enclave* out = nullptr;
    memguard_status status = memguard_enclave_new_copy(context_, "secret", 6, &out);
    EXPECT_EQ(required ? MEMGUARD_ERR_LOCK_LIMIT : MEMGUARD_OK, status);
    EXPECT_EQ(0u, inside_locked(context_));
    memguard_enclave_destroy(out);
  }
}

TEST_F(FaultsTest, DestroyGivesTheBudgetBack) {
  memguard_options options = memguard_options_default();
  options.lock_budget = 4 * memcall_page_size();
  Open(options);
  size_t before = fake_os_used().locked_bytes;
  memguard_enclave_destroy(Seal("secret"));
  EXPECT_EQ(memcall_page_size(), inside_locked(context_));
  EXPECT_EQ(before + memcall_page_size(), fake_os_used().locked_bytes);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  context_ = nullptr;
  EXPECT_EQ(before, fake_os_used().locked_bytes);
}

// --- A fork
// --------------------------------------------------------------------------------------------------

TEST_F(FaultsTest, AChildTakesAPageOfItsOwnAndLeavesTheParentsMapped) {
  memguard_enclave* parents = Seal("parents");
  size_t size = 0;
  const unsigned char* page = inside_page(context_, &size);
  size_t live = fake_os_used().live;
  fake_os_fork_child();
  EXPECT_EQ("MEMGUARD_ERR_FORKED", Content(parents));
  EXPECT_EQ(nullptr, inside_page(context_, &size));
  memguard_enclave* own = Seal("child");
  EXPECT_NE(page, inside_page(context_, &size));
  EXPECT_EQ(live + 1, fake_os_used().live);
  EXPECT_TRUE(fake_os_accessible(page, size, true)) << "still there, so nothing else can be";
  EXPECT_TRUE(IsZero(page, size));
  EXPECT_EQ("child", Content(own));
  memguard_enclave_destroy(parents);
  memguard_enclave_destroy(own);
}

}  // namespace
