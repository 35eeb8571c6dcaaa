// Inheriting on the fake system: locks that cannot be had again, calls that the parent's threads
// were in, and what a fork holds.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/context/hold.h"
#include "tests/memguard/context/inside.h"

namespace {

const char kSecret[] = "fifteen letters";
const size_t kSize = sizeof kSecret;

void Ignore(const memguard_violation*, void*) { ADD_FAILURE() << "nothing is broken here"; }

class Inherited : public ::testing::Test {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override {
    fake_os_no_faults();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  memguard_status TryToOpen(memguard_policy lock, memguard_fork_action action) {
    memguard_options options = memguard_options_default();
    options.lock = lock;
    options.fork_action = action;
    options.on_violation = Ignore;
    return memguard_context_new(&options, &context_);
  }
  void Open(memguard_policy lock = MEMGUARD_REQUIRE) {
    ASSERT_EQ(MEMGUARD_OK, TryToOpen(lock, MEMGUARD_FORK_INHERIT)) << memcall_last_error()->text;
    object_ = New(kSize);
    run_ = New(3 * memcall_page_size());
    large_ = New(40 * memcall_page_size());
    buffer_ = NewBuffer(MEMGUARD_READ_ONLY);
    hidden_ = NewBuffer(MEMGUARD_NO_ACCESS);
  }
  char* New(size_t size) {
    void* object = memguard_malloc(context_, size);
    EXPECT_NE(nullptr, object) << memcall_last_error()->text;
    memcpy(object, kSecret, kSize);
    return static_cast<char*>(object);
  }
  memguard_buffer* NewBuffer(memguard_protection protection) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, kSecret, kSize, &buffer));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    return buffer;
  }
  void EndAll() {
    memguard_free(context_, object_);
    memguard_free(context_, run_);
    memguard_free(context_, large_);
    memguard_buffer_destroy(buffer_);
    memguard_buffer_destroy(hidden_);
    EXPECT_EQ(inside_locked(context_), fake_os_used().locked_bytes);
  }
  bool IsLocked(const void* bytes) {
    fake_os_page page = {};
    return fake_os_page_at(bytes, &page) && page.locks == 1;
  }
  memguard_context* context_ = nullptr;
  char *object_ = nullptr, *run_ = nullptr, *large_ = nullptr;
  memguard_buffer *buffer_ = nullptr, *hidden_ = nullptr;
};

/* --- Handlers: this test comes first, because they stay for the life of the process ---------- */

TEST_F(Inherited, HandlersAreRegisteredWithTheFirstSuchContextOnly) {
  ASSERT_EQ(0u, fake_os_fork_handlers());
  for (memguard_fork_action action : {MEMGUARD_FORK_WIPE, MEMGUARD_FORK_EXCLUDE}) {
    ASSERT_EQ(MEMGUARD_OK, TryToOpen(MEMGUARD_REQUIRE, action));
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  EXPECT_EQ(0u, fake_os_fork_handlers());
  size_t live = fake_os_used().live;
  fake_os_plan({1, "host_at_fork", MEMCALL_ERR_NO_MEMORY, 12, false});
  EXPECT_EQ(MEMGUARD_ERR_NO_MEMORY, TryToOpen(MEMGUARD_REQUIRE, MEMGUARD_FORK_INHERIT));
  EXPECT_EQ(nullptr, context_);
  EXPECT_EQ(live, fake_os_used().live);
  fake_os_no_faults();
  for (int i = 0; i < 2; i++) {
    ASSERT_EQ(MEMGUARD_OK, TryToOpen(MEMGUARD_REQUIRE, MEMGUARD_FORK_INHERIT));
    EXPECT_EQ(1u, fake_os_fork_handlers());
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  context_ = nullptr;
}

TEST_F(Inherited, AForkHoldsSuchContextsOnlyAndLetsItsOwnThreadPass) {
  memguard_context* other = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &other));
  Open();
  fake_os_fork_begin();
  EXPECT_FALSE(inside_try_lock(context_)) << "other threads wait";
  EXPECT_FALSE(inside_lock_is_torn(context_)) << "a child finds nothing half done";
  EXPECT_TRUE(inside_try_lock(other));
  inside_unlock(other);
  inside_lock(context_);  // passes
  EXPECT_TRUE(inside_lock_is_torn(context_));
  inside_unlock(context_);
  EXPECT_FALSE(inside_try_lock(context_)) << "the fork has it still";
  memguard_free(context_, New(32));
  std::atomic<bool> through{false};
  std::thread waits([&] {
    memguard_free(context_, New(32));
    through = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(through);
  fake_os_fork_end();
  waits.join();
  EXPECT_TRUE(inside_try_lock(context_));
  inside_unlock(context_);
  EndAll();
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

TEST_F(Inherited, AChildOpensWhatTheForkHeld) {
  Open();
  fake_os_fork_begin();
  fake_os_fork_child();
  EXPECT_EQ(1, memguard_owns(context_, object_));
  EXPECT_TRUE(inside_try_lock(context_));
  inside_unlock(context_);
  EXPECT_FALSE(inside_forks_here());
  std::thread([&] { memguard_free(context_, New(32)); }).join();
  EndAll();
}

/* --- Locks ----------------------------------------------------------------------------------- */

TEST_F(Inherited, EverythingIsLockedAgain) {
  for (memguard_policy lock : {MEMGUARD_REQUIRE, MEMGUARD_PREFER}) {
    Open(lock);
    size_t locked = inside_locked(context_);
    fake_os_fork_child();
    EXPECT_FALSE(IsLocked(object_)) << "not before the first call";
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer_));
    for (const void* bytes :
         {static_cast<const void*>(object_), static_cast<const void*>(run_),
          static_cast<const void*>(large_), static_cast<const void*>(hold_bytes(buffer_)),
          static_cast<const void*>(hold_bytes(hidden_))})
      EXPECT_TRUE(IsLocked(bytes));
    EXPECT_EQ(locked, inside_locked(context_));
    EXPECT_EQ(locked, fake_os_used().locked_bytes);
    EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(hidden_));
    EXPECT_FALSE(fake_os_accessible(hold_bytes(hidden_), kSize, false));
    EndAll();
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    context_ = nullptr;
  }
}

