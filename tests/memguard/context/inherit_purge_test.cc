// Purges and emergency wipes, in a child that goes on with its parent's content and around its fork.
#include "tests/memguard/context/inherit.h"

namespace inherit_test {
namespace {

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

}  // namespace
}  // namespace inherit_test
