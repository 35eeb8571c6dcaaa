// The quarantine where the system is at its limits, refuses, forks or takes locks away; and what
// is written to a page that waits. On the fake system.
#include "lib/memcall/backend/backend.h"
#include "memguard/process.h"
#include "tests/memguard/buffer/faults.h"

namespace buffer_test {
namespace {

class RecycleFaults : public Faults {
 protected:
  void LeaveMemory(size_t locked, size_t mapped) {
    fake_os_limits limits = fake_os_get_limits();
    if (locked != 0) limits.locked_bytes = fake_os_used().locked_bytes + locked;
    if (mapped != 0) limits.mapped_bytes = fake_os_used().mapped_bytes + mapped;
    fake_os_set_limits(limits);
  }

  void TearDown() override {
    fake_os_limits none = fake_os_get_limits();
    none.locked_bytes = none.mapped_bytes = none.mappings = MEMCALL_UNLIMITED;
    fake_os_set_limits(none);
    Faults::TearDown();
  }
};

TEST_F(RecycleFaults, PagesThatWaitAreZeroLockedGuardedAndWithoutAccess) {
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  size_t size = 0;
  unsigned char* pages = inside_pages(buffer, &size);
  memguard_buffer_destroy(buffer);
  fake_os_page page = {};
  ASSERT_TRUE(fake_os_page_at(pages, &page));
  EXPECT_EQ(MEMCALL_NO_ACCESS, page.access);
  EXPECT_EQ(1u, page.locks);
  EXPECT_TRUE(IsZero(pages, size)) << "the fake system's pages can be read all the same";
  for (unsigned char* guard : {pages - 1, pages + size}) {
    ASSERT_TRUE(fake_os_page_at(guard, &page));
    EXPECT_TRUE(page.guard);
  }
}

// The lock limit, the address space and the mapping count: what waits goes first.
TEST_F(RecycleFaults, WhatWaitsIsGivenBackBeforeALimitIsAnswered) {
  for (int which = 0; which < 3; which++) {
    inside_trim(context_);
    memcall_error before = *memcall_last_error();
    for (size_t i = 0; i < 5; i++) memguard_buffer_destroy(New(1));
    ASSERT_EQ(5u, inside_waiting(context_));
    fake_os_limits limits = fake_os_get_limits();
    if (which == 0) limits.locked_bytes = fake_os_used().locked_bytes;
    if (which == 1) limits.mapped_bytes = fake_os_used().mapped_bytes;
    if (which == 2) limits.mappings = fake_os_used().mappings;
    fake_os_set_limits(limits);
    memguard_buffer *buffer = New(3 * Page()), *none = nullptr;
    EXPECT_EQ(0u, inside_waiting(context_)) << which;
    EXPECT_EQ(before.status, memcall_last_error()->status) << "what came good is no failure";
    if (which != 2) {  // a mapping count knows no sizes
      EXPECT_NE(MEMGUARD_OK, memguard_buffer_new(context_, 100 * Page(), &none)) << which;
    }
    memguard_buffer_destroy(buffer);
    fake_os_reset();
  }
}

// There it waits as a leftover, and goes back when a call of any context has no room.
TEST_F(RecycleFaults, InAChildWhatWaitedMakesRoomForAnotherContext) {
  const memguard_options options = memguard_options_default();
  memguard_context* other = nullptr;
  memguard_buffer* buffer = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &other));
  for (size_t i = 0; i < 5; i++) memguard_buffer_destroy(New(1));
  fake_os_fork_child();
  LeaveMemory(0, Page());
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new(other, 1, &buffer));
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

// One context's limit is every context's.
TEST_F(RecycleFaults, OtherContextsGiveBackAtTheSystemsLimitAndNotAtABudget) {
  memguard_options options = memguard_options_default();
  options.lock_budget = Page();
  memguard_context* other = nullptr;
  memguard_buffer *theirs = nullptr, *none = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(&options, &other));
  memguard_buffer_destroy(New(1));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(other, 1, &theirs));
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_buffer_new(other, 1, &none));
  EXPECT_EQ(1u, inside_waiting(context_)) << "that was the other's budget alone";
  memguard_buffer_destroy(theirs);
  inside_trim(other);
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes;
  fake_os_set_limits(limits);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(other, 1, &theirs));
  EXPECT_EQ(0u, inside_waiting(context_));
  memguard_buffer_destroy(theirs);
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
}

