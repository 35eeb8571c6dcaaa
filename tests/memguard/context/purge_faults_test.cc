// A purge on a system that refuses everything: all is unreadable afterwards.
#include <gtest/gtest.h>

#include <cstring>

#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/context/inside.h"

namespace {

const char kSecret[] = "fifteen letters";
const size_t kSize = sizeof kSecret;

class PurgeFaults : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    fake_os_reset();
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &context_));
    int i = 0;
    for (memguard_protection protection :
         {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context_, kSecret, kSize, &buffers_[i]));
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffers_[i++], protection));
    }
    ASSERT_EQ(MEMGUARD_OK, memguard_enclave_new_copy(context_, kSecret, kSize, &enclave_));
  }
  void TearDown() override {
    fake_os_reset();
    for (memguard_buffer* buffer : buffers_) memguard_buffer_destroy(buffer);
    memguard_enclave_destroy(enclave_);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
  }
  void Purge() {
    if (GetParam())
      memguard_emergency_wipe();
    else
      memguard_purge_all();
  }
  void ExpectEverythingIsGone() {
    EXPECT_EQ(0u, fake_os_find(kSecret, kSize, true));
    for (memguard_buffer* buffer : buffers_)
      EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_enclave_status(enclave_));
    char bytes[kSize] = "";
    size_t length = 1;
    EXPECT_EQ(MEMGUARD_ERR_EXPIRED,
              memguard_enclave_open_into(enclave_, bytes, sizeof bytes, &length));
    EXPECT_EQ(0u, length);
  }
  memguard_context* context_ = nullptr;
  memguard_buffer* buffers_[3] = {};
  memguard_enclave* enclave_ = nullptr;
};

TEST_P(PurgeFaults, AtTheMappingLimit) {
  fake_os_limits limits = fake_os_get_limits();
  limits.mappings = fake_os_used().mappings;
  limits.mapped_bytes = fake_os_used().mapped_bytes;
  fake_os_set_limits(limits);
  Purge();
  ExpectEverythingIsGone();
}

TEST_P(PurgeFaults, WithoutLockedMemory) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 0;
  fake_os_set_limits(limits);
  Purge();
  ExpectEverythingIsGone();
}

TEST_P(PurgeFaults, WhenEveryChangeOfAccessIsRefused) {
  fake_os_plan({1, "protect", MEMCALL_ERR_NO_MEMORY, 12, true});
  Purge();
  EXPECT_EQ(0u, fake_os_find(kSecret, kSize, true));
  fake_os_no_faults();
  ExpectEverythingIsGone();
}

TEST_P(PurgeFaults, WhenAnyOneOperationFails) {
  for (size_t nth = 1;; nth++) {
    fake_os_fail(nth, MEMCALL_ERR_NO_MEMORY);
    Purge();
    bool happened = fake_os_fault_happened();
    fake_os_no_faults();
    ExpectEverythingIsGone();
    if (!happened) break;
    TearDown();
    SetUp();
  }
}

TEST_P(PurgeFaults, AndAgain) {
  for (int i = 0; i < 3; i++) Purge();
  ExpectEverythingIsGone();
}

INSTANTIATE_TEST_SUITE_P(Both, PurgeFaults, ::testing::Bool(),
                         [](const ::testing::TestParamInfo<bool>& emergency) {
                           return emergency.param ? "EmergencyWipe" : "PurgeAll";
                         });

}  // namespace
