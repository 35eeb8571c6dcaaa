// What the machine says of itself: sizes, capabilities, limits, bytes, the process.
#include "tests/conformance/conformance.h"

namespace conformance {
namespace {

bool IsPowerOfTwo(size_t number) { return number != 0 && (number & (number - 1)) == 0; }

TEST(Facts, SizesArePowersOfTwo) {
  EXPECT_TRUE(IsPowerOfTwo(memcall_page_size()));
  EXPECT_GE(memcall_page_size(), 4096u);
  EXPECT_TRUE(IsPowerOfTwo(memcall_allocation_granularity()));
  EXPECT_GE(memcall_allocation_granularity(), memcall_page_size());
  const size_t large = memcall_large_page_size();
  EXPECT_TRUE(large == 0 || (IsPowerOfTwo(large) && large > memcall_page_size()));
  EXPECT_EQ(large, memcall_large_page_size());
}

TEST(Facts, LockLimitAndUseAreSaid) {
  size_t limit = 0, used = 0;
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
  EXPECT_TRUE(used == MEMCALL_UNKNOWN || used <= limit);
}

TEST(Facts, LockLimitRefusesNull) {
  size_t number = 1;
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_lock_limit(nullptr, &number));
  EXPECT_EQ(0u, number);
  number = 1;
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_lock_limit(&number, nullptr));
  EXPECT_EQ(0u, number);
}

TEST(Facts, EveryCapabilityIsSaidWithAReason) {
  for (memcall_safeguards one : kEverySafeguard) {
    memcall_capability capability = {};
    capability.struct_size = sizeof capability;
    ASSERT_EQ(MEMCALL_OK, memcall_capability_of(one, &capability));
    EXPECT_EQ(sizeof capability, capability.struct_size);
    EXPECT_TRUE(capability.available >= -1 && capability.available <= 1);
    ASSERT_NE(nullptr, capability.reason);
    EXPECT_STRNE("", capability.reason);
    EXPECT_TRUE(capability.available != 1 || capability.os_code == 0);
  }
}

TEST(Facts, AskingForACapabilityIsNoFailureAndLeavesNothingLocked) {
  memcall_region region;
  EXPECT_FAILS(MEMCALL_ERR_INVALID,
               memcall_alloc(0, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  size_t limit, before, after;
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &before));
  for (memcall_safeguards one : kEverySafeguard) (void)CanHave(one);
  ASSERT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &after));
  EXPECT_EQ(before, after);
  ExpectToldAs(MEMCALL_ERR_INVALID);
  EXPECT_STREQ("memcall_alloc", memcall_last_error()->operation);
}

TEST(Facts, CapabilityRefusesWhatIsNotOneBit) {
  memcall_capability capability = {};
  capability.struct_size = sizeof capability;
  for (memcall_safeguards bad : {0u, 3u, 0x100u, 0xffffffffu})
    EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_capability_of(bad, &capability));
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_capability_of(MEMCALL_LOCKED, nullptr));
  capability.struct_size = sizeof capability - 1;
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_capability_of(MEMCALL_LOCKED, &capability));
}

// --- Bytes ---

TEST(Bytes, SecureClearWritesZerosAndNothingElse) {
  unsigned char bytes[66];
  std::memset(bytes, 0xee, sizeof bytes);
  memcall_secure_clear(bytes + 1, 64);
  EXPECT_EQ(0xee, bytes[0]);
  EXPECT_EQ(0xee, bytes[65]);
  EXPECT_TRUE(AllBytesAre(bytes + 1, 64, 0));
  memcall_secure_clear(bytes, 0);
  memcall_secure_clear(nullptr, 0);
  EXPECT_EQ(0xee, bytes[0]);
}

TEST(Bytes, RandomFillsAnyLength) {
  for (size_t size : {1u, 16u, 255u, 256u, 257u, 5000u, 100000u}) {
    std::string one(size, '\0'), two(size, '\0');
    ASSERT_EQ(MEMCALL_OK, memcall_random(&one[0], size));
    ASSERT_EQ(MEMCALL_OK, memcall_random(&two[0], size));
    EXPECT_TRUE(size < 16 || one != two);
    EXPECT_TRUE(size < 5000 || one.substr(size - 32) != std::string(32, '\0'));
  }
  EXPECT_EQ(MEMCALL_OK, memcall_random(nullptr, 0));
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_random(nullptr, 1));
}

TEST(Bytes, OsEncryptionGoesThereAndBackOrIsUnsupported) {
  alignas(16) unsigned char bytes[32];
  std::memset(bytes, 0x11, sizeof bytes);
  memcall_status status = memcall_os_encrypt(bytes, sizeof bytes);
  if (status == MEMCALL_OK) {
    EXPECT_FALSE(AllBytesAre(bytes, sizeof bytes, 0x11));
    EXPECT_EQ(MEMCALL_OK, memcall_os_decrypt(bytes, sizeof bytes));
  } else {
    ExpectToldAs(MEMCALL_ERR_UNSUPPORTED);
  }
  EXPECT_TRUE(AllBytesAre(bytes, sizeof bytes, 0x11));
}

TEST(Bytes, OsEncryptionTakesWholeBlocks) {
  unsigned char bytes[32] = {};
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_os_encrypt(bytes, 15));
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_os_decrypt(bytes, 17));
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_os_encrypt(nullptr, 16));
  EXPECT_EQ(MEMCALL_OK, memcall_os_encrypt(nullptr, 0));
}

}  // namespace
}  // namespace conformance
