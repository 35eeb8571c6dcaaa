// What the system says about the stack decides how much of it is wiped.
#include <gtest/gtest.h>

#include "lib/memguard/scrub/scrub.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/scrub/deep.h"

namespace {

constexpr size_t kDeep = 16384, kReserve = 4096;

class Room : public ::testing::Test {
 protected:
  void TearDown() override { fake_os_reset(); }
};

TEST_F(Room, UnknownMeansEightKibibytes) {
  fake_os_set_stack_room(MEMCALL_UNKNOWN);
  deep_leave(kDeep);
  memguard_scrub_stack(SIZE_MAX);
  size_t left = deep_count(kDeep);
  EXPECT_LT(left, kDeep - MEMGUARD_SCRUB_DEPTH + 768);
  EXPECT_GT(left, kDeep - MEMGUARD_SCRUB_DEPTH - 512);
}

TEST_F(Room, AReserveStaysUntouched) {
  fake_os_set_stack_room(kReserve + 1000);
  deep_leave(kDeep);
  memguard_scrub_stack(SIZE_MAX);
  EXPECT_GT(deep_count(kDeep), kDeep - 1600);
}

TEST_F(Room, TooLittleMeansNone) {
  for (size_t room : {size_t{0}, size_t{1}, kReserve}) {
    fake_os_set_stack_room(room);
    deep_leave(kDeep);
    memguard_scrub();
    EXPECT_GT(deep_count(kDeep), kDeep - 600);
  }
}

}  // namespace