TEST_F(Inherited, APreferredLockThatCannotBeHadIsMissing) {
  Open(MEMGUARD_PREFER);
  fake_os_fork_child();
  fake_os_plan({1, "lock", MEMCALL_ERR_LOCK_LIMIT, 12, true});
  memguard_safeguards safeguards = {0, 0};
  for (memguard_buffer* buffer : {buffer_, hidden_}) {
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
    EXPECT_EQ(MEMCALL_LOCKED, safeguards.requested & ~safeguards.in_force);
  }
  for (char* object : {object_, run_, large_}) {
    ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
    EXPECT_EQ(MEMCALL_LOCKED, safeguards.requested & ~safeguards.in_force);
    EXPECT_STREQ(kSecret, object);
  }
  EXPECT_EQ(0u, inside_locked(context_));
  fake_os_no_faults();
  EndAll();
}

// Not in memory that may be swapped out: it goes, as if it had stayed with the parent.
TEST_F(Inherited, ARequiredLockThatCannotBeHadEndsTheCopy) {
  for (size_t nth = 1; nth < 12; nth++) {  // the nth lock is the first that fails
    Open(MEMGUARD_REQUIRE);
    fake_os_fork_child();
    fake_os_plan({nth, "lock", MEMCALL_ERR_LOCK_LIMIT, 12, true});
    memguard_status status = memguard_buffer_status(buffer_);
    bool happened = fake_os_fault_happened();
    if (status == MEMGUARD_ERR_FORKED) {
      EXPECT_EQ(nullptr, memguard_buffer_data(buffer_));
    }
    for (memguard_buffer* buffer : {buffer_, hidden_})
      if (memguard_buffer_status(buffer) == MEMGUARD_ERR_FORKED) {
        EXPECT_EQ(0, hold_bytes(buffer)[0]);
      }
    bool kept = memguard_owns(context_, object_) != 0;
    EXPECT_EQ(!happened, kept) << "the heap's is the last of the locks";
    for (char* object : {object_, run_, large_}) {
      EXPECT_EQ(kept, memguard_owns(context_, object) != 0);
      EXPECT_EQ(kept ? kSecret[0] : 0, object[0]);
    }
    if (!kept) {
      EXPECT_EQ(nullptr, memguard_malloc(context_, 32)) << "the limit is still met";
      EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, memcall_last_error()->status);
    }
    fake_os_no_faults();
    memguard_free(context_, New(32));  // a fresh start
    EndAll();
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    context_ = nullptr;
    if (!happened) return;
  }
  ADD_FAILURE() << "the faults never ended";
}

// The budget is the child's own: what the parent charged is not held against it.
TEST_F(Inherited, TheBudgetIsChargedAnew) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  options.lock_budget = memcall_page_size();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
  buffer_ = NewBuffer(MEMGUARD_READ_ONLY);
  EXPECT_EQ(memcall_page_size(), inside_locked(context_));
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer_));
  EXPECT_EQ(memcall_page_size(), inside_locked(context_));
  EXPECT_EQ(0u, inside_budget_left(context_));
  memguard_buffer_destroy(buffer_);
  EXPECT_EQ(inside_locked(context_), fake_os_used().locked_bytes);
}

/* --- Where children find no zeros, the key is excluded while all else is handed down ---------- */

TEST_F(Inherited, TheKeyIsNotHandedDown) {
  for (bool wipes : {true, false}) {
    fake_os_take_away("fork_wipe", wipes ? nullptr : "no such thing");
    Open();
    memguard_enclave* enclave = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, kSize, &enclave));
    fake_os_fork_child();
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_enclave_status(enclave));
    memguard_enclave_destroy(enclave);
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, kSize, &enclave));
    memguard_enclave_destroy(enclave);
    EXPECT_STREQ(kSecret, object_);
    memguard_free(context_, object_);
    memguard_free(context_, run_);
    memguard_free(context_, large_);
    memguard_buffer_destroy(buffer_);
    memguard_buffer_destroy(hidden_);
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    context_ = nullptr;
  }
}

/* --- Calls of the parent's threads ------------------------------------------------------------ */

TEST_F(Inherited, ABufferThatAnotherThreadHeldGoesOn) {
  Open();
  std::thread([&] {
    hold_buffer(buffer_);
    hold_buffer(hidden_);
  }).join();
  fake_os_fork_child();
  char bytes[kSize] = "";
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_read(buffer_, 0, bytes, kSize));
  EXPECT_STREQ(kSecret, bytes);
  EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(hidden_));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_freeze(hidden_));
  EndAll();
}

TEST_F(Inherited, ABufferThatWasBeingEndedIsEnded) {
  Open();
  std::thread([&] { hold_dying_buffer(buffer_); }).join();
  std::thread([&] { hold_torn_buffer(hidden_); }).join();
  fake_os_fork_child();
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer_));
  EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_buffer_status(hidden_));
  EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_));
  memguard_free(context_, object_);
  memguard_free(context_, run_);
  memguard_free(context_, large_);
  EXPECT_EQ(0u, fake_os_find(kSecret, kSize, true));
  memguard_buffer_destroy(buffer_);
  memguard_buffer_destroy(hidden_);
}

}  // namespace