TEST_F(RecycleFaults, APreferredLockIsHadByGivingBack) {
  Open(memguard_options_relaxed());
  memguard_buffer_destroy(New(1));
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes;
  fake_os_set_limits(limits);
  memguard_safeguards safeguards = {};
  memguard_buffer *buffer = New(Page()), *unlocked = New(2 * Page());
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
  EXPECT_NE(0u, safeguards.in_force & MEMCALL_LOCKED);
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(unlocked, &safeguards));
  EXPECT_EQ(0u, safeguards.in_force & MEMCALL_LOCKED);
  memguard_buffer_destroy(unlocked);
  EXPECT_EQ(0u, inside_waiting(context_)) << "what is not locked is not kept";
  memguard_buffer_destroy(buffer);
  Remember();
}

// At the mapping limit a change of access may need a mapping that waits.
TEST_F(RecycleFaults, ProtectGivesBackBeforeItAnswersNoMemory) {
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  memguard_buffer_destroy(New(1));
  fake_os_plan({1, "protect", MEMCALL_ERR_NO_MEMORY, 12, false});
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_freeze(buffer));
  EXPECT_EQ(0u, inside_waiting(context_));
  fake_os_no_faults();
  memguard_buffer_destroy(buffer);
}

TEST_F(RecycleFaults, PagesThatKeepTheirAccessDoNotWait) {
  memguard_buffer* buffer = New(1);
  size_t live = fake_os_used().live;
  fake_os_plan({1, "protect", MEMCALL_ERR_NO_MEMORY, 12, false});
  memguard_buffer_destroy(buffer);
  fake_os_no_faults();
  EXPECT_EQ(0u, inside_waiting(context_)) << "a stale pointer would not fault";
  EXPECT_EQ(live - 1, fake_os_used().live);
}

// One that could not be had once is had by the next.
TEST_F(RecycleFaults, PagesThatLackASafeguardDoNotWait) {
  Open(memguard_options_relaxed());
  for (const char* operation :
       {"lock", "exclude_from_dumps", "fork_wipe", "guard", "exclude_from_merging"}) {
    memguard_buffer_destroy(New(1));
    inside_trim(context_);
    fake_os_plan({1, operation, MEMCALL_ERR_DENIED, 1, false});
    memguard_buffer* buffer = New(1);
    fake_os_no_faults();
    memguard_buffer_destroy(buffer);
    EXPECT_EQ(0u, inside_waiting(context_)) << operation;
  }
  fake_os_take_away("exclude_from_merging", "no such call here");
  Open(memguard_options_relaxed());
  memguard_buffer_destroy(New(1));
  EXPECT_EQ(1u, inside_waiting(context_)) << "what nobody has here is no lack";
  Remember();
}

// Whatever fails, the constructor goes on with fresh pages, or leaves nothing.
TEST_F(RecycleFaults, NewFromPagesThatWaited) {
  Enumerate([&](memguard_status error) {
    FillQuarantine(kSize);
    memguard_buffer* buffer = nullptr;
    fake_os_fail(nth_, error_);
    memguard_status status = memguard_buffer_new_copy(context_, kSecret, kSize, &buffer);
    happened_ = fake_os_fault_happened();
    fake_os_no_faults();
    EXPECT_TRUE(status == MEMGUARD_OK || status == error);
    EXPECT_EQ(status == MEMGUARD_OK ? 1u : 0u, Copies());
    if (buffer != nullptr) {
      fake_os_page page = {};
      ASSERT_TRUE(fake_os_page_at(inside_bytes(buffer), &page));
      EXPECT_EQ(1u, page.locks);
      EXPECT_EQ(MEMCALL_READ_ONLY, page.access);
    }
    memguard_buffer_destroy(buffer);
    ExpectNothingIsLeft();
  });
}

TEST_F(RecycleFaults, DestroyBesidePagesThatWait) {
  Enumerate([&](memguard_status) {
    for (size_t i = 0; i <= inside_most_bytes() / Page(); i++) {
      memguard_buffer* buffer = NewSecret(MEMGUARD_READ_ONLY);
      memguard_buffer* other = NewSecret(MEMGUARD_NO_ACCESS);
      memguard_buffer_destroy(other);
      memguard_buffer_destroy(buffer);
      if (inside_waiting_bytes(context_) == inside_most_bytes()) break;
    }
    std::vector<memguard_buffer*> buffers;
    while (buffers.size() < 3) buffers.push_back(NewSecret(MEMGUARD_READ_ONLY));
    fake_os_fail(nth_, error_);
    for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
    happened_ = fake_os_fault_happened();
    fake_os_no_faults();
    EXPECT_EQ(0u, Copies());
    memguard_buffer_destroy(New(1));
    ExpectNothingIsLeft();
  });
}

TEST_F(RecycleFaults, PurgeAndEmergencyLeaveWhatWaitsAlone) {
  FillQuarantine(1);
  fake_os_plan({});
  memguard_purge(context_);
  memguard_emergency_wipe();
  EXPECT_EQ(0u, fake_os_operations()) << "it holds nothing";
  EXPECT_EQ(inside_wait(), inside_waiting(context_));
}

