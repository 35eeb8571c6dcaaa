// Inheriting on the fake system: locks that cannot be had again, and calls that the parent's threads
// were in.
#include <thread>

#include "tests/memguard/context/inherited.h"

namespace inherited_test {
namespace {

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

/* --- The key --------------------------------------------------------------------------------- */

class InheritedKey : public Inherited, public ::testing::WithParamInterface<uint32_t> {
 protected:
  void Seal(memguard_policy lock) {
    memguard_options options = memguard_options_default();
    options.lock = lock;
    options.fork_action = MEMGUARD_FORK_INHERIT;
    options.flags = GetParam();
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_));
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, kSize, &enclave_));
    locked_ = fake_os_used().locked_bytes;
  }
  void End() {
    fake_os_no_faults();
    memguard_enclave_destroy(enclave_);
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    context_ = nullptr;
  }
  memguard_status Open(char bytes[kSize]) {
    size_t length = 0;
    return memguard_enclave_open_into(enclave_, bytes, kSize, &length);
  }
  size_t LockedPages() {
    memguard_report report = {};
    report.struct_size = sizeof report;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
    return (report.now.in_force & MEMCALL_LOCKED) != 0;
  }
  memguard_enclave* enclave_ = nullptr;
  size_t locked_ = 0;
};

// Also where children find no zeros.
TEST_P(InheritedKey, IsHandedDownAndLockedAgain) {
  for (bool wipes : {true, false}) {
    fake_os_take_away("fork_wipe", wipes ? nullptr : "no such thing");
    Seal(MEMGUARD_REQUIRE);
    fake_os_fork_child();
    char bytes[kSize] = "";
    EXPECT_EQ(0u, fake_os_used().locked_bytes);
    EXPECT_EQ(MEMGUARD_OK, Open(bytes));
    EXPECT_STREQ(kSecret, bytes);
    EXPECT_EQ(locked_, fake_os_used().locked_bytes);
    EXPECT_EQ(locked_, inside_locked(context_));
    End();
  }
}

TEST_P(InheritedKey, APreferredLockThatCannotBeHadIsMissing) {
  Seal(MEMGUARD_PREFER);
  fake_os_fork_child();
  fake_os_plan({1, "lock", MEMCALL_ERR_LOCK_LIMIT, 12, true});
  char bytes[kSize] = "";
  EXPECT_EQ(MEMGUARD_OK, Open(bytes));
  EXPECT_STREQ(kSecret, bytes);
  EXPECT_FALSE(LockedPages()) << "and the report says so";
  EXPECT_EQ(0u, inside_locked(context_));
  End();
}

// Each of its pages in turn: then all of it goes, as if it had stayed with the parent.
TEST_P(InheritedKey, ARequiredLockThatCannotBeHadEndsIt) {
  const size_t regions = GetParam() == MEMGUARD_SHIELD ? 2 : 1;
  for (size_t nth = 1; nth <= regions; nth++) {
    Seal(MEMGUARD_REQUIRE);
    fake_os_fork_child();
    fake_os_plan({nth, "lock", MEMCALL_ERR_LOCK_LIMIT, 12, true});
    char bytes[kSize] = "";
    EXPECT_EQ(MEMGUARD_ERR_FORKED, Open(bytes));
    EXPECT_TRUE(fake_os_fault_happened());
    EXPECT_EQ(0u, fake_os_used().locked_bytes) << "nothing of the rest stays locked";
    EXPECT_EQ(0u, inside_locked(context_));
    memguard_enclave* own = nullptr;
    EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_enclave_new_copy(context_, "own", 4, &own));
    fake_os_no_faults();
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "own", 4, &own));
    memguard_enclave_destroy(own);
    EXPECT_EQ(MEMGUARD_ERR_FORKED, Open(bytes)) << "for good";
    End();
  }
}

INSTANTIATE_TEST_SUITE_P(All, InheritedKey, ::testing::Values(0u, MEMGUARD_SHIELD));

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
}  // namespace inherited_test
