// What only the library touches, behind a protection key: every call works, and nobody else gets in. On the
// fake system a call that forgets to open the key goes unnoticed; here it faults.
#include <sys/time.h>
#include <sys/uio.h>

#include <atomic>
#include <functional>
#include <thread>

#include "memguard/process.h"
#include "tests/children/children.h"
#include "tests/memguard/enclave/fixture.h"
#include "tests/vm/closed.h"

namespace {

using children::ExitOf;
using children::InChild;
using closed::Reads;
using enclave_test::EnclaveTest;
using enclave_test::Secret;

memguard_options Wants(uint32_t flags = 0) {
  memguard_options options = memguard_options_relaxed();
  options.protection_keys = MEMGUARD_PREFER;
  options.flags = flags;
  return options;
}

class Keyed : public EnclaveTest {
 protected:
  void SetUp() override {
    memcall_capability capability = {};
    capability.struct_size = sizeof capability;
    ASSERT_EQ(MEMCALL_OK, memcall_capability_of(MEMCALL_KEYED, &capability));
    if (capability.available != 1) GTEST_SKIP() << capability.reason;
    Open(Wants(MEMGUARD_SHIELD));
  }

  unsigned char* Page() {
    size_t size = 0;
    return const_cast<unsigned char*>(enclave_page(context_, &size));
  }
  unsigned char* Shield() {
    size_t size = 0;
    return const_cast<unsigned char*>(enclave_shield(context_, &size));
  }
  void ExpectClosed() {
    EXPECT_FALSE(Reads(Page()));
    EXPECT_EQ(closed::BY_A_KEY, closed::code);
    if (Shield() == nullptr) return;
    EXPECT_FALSE(Reads(Shield()));
    EXPECT_EQ(closed::BY_A_KEY, closed::code);
  }

  closed::Faults caught_;
};

TEST_F(Keyed, TheKeysPagesAreClosedToEveryThread) {
  memguard_enclave* enclave = Seal(Secret(32));
  ExpectClosed();
  std::thread([this] { ExpectClosed(); }).join();
  memguard_report report = {};
  report.struct_size = sizeof report;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
  EXPECT_NE(0u, report.now.in_force & MEMCALL_KEYED);
  memguard_enclave_destroy(enclave);
}

int LooksAtThePage(const unsigned char* bytes, size_t length, void* page) {
  EXPECT_EQ(0, memcmp(Secret(32).data(), bytes, length));
  return Reads(static_cast<unsigned char*>(page)) ? 1 : 0;
}

// Every call opens what it needs, for as long as it takes, with every option and when it fails.
void UseAll(memguard_context* context, const std::function<memguard_enclave*()>& seal) {
  const uint32_t rights = closed::Rights();
  memguard_enclave *enclave = seal(), *other = nullptr;
  memguard_buffer* buffer = nullptr;
  size_t size = 0;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_random(context, 100, &other));
  EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context));
  EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context));
  EXPECT_EQ(MEMGUARD_OK, memguard_after_restore(context));
  memguard_enclave_destroy(other);
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_open(enclave, &buffer));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_seal(buffer, &other));
  memguard_buffer_destroy(buffer);
  *enclave_sealed(enclave, &size) ^= 1;
  EXPECT_EQ(MEMGUARD_ERR_AUTH, memguard_enclave_open(enclave, &buffer));
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(context));
  memguard_trim(context);
  EXPECT_EQ(rights, closed::Rights());
  memguard_purge(context);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_enclave_open(enclave, &buffer));
  memguard_enclave_destroy(enclave);
  memguard_enclave_destroy(other);
  memguard_enclave_destroy(seal());
  memguard_emergency_wipe();
  EXPECT_EQ(rights, closed::Rights());
}

TEST_F(Keyed, EveryCallWorks) {
  for (uint32_t flags : {0u, MEMGUARD_SHIELD, MEMGUARD_SNAPSHOT_SAFE | MEMGUARD_HIDE_LENGTH,
                         MEMGUARD_REFRESH_THREAD | MEMGUARD_SHIELD})
    for (memguard_aead aead : {MEMGUARD_CHACHA20_POLY1305, MEMGUARD_AEAD_BY_CPU}) {
      memguard_options options = Wants(flags);
      options.aead = aead;
      options.refresh_interval_ms = 1;
      Open(options);
      UseAll(context_, [this] { return Seal(Secret(32)); });
      memguard_enclave* enclave = Seal(Secret(32));
      EXPECT_EQ(MEMGUARD_OK, memguard_enclave_with_bytes(enclave, LooksAtThePage, Page()));
      usleep(20000);  // its refresher has come by
      EXPECT_EQ(Secret(32), Content(enclave));
      ExpectClosed();
      memguard_enclave_destroy(enclave);
    }
}