struct Seen {
  int calls = 0;
  memguard_violation what = {};
};

// A stale pointer faults on a real system; here it writes.
TEST_F(RecycleFaults, AWriteToAPageThatWaitsIsFoundAndThePageIsNeverUsedAgain) {
  Seen seen;
  memguard_options options = memguard_options_default();
  options.on_violation = [](const memguard_violation* what, void* user) {
    static_cast<Seen*>(user)->calls++;
    static_cast<Seen*>(user)->what = *what;
  };
  options.on_violation_user = &seen;
  for (size_t at : {size_t{0}, Page() / 2, Page() - 1}) {
    Open(options);
    memguard_buffer* buffer = New(24);
    size_t size = 0;
    unsigned char* pages = inside_pages(buffer, &size);
    memguard_buffer_destroy(buffer);
    pages[at] ^= 0x80;
    FillQuarantine(1);
    seen = Seen();
    EXPECT_TRUE(Fails(MEMGUARD_ERR_CORRUPT, "memguard_buffer_new",
                      memguard_buffer_new(context_, 1, &buffer)));
    EXPECT_EQ(nullptr, buffer);
    EXPECT_EQ(1, seen.calls);
    EXPECT_EQ(MEMGUARD_VIOLATION_WRITE_AFTER_FREE, seen.what.kind);
    EXPECT_EQ(24u, seen.what.object_size);
    EXPECT_STREQ("memguard_buffer_new", seen.what.function);
    for (size_t i = 0; i < 2 * inside_wait(); i++) {
      buffer = New(1);
      EXPECT_NE(pages, inside_pages(buffer, &size));
      memguard_buffer_destroy(buffer);
    }
    EXPECT_EQ(Page(), Charged()) << "it stays";
    EXPECT_FALSE(fake_os_accessible(pages, 1, false));
    fake_os_page page;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    EXPECT_FALSE(fake_os_page_at(pages, &page)) << "until its context ends";
    context_ = nullptr;
    Open(memguard_options_default());
    Remember();
  }
}

// Windows: a page without access is not locked; one that is used again is.
TEST_F(RecycleFaults, WhereTakingAccessAwayUnlocksPagesAreLockedAgain) {
  fake_os_wear(MEMCALL_TRAIT_NO_ACCESS_UNLOCKS);
  memguard_options options = memguard_options_default();
  options.fork = MEMGUARD_OFF;
  Open(options);
  FillQuarantine(1);
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_ONLY);
  fake_os_page page = {};
  EXPECT_EQ(inside_wait() - 1, inside_waiting(context_));
  ASSERT_TRUE(fake_os_page_at(inside_bytes(buffer), &page));
  EXPECT_EQ(1u, page.locks);
  memguard_buffer_destroy(buffer);
  Remember();
}

// --- Fork

class RecycleForked : public RecycleFaults,
                      public ::testing::WithParamInterface<memguard_fork_action> {
 protected:
  void SetUp() override {
    RecycleFaults::SetUp();
    memguard_options options = memguard_options_default();
    options.fork_action = GetParam();
    options.fork = GetParam() == MEMGUARD_FORK_DEFAULT ? MEMGUARD_OFF : MEMGUARD_REQUIRE;
    Open(options);
    memguard_buffer_destroy(New(1));
    Remember();
  }
};

// Its locks are gone with the parent, and so are pages that are excluded.
TEST_P(RecycleForked, AChildUsesNothingThatWaitedInItsParent) {
  FillQuarantine(1);
  fake_os_fork_child();
  memguard_buffer* own = NewSecret(MEMGUARD_READ_ONLY);
  EXPECT_EQ(0u, inside_waiting(context_));
  EXPECT_EQ(Page(), inside_charged(context_));
  fake_os_page page = {};
  ASSERT_TRUE(fake_os_page_at(inside_bytes(own), &page));
  EXPECT_EQ(1u, page.locks);
  memguard_buffer_destroy(own);
  EXPECT_EQ(1u, inside_waiting(context_)) << "its own pages wait here";
  inside_trim(context_);
  size_t absent = GetParam() == MEMGUARD_FORK_EXCLUDE ? inside_wait() : 0;  // no mappings of its
  EXPECT_EQ(before_.live + absent, fake_os_used().live) << "the rest was given back";
  Remember();
}

INSTANTIATE_TEST_SUITE_P(Actions, RecycleForked,
                         ::testing::Values(MEMGUARD_FORK_DEFAULT, MEMGUARD_FORK_WIPE,
                                           MEMGUARD_FORK_EXCLUDE));

}  // namespace
}  // namespace buffer_test
