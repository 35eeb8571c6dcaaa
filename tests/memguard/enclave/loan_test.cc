// At the limit of locked memory small secrets still open for a callback, in the coffer's own page.
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/enclave/fixture.h"

namespace {

using enclave_test::EnclaveTest;
using enclave_test::Fails;
using enclave_test::IsZero;
using enclave_test::Secret;

class LoanTest : public EnclaveTest {
 protected:
  // A budget that the coffer's page uses up.
  void SetUp() override {
    fake_os_reset();
    memguard_options options = memguard_options_default();
    options.lock_budget = memcall_page_size();
    Open(options);
    enclave_ = Seal(Secret(32));
  }

  void TearDown() override {
    EXPECT_EQ(0u, enclave_taken(context_));
    memguard_enclave_destroy(enclave_);
    size_t size = 0, cells = 64 * (INSIDE_KEYS + 1);
    const unsigned char* page = enclave_page(context_, &size);
    EXPECT_TRUE(IsZero(page + cells, size - cells)) << "nothing is left in a slot";
    EnclaveTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }

  memguard_enclave* enclave_ = nullptr;
};

int IsIt(const unsigned char* bytes, size_t length, void* user) {
  const std::string& secret = *static_cast<std::string*>(user);
  return secret == std::string(reinterpret_cast<const char*>(bytes), length) ? 0 : 1;
}

TEST_F(LoanTest, ASmallSecretOpensWithoutLockedMemory) {
  std::string secret = Secret(32);
  for (int i = 0; i < 100; i++)
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave_, IsIt, &secret));
  EXPECT_EQ(secret, Content(enclave_)) << "and into the caller's memory";
}

TEST_F(LoanTest, UpToALimitThatTheHeaderNames) {
  for (size_t size : {enclave_loan(), enclave_loan() + 1}) {
    std::string secret = Secret(size);
    memguard_enclave* enclave = Seal(secret);
    memguard_status status = memguard_enclave_with_bytes(enclave, IsIt, &secret);
    EXPECT_EQ(size == 192 ? MEMGUARD_OK : MEMGUARD_ERR_LOCK_LIMIT, status);
    memguard_enclave_destroy(enclave);
  }
}

struct Nest {
  memguard_context* context;
  memguard_enclave* enclave;
  int depth;
  memguard_status innermost;
};

int Descend(const unsigned char* bytes, size_t length, void* user) {
  Nest* nest = static_cast<Nest*>(user);
  std::string secret = Secret(32), before(bytes, bytes + length);
  nest->depth++;
  memguard_status status = memguard_enclave_with_bytes(nest->enclave, Descend, user);
  if (nest->innermost == MEMGUARD_OK) nest->innermost = status;
  memguard_enclave* another = nullptr;
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(nest->context, "x", 1, &another));
  memguard_enclave_destroy(another);
  EXPECT_EQ(secret, before);
  return IsIt(bytes, length, &secret);
}

// Half the slots are lent, the others go on sealing and opening.
TEST_F(LoanTest, NestedAsDeepAsSlotsAreKeptForIt) {
  Nest nest = {context_, enclave_, 0, MEMGUARD_OK};
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave_, Descend, &nest));
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, nest.innermost);
  EXPECT_EQ(static_cast<int>(enclave_slots(context_) / 2), nest.depth);
}

struct Ending {
  memguard_context* context;
  bool emergency;
};

int End(const unsigned char* bytes, size_t length, void* user) {
  const Ending* ending = static_cast<Ending*>(user);
  std::string before(bytes, bytes + length);
  if (ending->emergency) {
    memguard_emergency_wipe();
    EXPECT_TRUE(IsZero(bytes, length));
  } else {
    memguard_purge(ending->context);
    EXPECT_EQ(before, std::string(bytes, bytes + length)) << "as the heap's are";
  }
  return 0;
}

TEST_F(LoanTest, APurgeLeavesItAloneAndAnEmergencyDoesNot) {
  for (bool emergency : {false, true}) {
    Ending ending = {context_, emergency};
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, "memguard_enclave_with_bytes",
                      memguard_enclave_with_bytes(enclave_, End, &ending)));
    memguard_enclave_destroy(enclave_);
    enclave_ = Seal(Secret(32));
  }
}

int Fork(const unsigned char*, size_t, void*) {
  fake_os_fork_child();
  return 0;
}

// What was lent stands on the parent's page, which the child does not have.
TEST_F(LoanTest, ACallbackThatForksIsForkedInTheChild) {
  EXPECT_TRUE(Fails(MEMGUARD_ERR_FORKED, "memguard_enclave_with_bytes",
                    memguard_enclave_with_bytes(enclave_, Fork, nullptr)));
  memguard_enclave_destroy(enclave_);
  enclave_ = Seal(Secret(32));
  std::string secret = Secret(32);
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave_, IsIt, &secret));
}

TEST_F(LoanTest, AForgeryLeavesNothing) {
  size_t size = 0;
  std::string secret = Secret(32);
  enclave_sealed(enclave_, &size)[3] ^= 1;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_AUTH, "memguard_enclave_with_bytes",
                    memguard_enclave_with_bytes(enclave_, IsIt, &secret)));
}

}  // namespace
