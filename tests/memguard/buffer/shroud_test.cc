// Hidden content on a system that takes the lock with the access: never plain where it may be
// swapped.
#include "lib/memcall/backend/backend.h"
#include "memguard/process.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {
namespace {

const char kSecret[] = "sixteen or more bytes of a secret";
constexpr size_t kSize = sizeof kSecret - 1;

const uint32_t kLikeWindows = MEMCALL_TRAIT_NO_ACCESS_UNLOCKS | MEMCALL_TRAIT_RESERVE_THEN_COMMIT;

class Shroud : public BufferTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    fake_os_wear(kLikeWindows);
    Open(memguard_options_default());
    buffer_ = NewCopy(kSecret);
    pages_ = inside_pages(buffer_, &size_);
  }

  void TearDown() override {
    fake_os_no_faults();
    memguard_buffer_destroy(buffer_);
    BufferTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    fake_os_reset();
  }

  static void HaveCipher() {
    fake_os_reset();
    fake_os_wear(kLikeWindows);
    fake_os_take_away("os_encrypt", nullptr);
    fake_os_take_away("os_decrypt", nullptr);
    ASSERT_TRUE(memcall_backend_set_probe("os_encrypt", 1));
  }

  bool DataIsLocked() const {
    fake_os_page page = {};
    return fake_os_page_at(pages_, &page) && page.locks != 0;
  }

  void ExpectHidden() const {
    EXPECT_EQ(MEMGUARD_NO_ACCESS, memguard_buffer_protection(buffer_));
    EXPECT_EQ(nullptr, memguard_buffer_data(buffer_));
    EXPECT_EQ(0u, fake_os_find(kSecret, kSize, true));
    EXPECT_FALSE(fake_os_accessible(pages_, size_, false));
  }

  void ExpectShown(memguard_protection protection) const {
    EXPECT_EQ(protection, memguard_buffer_protection(buffer_));
    EXPECT_EQ(kSecret, Content(buffer_));
    EXPECT_TRUE(DataIsLocked());
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer_));
  }

  // Every operation of `change` fails in turn: then it fails, and the buffer is as it was.
  template <typename Change, typename Check>
  void FailEach(Change change, Check check_old, memcall_status status) {
    for (size_t nth = 1; nth < 20; nth++) {
      fake_os_fail(nth, status);
      const memguard_status answered = change();
      const bool happened = fake_os_fault_happened();
      fake_os_no_faults();
      if (!happened) {
        EXPECT_EQ(MEMGUARD_OK, answered);
        return;
      }
      if (answered != MEMGUARD_OK) check_old();
      if (answered == MEMGUARD_OK) return;  // what failed was only preferred
    }
    FAIL() << "it never succeeded";
  }

  memguard_buffer* buffer_ = nullptr;
  unsigned char* pages_ = nullptr;
  size_t size_ = 0;
};

TEST_F(Shroud, HiddenContentIsCoveredAndLockedAgainWhenShown) {
  for (memguard_protection shown : {MEMGUARD_READ_ONLY, MEMGUARD_READ_WRITE}) {
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer_, shown));
    const size_t locked = fake_os_used().locked_bytes;
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
    ExpectHidden();
    EXPECT_FALSE(DataIsLocked());
    EXPECT_EQ(locked, fake_os_used().locked_bytes) << "the pad takes what the buffer gave up";
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer_, shown)) << memcall_last_error()->text;
    ExpectShown(shown);
    EXPECT_EQ(locked, fake_os_used().locked_bytes);
  }
}

TEST_F(Shroud, NoTwoPadsAreAlike) {
  std::string first, second;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  first.assign(reinterpret_cast<char*>(pages_), size_);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer_));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  second.assign(reinterpret_cast<char*>(pages_), size_);
  EXPECT_NE(first, second);
}

TEST_F(Shroud, TheSystemsCipherComesFirst) {
  HaveCipher();
  const size_t live = fake_os_used().live;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  ExpectHidden();
  EXPECT_EQ(live, fake_os_used().live) << "there is a pad besides";
  EXPECT_EQ(1u, fake_os_operations_named("os_encrypt"));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer_));
  ExpectShown(MEMGUARD_READ_ONLY);
}

TEST_F(Shroud, AFailureWhileHidingLeavesItShown) {
  FailEach([&] { return memguard_buffer_hide(buffer_); }, [&] { ExpectShown(MEMGUARD_READ_ONLY); },
           MEMCALL_ERR_LOCK_LIMIT);
}

TEST_F(Shroud, AFailureWhileShowingLeavesItHidden) {
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  FailEach([&] { return memguard_buffer_melt(buffer_); }, [&] { ExpectHidden(); },
           MEMCALL_ERR_LOCK_LIMIT);
  ExpectShown(MEMGUARD_READ_WRITE);
}

TEST_F(Shroud, AFailingCipherChangesNothing) {
  HaveCipher();
  FailEach([&] { return memguard_buffer_hide(buffer_); }, [&] { ExpectShown(MEMGUARD_READ_ONLY); },
           MEMCALL_ERR_SYSTEM);
  FailEach([&] { return memguard_buffer_melt(buffer_); }, [&] { ExpectHidden(); },
           MEMCALL_ERR_SYSTEM);
  ExpectShown(MEMGUARD_READ_WRITE);
}

TEST_F(Shroud, APurgeEndsContentAndPad) {
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  memguard_purge(context_);
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer_));
  EXPECT_TRUE(IsZero(pages_, size_));
  EXPECT_FALSE(fake_os_accessible(pages_, size_, false));
}

TEST_F(Shroud, AnEmergencyEmptiesWhatIsHidden) {
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  memguard_emergency_wipe();
  EXPECT_TRUE(IsZero(pages_, size_));
}

TEST_F(Shroud, WhatIsHiddenCanBeConsumed) {
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(buffer_));
  std::string seen;
  const auto use = [](const unsigned char* bytes, size_t size, void* user) {
    static_cast<std::string*>(user)->assign(reinterpret_cast<const char*>(bytes), size);
    return MEMGUARD_ERR_NO_MEMORY;
  };
  EXPECT_EQ(MEMGUARD_ERR_NO_MEMORY, inside_consume(buffer_, use, &seen));
  EXPECT_EQ(kSecret, seen);
  ExpectHidden();
}

TEST_F(Shroud, UnlockedBuffersAreHiddenAsTheyAre) {
  memguard_options options = memguard_options_default();
  options.lock = MEMGUARD_OFF;
  memguard_context* unlocked = nullptr;
  memguard_buffer* plain = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &unlocked));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(unlocked, "unlocked", 8, &plain));
  const size_t live = fake_os_used().live;
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_hide(plain));
  EXPECT_EQ(live, fake_os_used().live);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_freeze(plain));
  EXPECT_EQ("unlocked", Content(plain));
  memguard_buffer_destroy(plain);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(unlocked));
}

}  // namespace
}  // namespace buffer_test
