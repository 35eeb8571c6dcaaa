// What a scramble leaves when the system gives no random bytes.
#include <gtest/gtest.h>

#include <string>

#include "memguard/bytes.h"
#include "tests/fake_os/fake_os.h"

TEST(Scramble, WithoutRandomnessIsZeroAndAnError) {
  std::string bytes(32, 'x');
  fake_os_reset();
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_EQ(MEMGUARD_ERR_RANDOM, memguard_scramble(&bytes[0], bytes.size()));
  EXPECT_EQ(std::string(32, '\0'), bytes);
  fake_os_no_faults();
  EXPECT_EQ(MEMGUARD_OK, memguard_scramble(&bytes[0], bytes.size()));
}
