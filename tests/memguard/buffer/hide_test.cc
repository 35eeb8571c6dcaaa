// Hiding where taking access away drops the lock, as Windows does, on the fake system.
#include "lib/memcall/backend/backend.h"
#include "tests/memguard/buffer/fake_fixture.h"

namespace buffer_test {
namespace {

class NoAccessUnlocks : public OnFake {
 protected:
  void SetUp() override {
    OnFake::SetUp();
    fake_os_wear(MEMCALL_TRAIT_NO_ACCESS_UNLOCKS);
    fake_os_take_away("os_encrypt", nullptr);
    fake_os_take_away("os_decrypt", nullptr);
    memguard_options options = memguard_options_default();
    options.fork = MEMGUARD_OFF;
    Open(options);
    memguard_buffer_destroy(New(1));
    before_ = fake_os_used();
  }

  static unsigned LocksOf(const memguard_buffer* buffer) {
    fake_os_page page = {};
    EXPECT_TRUE(fake_os_page_at(inside_bytes(buffer), &page));
    return page.locks;
  }
};

TEST_F(NoAccessUnlocks, HiddenPagesHoldCiphertextAndShownOnesAreLocked) {
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

TEST_F(NoAccessUnlocks, HiddenBuffersAreCheckedSealedPurgedAndDestroyedAsUsual) {
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
TEST_F(NoAccessUnlocks, FailuresOnTheWayAreUndone) {
  for (bool hide : {true, false}) {
    memguard_protection from = hide ? MEMGUARD_READ_ONLY : MEMGUARD_NO_ACCESS;
    memguard_protection to = hide ? MEMGUARD_NO_ACCESS : MEMGUARD_READ_ONLY;
    for (size_t nth = 1;; nth++) {
      memguard_buffer* buffer = NewSecret(from);
      fake_os_fail(nth, MEMCALL_ERR_LOCK_LIMIT);
      memguard_status status = memguard_buffer_protect(buffer, to);
      bool happened = fake_os_fault_happened();
      fake_os_no_faults();
      EXPECT_EQ(happened ? MEMGUARD_ERR_LOCK_LIMIT : MEMGUARD_OK, status) << nth;
      EXPECT_EQ(happened ? from : to, memguard_buffer_protection(buffer)) << nth;
      EXPECT_EQ(happened ? from : to, AccessOf(buffer)) << nth;
      bool hidden = AccessOf(buffer) == MEMGUARD_NO_ACCESS;
      EXPECT_EQ(hidden ? 0u : 1u, Copies()) << nth;
      EXPECT_EQ(hidden ? 0u : 1u, LocksOf(buffer)) << nth;
      ASSERT_EQ(MEMGUARD_OK, memguard_buffer_melt(buffer));
      EXPECT_EQ(std::string(kSecret, kSize), Content(buffer)) << nth;
      memguard_buffer_destroy(buffer);
      if (!happened) break;
      ASSERT_LT(nth, 10u);
    }
  }
}

TEST_F(NoAccessUnlocks, WithoutEncryptionALockedBufferIsNotHidden) {
  fake_os_take_away("os_encrypt", "none here");
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_ONLY);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_UNSUPPORTED, "os_encrypt", memguard_buffer_hide(buffer)));
  EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
  EXPECT_EQ(1u, LocksOf(buffer));
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_NO_ACCESS, AccessOf(buffer)) << "zeros need no lock";
  memguard_buffer_destroy(buffer);
}

}  // namespace
}  // namespace buffer_test
