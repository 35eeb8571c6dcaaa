// Purge and emergency wipe over all contexts and parts at once, beside threads that come and go.
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <thread>
#include <vector>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/children/children.h"
#include "tests/memguard/context/inside.h"

namespace {

std::atomic<int> violations{0};
void Note(const memguard_violation*, void*) { violations++; }

memguard_context* NewContext() {
  memguard_options options = memguard_options_relaxed();
  options.on_violation = Note;
  memguard_context* context = nullptr;
  EXPECT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context)) << memcall_last_error()->text;
  return context;
}

bool Fine(memguard_status status) {
  return status == MEMGUARD_OK || status == MEMGUARD_ERR_EXPIRED;
}

// One of each kind, made and ended; a wipe may come at any moment. 0, or what was wrong.
int Work(memguard_context* context) {
  unsigned char bytes[16] = "";
  size_t length = 0;
  memguard_buffer* buffer = nullptr;
  memguard_enclave* enclave = nullptr;
  void* object = memguard_malloc(context, 100);
  if (object == nullptr) return 1;
  memguard_free(context, object);
  if (!Fine(memguard_buffer_new_copy(context, "secret", 6, &buffer))) return 2;
  if (buffer != nullptr && !Fine(memguard_buffer_read(buffer, 0, bytes, 6))) return 3;
  memguard_buffer_destroy(buffer);
  if (!Fine(memguard_enclave_new_copy(context, "sealed", 6, &enclave))) return 4;
  if (enclave != nullptr) {
    memguard_status status = memguard_enclave_open_into(enclave, bytes, sizeof bytes, &length);
    if (!Fine(status)) return 5;
    if (status == MEMGUARD_OK && memcmp(bytes, "sealed", 6) != 0) return 6;
  }
  memguard_enclave_destroy(enclave);
  return 0;
}

// Contexts themselves come and go.
int WorkInNewContext() {
  memguard_context* context = NewContext();
  int result = context == nullptr ? 7 : Work(context);
  return memguard_context_destroy(context) == MEMGUARD_OK ? result : 8;
}

class Beside : public ::testing::Test {
 protected:
  void SetUp() override {
    violations = 0;
    shared_ = NewContext();
    for (int i = 0; i < 2; i++) {
      threads_.emplace_back([this] {
        for (; !stop_; rounds_++) failures_ += Work(shared_) != 0;
      });
      threads_.emplace_back([this] {
        for (; !stop_; rounds_++) failures_ += WorkInNewContext() != 0;
      });
    }
  }
  void TearDown() override {
    stop_ = true;
    for (std::thread& one : threads_) one.join();
    EXPECT_EQ(0, failures_);
    EXPECT_EQ(0, violations) << "what a wipe zeroed was not broken";
    EXPECT_EQ(0, Work(shared_)) << "all goes on";
    EXPECT_EQ(MEMGUARD_OK, memguard_verify(shared_));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(shared_));
  }
  // Whether the threads are still short of a fair share of work.
  bool Goes() const { return rounds_ < 400; }
  memguard_context* shared_ = nullptr;
  std::atomic<bool> stop_{false};
  std::atomic<int> failures_{0}, rounds_{0};
  std::vector<std::thread> threads_;
};

TEST_F(Beside, ContextsThatComeAndGo) {
  while (Goes()) memguard_purge_all();
}

TEST_F(Beside, TwoPurgesAtOnce) {
  std::thread other([this] {
    while (Goes()) memguard_purge_all();
  });
  while (Goes()) memguard_purge_all();
  other.join();
}

void Wipe(int) { memguard_emergency_wipe(); }

// The handler interrupts a thread that is inside the library as often as not.
TEST_F(Beside, EmergencyWipesInASignalHandler) {
  struct sigaction wipe = {}, before = {};
  wipe.sa_handler = Wipe;
  wipe.sa_flags = SA_RESTART;
  ASSERT_EQ(0, sigaction(SIGUSR1, &wipe, &before));
  while (Goes()) {
    for (std::thread& one : threads_) ASSERT_EQ(0, pthread_kill(one.native_handle(), SIGUSR1));
    ASSERT_EQ(0, raise(SIGUSR1));
    memguard_purge_all();
  }
  stop_ = true;
  for (std::thread& one : threads_) one.join();
  threads_.clear();
  ASSERT_EQ(0, sigaction(SIGUSR1, &before, nullptr));
}

/* --- Limits ------------------------------------------------------------------------------- */

// What remains of an account that may lock nothing: an ordinary process may not raise a limit again,
// so the test ends with it. False: root is told no limit here, and cannot become somebody else.
bool GiveUpLocks() {
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_MEMLOCK, &none) != 0) return false;
  size_t limit = 1, used = 0;
  if (geteuid() == 0 && setuid(65534) != 0)
    return memcall_lock_limit(&limit, &used) == MEMCALL_OK && limit == 0;
  return true;
}

// Runs `body` in a child that may lock nothing.
void WithoutLocks(const std::function<void()>& body) {
  bool* skipped = static_cast<bool*>(
      mmap(nullptr, sizeof *skipped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  children::InChild([&] {
    *skipped = !GiveUpLocks();
    if (!*skipped) body();
  });
  bool skip = *skipped;
  munmap(skipped, sizeof *skipped);
  if (skip) GTEST_SKIP() << "limits do not bind this account";
}

TEST(PurgeAtALimit, OfNoLockedMemory) {
  WithoutLocks([] {
    memguard_context* context = NewContext();
    memguard_buffer* buffer = nullptr;
    memguard_enclave* enclave = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context, "secret", 6, &buffer));
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context, "sealed", 6, &enclave));
    memguard_purge_all();
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_enclave_status(enclave));
    memguard_emergency_wipe();
    memguard_buffer_destroy(buffer);
    memguard_enclave_destroy(enclave);
    EXPECT_EQ(0, Work(context));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
  });
}

// The default options require the lock: an error, and nothing else in the process is touched.
TEST(PurgeAtALimit, AFailedLockPurgesNothing) {
  WithoutLocks([] {
    memguard_context *context = NewContext(), *strict = nullptr;
    memguard_buffer* buffer = nullptr;
    memguard_enclave* enclave = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context, "secret", 6, &buffer));
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &strict));
    EXPECT_EQ(nullptr, memguard_malloc(strict, 32));
    EXPECT_NE(MEMGUARD_OK, memguard_enclave_new_copy(strict, "sealed", 6, &enclave));
    EXPECT_EQ(nullptr, enclave);
    EXPECT_EQ(0u, inside_epoch(strict));
    EXPECT_EQ(0u, inside_epoch(context));
    EXPECT_EQ(0, Work(context));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
    memguard_buffer_destroy(buffer);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(strict));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
  });
}

}  // namespace
