// A child that goes on with its parent's content: heap, buffers and enclaves, locked again.
#include "tests/memguard/context/inherit.h"

namespace inherit_test {
namespace {

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

// Under the parent's key; its own are sealed under another (tests/memguard/enclave/fork_test.cc).
TEST_F(Inherit, AChildOpensWhatItsParentSealed) {
  memguard_enclave *enclave = nullptr, *own = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, sizeof kSecret, &enclave));
  char opened[sizeof kSecret] = "";
  size_t length = 0;
  InChild([&] {
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_status(enclave));
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave, opened, sizeof opened, &length));
    EXPECT_STREQ(kSecret, opened);
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, "own", 4, &own));
    EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(own, opened, sizeof opened, &length));
    EXPECT_STREQ("own", opened);
    memguard_enclave_destroy(own);
    memguard_enclave_destroy(enclave);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  });
  EXPECT_EQ(MEMGUARD_OK, memguard_enclave_open_into(enclave, opened, sizeof opened, &length));
  memguard_enclave_destroy(enclave);
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
}  // namespace inherit_test
