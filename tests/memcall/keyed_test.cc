/* Regions that a protection key closes, on the fake system: whose threads may touch them, and what the
   key's own calls answer. */
#include <thread>

#include "tests/memcall/systems.h"

namespace {

class Keyed : public testing::Test {
 protected:
  void SetUp() override { fake_os_reset(); }
  void TearDown() override {
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region_));
    EXPECT_EQ(0u, fake_os_used().live);
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }
  memcall_status Make(memcall_safeguards require, memcall_safeguards prefer) {
    memcall_request request = memcall_request_of(1, MEMCALL_SECURE);
    request.require = require;
    request.prefer = prefer;
    return memcall_alloc_request(&request, &region_);
  }
  bool Lets(bool writing = true) const {
    return fake_os_accessible(region_.data, region_.size, writing);
  }
  bool LetsAnotherThread() const {
    bool lets = true;
    std::thread([&] { lets = Lets(false); }).join();
    return lets;
  }
  memcall_region region_ = {};
};

/* First, for the process keeps its key: until then, nothing is there to open. */
TEST_F(Keyed, ARegionIsOnlyPreferredToHaveAKeyThatIsNotThere) {
  EXPECT_EQ(0u, memcall_keyed_open());
  memcall_keyed_restore(0);
  fake_os_plan({1, "key_alloc", MEMCALL_ERR_UNSUPPORTED, 28, true});
  EXPECT_EQ(MEMCALL_ERR_UNSUPPORTED, Make(MEMCALL_KEYED, 0));
  EXPECT_STREQ("key_alloc", memcall_last_error()->operation);
  EXPECT_EQ(MEMCALL_OK, Make(0, MEMCALL_KEYED));
  EXPECT_EQ(0u, region_.in_force & MEMCALL_KEYED);
  EXPECT_TRUE(Lets());
  EXPECT_EQ(0u, fake_os_keys());
}

TEST_F(Keyed, ItIsClosedToAllButWhoOpensIt) {
  ASSERT_EQ(MEMCALL_OK, Make(MEMCALL_KEYED, 0)) << memcall_last_error()->text;
  EXPECT_NE(0u, region_.in_force & MEMCALL_KEYED);
  EXPECT_FALSE(Lets(false)) << "its maker included";
  const uint32_t before = memcall_keyed_open();
  EXPECT_TRUE(Lets());
  EXPECT_FALSE(LetsAnotherThread());
  memcall_keyed_restore(before);
  EXPECT_FALSE(Lets(false));
}

TEST_F(Keyed, OpeningNests) {
  ASSERT_EQ(MEMCALL_OK, Make(MEMCALL_KEYED, 0));
  const uint32_t outer = memcall_keyed_open(), inner = memcall_keyed_open();
  memcall_keyed_restore(inner);
  EXPECT_TRUE(Lets());
  memcall_keyed_restore(outer);
  EXPECT_FALSE(Lets(false));
}

TEST_F(Keyed, AChangeOfAccessLeavesTheKey) {
  ASSERT_EQ(MEMCALL_OK, Make(MEMCALL_KEYED, 0));
  EXPECT_EQ(MEMCALL_OK, memcall_protect(region_.data, region_.size, MEMCALL_READ_ONLY));
  EXPECT_FALSE(Lets(false));
  const uint32_t before = memcall_keyed_open();
  EXPECT_TRUE(Lets(false));
  EXPECT_FALSE(Lets());
  memcall_keyed_restore(before);
}

/* A process has 15 of them. */
TEST_F(Keyed, OneKeyServesAll) {
  ASSERT_EQ(MEMCALL_OK, Make(MEMCALL_KEYED, 0));
  memcall_request request = memcall_request_of(1, MEMCALL_REGULAR);
  request.require = MEMCALL_KEYED;
  for (int i = 0; i < 100; i++) {
    memcall_region other;
    ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &other));
    EXPECT_EQ(1u, fake_os_keys());
    EXPECT_LE(fake_os_operations_named("key_alloc"), 1u);
    EXPECT_EQ(MEMCALL_OK, memcall_free(&other));
  }
}

TEST_F(Keyed, WithoutKeysNothingIsClosed) {
  fake_os_take_away("key_protect", "this processor was made without");
  EXPECT_EQ(MEMCALL_ERR_UNSUPPORTED, Make(MEMCALL_KEYED, 0));
  EXPECT_EQ(MEMCALL_OK, Make(0, MEMCALL_KEYED));
  EXPECT_EQ(0u, region_.in_force & MEMCALL_KEYED);
  EXPECT_TRUE(Lets());
}

TEST_F(Keyed, FreeingOpensForItself) {
  ASSERT_EQ(MEMCALL_OK, Make(MEMCALL_KEYED, 0));
  const uint32_t before = memcall_keyed_open();
  region_.data[0] = 1;
  memcall_keyed_restore(before);
  EXPECT_EQ(MEMCALL_OK, memcall_free(&region_));
  EXPECT_EQ(before, memcall_keyed_open());
  memcall_keyed_restore(before);
}

}  // namespace
