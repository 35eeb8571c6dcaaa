// A child that goes on with its parent's content: heap and buffers, locked again; enclaves not.
#include <sys/resource.h>

#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/memguard/context/children.h"
#include "tests/memguard/context/inside.h"

namespace {

using children::InChild;
using children::kRawCloneWorks;

const char kSecret[] = "handed down";

int violations = 0;
void Note(const memguard_violation*, void*) { violations++; }

memguard_options Options(memguard_fork_action action) {
  memguard_options options = memguard_options_relaxed();
  options.fork_action = action;
  options.on_violation = Note;
  return options;
}

class Inherit : public ::testing::Test {
 protected:
  void SetUp() override {
    Open(Options(MEMGUARD_FORK_INHERIT));
    violations = 0;
  }
  void TearDown() override {
    EXPECT_EQ(0, violations);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  void Open(const memguard_options& options) {
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &context_)) << memcall_last_error()->text;
  }
  char* NewObject(size_t size = sizeof kSecret) {
    void* object = memguard_malloc(context_, size);
    EXPECT_NE(nullptr, object) << memcall_last_error()->text;
    memcpy(object, kSecret, sizeof kSecret);
    return static_cast<char*>(object);
  }
  memguard_buffer* NewBuffer(memguard_protection protection) {
    memguard_buffer* buffer = nullptr;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, kSecret, sizeof kSecret, &buffer));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    return buffer;
  }
  static void ExpectContent(memguard_buffer* buffer, memguard_protection protection) {
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(buffer));
    EXPECT_EQ(protection, memguard_buffer_protection(buffer));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
    const unsigned char* data = memguard_buffer_data(buffer);
    ASSERT_NE(nullptr, data);
    EXPECT_STREQ(kSecret, reinterpret_cast<const char*>(data));
  }
  bool Locks(memguard_buffer* buffer) {
    memguard_safeguards safeguards;
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
    return (safeguards.in_force & MEMCALL_LOCKED) != 0;
  }
  memguard_context* context_ = nullptr;
};

const memguard_protection kProtections[] = {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                            MEMGUARD_READ_WRITE};

/* --- Content ------------------------------------------------------------------------------ */

TEST_F(Inherit, AChildGoesOnWithHeapAndBuffers) {
  for (bool raw : {false, kRawCloneWorks})
    for (memguard_protection protection : kProtections) {
      char* object = NewObject();
      memguard_buffer* buffer = NewBuffer(protection);
      InChild(
          [&] {
            EXPECT_STREQ(kSecret, object);
            EXPECT_EQ(1, memguard_owns(context_, object));
            ExpectContent(buffer, protection);
            EXPECT_EQ(MEMGUARD_OK, memguard_verify(context_));
            memguard_buffer_destroy(buffer);
            memguard_free(context_, object);
            EXPECT_EQ(0, violations) << "the canaries are as the parent left them";
            memguard_free(context_, NewObject());
            memguard_buffer_destroy(NewBuffer(protection));
            EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
          },
          raw);
      ExpectContent(buffer, protection);
      EXPECT_STREQ(kSecret, object);
      memguard_buffer_destroy(buffer);
      memguard_free(context_, object);
    }
}

TEST_F(Inherit, AGrandchildToo) {
  char* object = NewObject();
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_ONLY);
  InChild([&] {
    InChild([&] {  // the child between did not enter the library
      EXPECT_STREQ(kSecret, object);
      ExpectContent(buffer, MEMGUARD_READ_ONLY);
    });
    char* own = NewObject();
    InChild([&] {
      ExpectContent(buffer, MEMGUARD_READ_ONLY);
      EXPECT_STREQ(kSecret, own);
      memguard_free(context_, own);
    });
    EXPECT_STREQ(kSecret, own);
  });
  memguard_buffer_destroy(buffer);
  memguard_free(context_, object);
}

TEST_F(Inherit, CanariesAreStillLookedAtInAChild) {
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_WRITE);
  char* object = NewObject();
  InChild([&] {
    memguard_buffer_mutable_data(buffer)[-1] ^= 0x21;
    EXPECT_EQ(MEMGUARD_ERR_CORRUPT, memguard_buffer_verify(buffer));
    memguard_buffer_destroy(buffer);
    EXPECT_EQ(1, violations);
  });
  memguard_buffer_destroy(buffer);
  memguard_free(context_, object);
}