TEST_F(Keyed, ManyThreadsAtOnce) {
  memguard_enclave* enclave = Seal(Secret(32));
  std::atomic<bool> over{false};
  std::thread watcher([&] {
    while (!over) ExpectClosed();
  });
  std::thread users[3];
  for (std::thread& user : users)
    user = std::thread([&] {
      for (int i = 0; i < 200; i++) {
        memguard_enclave_destroy(Seal(Secret(64)));
        EXPECT_EQ(Secret(32), Content(enclave));
        EXPECT_EQ(MEMGUARD_OK, memguard_refresh(context_));
      }
    });
  for (std::thread& user : users) user.join();
  over = true;
  watcher.join();
  memguard_enclave_destroy(enclave);
}

/* --- Signals --------------------------------------------------------------------------------- */

memguard_context* purged;
volatile sig_atomic_t purges;
void Purge(int) {
  memguard_purge(purged);
  purges = purges + 1;
}

// Whatever is interrupted, and whether it had the key open or not.
TEST_F(Keyed, APurgeInAHandlerGetsIn) {
  purged = context_;
  signal(SIGALRM, Purge);
  const itimerval often = {{0, 1000}, {0, 1000}}, never = {};
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, nullptr));
  const uint32_t rights = closed::Rights();
  for (int i = 0; i < 3000 || purges < 50; i++) {
    memguard_enclave* enclave = nullptr;
    memguard_status status = memguard_enclave_new_random(context_, 64, &enclave);
    if (i % 16 == 0) status = memguard_refresh(context_);
    EXPECT_TRUE(status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED);
    memguard_enclave_destroy(enclave);
    ASSERT_EQ(rights, closed::Rights());
  }
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &never, nullptr));
  signal(SIGALRM, SIG_DFL);
}

// The child that dies has a page of its own.
TEST_F(Keyed, AStrayReadIsToldAndEndsTheProcess) {
  EXPECT_EXIT(
      {
        signal(SIGSEGV, SIG_DFL);
        memguard_enclave* enclave = Seal(Secret(32));
        if (memguard_catch_faults() == MEMGUARD_OK) (void)*(const volatile unsigned char*)Page();
        memguard_enclave_destroy(enclave);
        _exit(0);
      },
      ::testing::KilledBySignal(SIGSEGV), "read of the pages of a key");
}

/* --- Forks ----------------------------------------------------------------------------------- */

TEST_F(Keyed, AChildMakesAKeyOfItsOwn) {
  memguard_enclave* enclave = Seal(Secret(32));
  for (bool raw : {false, true})
    InChild(
        [&] {
          EXPECT_EQ("MEMGUARD_ERR_FORKED", Content(enclave));
          memguard_enclave* own = Seal(Secret(7));
          EXPECT_EQ(Secret(7), Content(own));
          ExpectClosed();
          memguard_purge(context_);
        },
        raw);
  EXPECT_EQ(Secret(32), Content(enclave));
  memguard_enclave_destroy(enclave);
}

TEST_F(Keyed, AChildThatInheritsOpensWhatItsParentSealed) {
  memguard_options options = Wants(MEMGUARD_SHIELD);
  options.fork_action = MEMGUARD_FORK_INHERIT;
  options.lock = MEMGUARD_REQUIRE;
  Open(options);
  memguard_enclave* enclave = Seal(Secret(32));
  for (bool raw : {false, true})
    InChild(
        [&] {
          EXPECT_EQ(Secret(32), Content(enclave));
          ExpectClosed();
          EXPECT_EQ(MEMGUARD_OK, memguard_rotate(context_));
          memguard_enclave_destroy(Seal(Secret(7)));
        },
        raw);
  memguard_enclave_destroy(enclave);
}

// No boundary: another process does not ask the key.
TEST_F(Keyed, AnotherProcessReadsPastIt) {
  memguard_enclave* enclave = Seal(Secret(32));
  unsigned char* page = Page();
  EXPECT_EQ(32, ExitOf([page] {
              unsigned char bytes[32] = {};
              iovec here = {bytes, sizeof bytes}, there = {page, sizeof bytes};
              return static_cast<int>(process_vm_readv(getppid(), &here, 1, &there, 1, 0));
            }));
  memguard_enclave_destroy(enclave);
}

}  // namespace
