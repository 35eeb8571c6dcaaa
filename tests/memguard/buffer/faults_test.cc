// Calls on buffers whose every operation fails once: the right status, nothing left, nothing
// readable or locked, and a secret that is either still there or gone.
#include "tests/memguard/buffer/faults.h"

#include "memguard/process.h"

namespace buffer_test {
namespace {

TEST_F(Faults, Protect) {
  for (memguard_protection from : kProtections) {
    for (memguard_protection to : kProtections) {
      if (from == to) continue;
      Enumerate([&](memguard_status error) {
        memguard_buffer* buffer = NewSecret(from);
        memguard_status status = Meet([&] { return memguard_buffer_protect(buffer, to); });
        EXPECT_EQ(happened_ ? error : MEMGUARD_OK, status);
        EXPECT_TRUE(!happened_ || Fails(error, "protect", status));
        EXPECT_EQ(happened_ ? from : to, memguard_buffer_protection(buffer));
        EXPECT_EQ(happened_ ? from : to, AccessOf(buffer));
        EXPECT_EQ(1u, Copies());
        EXPECT_FALSE(inside_is_held(buffer));
        memguard_buffer_destroy(buffer);
      });
    }
  }
}

// Also where memory cannot be given back at once, it is wiped, and given back later.
TEST_F(Faults, Destroy) {
  for (memguard_protection protection : kProtections) {
    Enumerate([&](memguard_status) {
      memguard_buffer* buffer = NewSecret(protection);
      Meet([&] {
        memguard_buffer_destroy(buffer);
        return MEMGUARD_OK;
      });
      EXPECT_EQ(0u, Copies());
      EXPECT_EQ(0u, inside_live(context_));
      memguard_buffer_destroy(New(1));
      ExpectNothingIsLeft();
    });
  }
}

TEST_F(Faults, PurgeAndEmergencyWipe) {
  for (memguard_protection protection : kProtections) {
    for (bool purge : {true, false}) {
      if (!purge && protection == MEMGUARD_READ_WRITE) continue;  // makes no system call
      Enumerate([&](memguard_status) {
        memguard_buffer* buffer = NewSecret(protection);
        Meet([&] {
          purge ? memguard_purge(context_) : memguard_emergency_wipe();
          return MEMGUARD_OK;
        });
        EXPECT_EQ(0u, Copies());
        EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
        EXPECT_EQ(nullptr, memguard_buffer_data(buffer));
        EXPECT_FALSE(inside_is_held(buffer));
        memguard_buffer_destroy(buffer);
        ExpectNothingIsLeft();
      });
    }
  }
}

memguard_status Agree(const unsigned char*, size_t, void* answer) {
  return *static_cast<memguard_status*>(answer);
}

TEST_F(Faults, Consume) {
  for (memguard_protection protection : kProtections) {
    Enumerate([&](memguard_status error) {
      memguard_status answer = MEMGUARD_OK;
      memguard_buffer* buffer = NewSecret(protection);
      memguard_status status = Meet([&] { return inside_consume(buffer, Agree, &answer); });
      EXPECT_TRUE(status == MEMGUARD_OK || status == error);
      EXPECT_EQ(status == MEMGUARD_OK ? 0u : 1u, Copies());
      EXPECT_EQ(status == MEMGUARD_OK ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK,
                memguard_buffer_status(buffer));
      EXPECT_EQ(status == MEMGUARD_OK ? MEMGUARD_NO_ACCESS : protection,
                memguard_buffer_protection(buffer));
      memguard_buffer_destroy(buffer);
      ExpectNothingIsLeft();
    });
  }
}

TEST_F(Faults, WithoutRandomnessScrambleLeavesZeros) {
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_EQ(MEMGUARD_ERR_RANDOM, memguard_buffer_scramble(buffer));
  fake_os_no_faults();
  EXPECT_TRUE(IsZero(Content(buffer)));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
  memguard_buffer_destroy(buffer);
}

}  // namespace
}  // namespace buffer_test
