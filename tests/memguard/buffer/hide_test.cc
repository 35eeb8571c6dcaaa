// Hiding where taking access away drops the lock, as Windows does, on the fake system.
#include "lib/memcall/backend/backend.h"
#include "tests/memguard/buffer/fake_fixture.h"

namespace buffer_test {
namespace {

// The parameter: the system has an encryption of its own. If not, a pad covers what is hidden.
class NoAccessUnlocks : public OnFake, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    OnFake::SetUp();
    fake_os_wear(MEMCALL_TRAIT_NO_ACCESS_UNLOCKS);
    fake_os_take_away("os_encrypt", GetParam() ? nullptr : "none here");
    fake_os_take_away("os_decrypt", GetParam() ? nullptr : "none here");
    memcall_backend_set_probe("os_encrypt", GetParam());
    memguard_options options = memguard_options_default();
    options.fork = MEMGUARD_OFF;
    Open(options);
    memguard_buffer_destroy(New(1));
    Remember();
  }

  static unsigned LocksOf(const memguard_buffer* buffer) {
    fake_os_page page = {};
    EXPECT_TRUE(fake_os_page_at(inside_bytes(buffer), &page));
    return page.locks;
  }
};

TEST_P(NoAccessUnlocks, HiddenPagesHoldCiphertextAndShownOnesAreLocked) {
  for (memguard_protection from : {MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    for (memguard_protection to : {MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
      memguard_buffer* buffer = NewSecret(from);
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer));
      EXPECT_EQ(0u, LocksOf(buffer));
      EXPECT_EQ(0u, Copies()) << "it could be swapped out";
      EXPECT_EQ(MEMGUARD_NO_ACCESS, AccessOf(buffer));
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, to));
      EXPECT_EQ(1u, LocksOf(buffer));
      EXPECT_EQ(std::string(kSecret, kSize), Content(buffer));
      EXPECT_EQ(to, AccessOf(buffer));
      EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
      memguard_buffer_destroy(buffer);
    }
  }
}

TEST_P(NoAccessUnlocks, HiddenBuffersAreCheckedSealedPurgedAndDestroyedAsUsual) {
  memguard_buffer_destroy(NewSecret(MEMGUARD_NO_ACCESS));
  memguard_buffer* buffer = NewSecret(MEMGUARD_NO_ACCESS);
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
  EXPECT_EQ(MEMGUARD_NO_ACCESS, AccessOf(buffer));
  memguard_buffer_destroy(buffer);
  buffer = NewSecret(MEMGUARD_NO_ACCESS);
  std::string taken;
  EXPECT_EQ(MEMGUARD_OK, inside_consume(
                             buffer,
                             [](const unsigned char* bytes, size_t size, void* user) {
                               static_cast<std::string*>(user)->assign(
                                   reinterpret_cast<const char*>(bytes), size);
                               return MEMGUARD_OK;
                             },
                             &taken));
  EXPECT_EQ(std::string(kSecret, kSize), taken);
  memguard_buffer_destroy(buffer);
}

// Each failure on the way leaves the buffer as it was: content, access and lock.
TEST_P(NoAccessUnlocks, FailuresOnTheWayAreUndone) {
  for (bool hide : {true, false}) {
    memguard_protection from = hide ? MEMGUARD_READ_ONLY : MEMGUARD_NO_ACCESS;
    memguard_protection to = hide ? MEMGUARD_NO_ACCESS : MEMGUARD_READ_ONLY;
    for (size_t nth = 1;; nth++) {
      memguard_buffer* buffer = NewSecret(from);
      fake_os_fail(nth, MEMCALL_ERR_LOCK_LIMIT);
      memguard_status status = memguard_buffer_protect(buffer, to);
      bool happened = fake_os_fault_happened();
      bool spared = happened && status == MEMGUARD_OK;  // the pad may do without, or goes later
      fake_os_no_faults();
      if (spared) happened = false;
      EXPECT_EQ(happened ? MEMGUARD_ERR_LOCK_LIMIT : MEMGUARD_OK, status) << nth;
      EXPECT_EQ(happened ? from : to, memguard_buffer_protection(buffer)) << nth;
      EXPECT_EQ(happened ? from : to, AccessOf(buffer)) << nth;
      bool hidden = AccessOf(buffer) == MEMGUARD_NO_ACCESS;
      EXPECT_EQ(hidden ? 0u : 1u, Copies()) << nth;
      EXPECT_EQ(hidden ? 0u : 1u, LocksOf(buffer)) << nth;
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_melt(buffer));
      EXPECT_EQ(std::string(kSecret, kSize), Content(buffer)) << nth;
      memguard_buffer_destroy(buffer);
      if (!happened && !spared) break;
      ASSERT_LT(nth, 20u);
    }
  }
}

// Whatever the pad is made of, it is gone with what it covered.
TEST_P(NoAccessUnlocks, NothingStaysBehind) {
  for (bool show : {true, false}) {
    memguard_buffer* buffer = NewSecret(MEMGUARD_NO_ACCESS);
    EXPECT_EQ(MEMGUARD_OK,
              memguard_buffer_protect(buffer, show ? MEMGUARD_READ_ONLY : MEMGUARD_NO_ACCESS));
    memguard_buffer_destroy(buffer);
    ExpectNothingIsLeft();
  }
}

TEST_P(NoAccessUnlocks, NoRandomnessForAPadIsAnErrorAndNothingIsHidden) {
  if (GetParam()) GTEST_SKIP() << "the system's encryption needs no pad";
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_ONLY);
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_EQ(MEMGUARD_ERR_SYSTEM, memguard_buffer_hide(buffer));
  EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
  EXPECT_EQ(std::string(kSecret, kSize), Content(buffer));
  EXPECT_EQ(1u, LocksOf(buffer));
  memguard_buffer_destroy(buffer);
}

INSTANTIATE_TEST_SUITE_P(ByCover, NoAccessUnlocks, ::testing::Values(true, false));

}  // namespace
}  // namespace buffer_test