// A key seals for one process only.
TEST_F(Inherit, EnclavesStayWithTheParent) {
  memguard_enclave *enclave = nullptr, *own = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, sizeof kSecret, &enclave));
  char opened[sizeof kSecret] = "";
  size_t length = 0;
  InChild([&] {
    EXPECT_EQ(MEMGUARD_ERR_FORKED, memguard_enclave_status(enclave));
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "own", 4, &own));
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(own, opened, sizeof opened, &length));
    EXPECT_STREQ("own", opened);
  });
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave, opened, sizeof opened, &length));
  memguard_enclave_destroy(enclave);
}

/* --- Purge -------------------------------------------------------------------------------- */

TEST_F(Inherit, APurgeInAChildIsTheChilds) {
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_ONLY);
  InChild([&] {
    memguard_purge(context_);
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
  });
  ExpectContent(buffer, MEMGUARD_READ_ONLY);
  memguard_buffer_destroy(buffer);
}

// The thread that was purging is not in the child to finish.
TEST_F(Inherit, APurgeThatWasUnderWayIsCarriedOut) {
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_ONLY);
  InChild([&] {
    inside_purge_begin(context_);
    InChild([&] {
      EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
      EXPECT_TRUE(inside_epoch_is_calm(inside_epoch(context_)));
    });
  });
  memguard_buffer_destroy(buffer);
}

TEST_F(Inherit, WhatTheParentPurgedIsExpiredInTheChild) {
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_ONLY);
  memguard_purge(context_);
  InChild([&] {
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    memguard_buffer_destroy(buffer);
  });
  memguard_buffer_destroy(buffer);
}

TEST_F(Inherit, AnEmergencyWipesTheCopy) {
  char* object = NewObject();
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_WRITE);
  const unsigned char* data = memguard_buffer_data(buffer);
  InChild([&] {
    memguard_emergency_wipe();  // before this child enters the library
    EXPECT_EQ(0, object[0]);
    EXPECT_EQ(0, data[0]);
  });
  EXPECT_STREQ(kSecret, object);
  memguard_buffer_destroy(buffer);
  memguard_free(context_, object);
}

// What is excluded from a fork is not there to be wiped.
TEST_F(Inherit, AnEmergencyTouchesNothingThatIsExcluded) {
  Open(Options(MEMGUARD_FORK_EXCLUDE));
  char* object = NewObject();
  char* large = NewObject(200000);
  memguard_buffer* buffer = NewBuffer(MEMGUARD_READ_WRITE);
  memguard_enclave* enclave = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, sizeof kSecret, &enclave));
  InChild([] { memguard_emergency_wipe(); });
  InChild([] { memguard_purge_all(); });
  EXPECT_STREQ(kSecret, object);
  EXPECT_STREQ(kSecret, large);
  memguard_enclave_destroy(enclave);
  memguard_buffer_destroy(buffer);
  memguard_free(context_, large);
  memguard_free(context_, object);
}

/* --- Locks -------------------------------------------------------------------------------- */

size_t Locked() {
  size_t limit = 0, used = 0;
  EXPECT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  return used;
}

TEST_F(Inherit, AChildsFirstCallLocksTheCopy) {
  char* object = NewObject();
  memguard_buffer* hidden = NewBuffer(MEMGUARD_NO_ACCESS);
  memguard_buffer* shown = NewBuffer(MEMGUARD_READ_WRITE);
  if (!Locks(hidden)) {
    memguard_buffer_destroy(hidden);
    memguard_buffer_destroy(shown);
    memguard_free(context_, object);
    GTEST_SKIP() << "this account may lock nothing";
  }
  size_t locked = inside_locked(context_);
  InChild([&] {
    EXPECT_EQ(0u, Locked()) << "locks are not inherited";
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_status(hidden));
    EXPECT_EQ(locked, inside_locked(context_));
    EXPECT_EQ(locked, Locked());
    EXPECT_TRUE(Locks(hidden) && Locks(shown));
    EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(hidden));
    memguard_buffer_destroy(hidden);
    memguard_buffer_destroy(shown);
    memguard_free(context_, object);
  });
  memguard_buffer_destroy(hidden);
  memguard_buffer_destroy(shown);
  memguard_free(context_, object);
}

// A child that only executes another program does nothing, and needs no budget.
TEST_F(Inherit, AChildThatNeverCallsLocksNothing) {
  char* object = NewObject();
  InChild([&] {
    EXPECT_STREQ(kSecret, object);
    EXPECT_EQ(0u, Locked());
  });
  memguard_free(context_, object);
}

}  // namespace
