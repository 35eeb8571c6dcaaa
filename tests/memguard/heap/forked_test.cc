// A child as the fake system has it: its pages, its locks, and the heap's ledger.
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

class Forked : public HeapTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    OpenNoting(memguard_options_default());
  }
  void ExpectLedger() { EXPECT_EQ(heap_locked(context_), fake_os_used().locked_bytes); }
};

TEST_F(Forked, NewPagesOfAChildAreLockedAndGuarded) {
  std::vector<void*> objects = Fill(32, 500);
  void* large = New(40 * Page());
  fake_os_fork_child();
  EXPECT_EQ(0u, heap_live(context_));
  EXPECT_EQ(0u, heap_locked(context_));
  unsigned char* own = New(32);
  fake_os_page page;
  ASSERT_TRUE(fake_os_page_at(own, &page));
  EXPECT_EQ(1u, page.locks);
  ASSERT_TRUE(fake_os_page_at(own - 17, &page));
  EXPECT_TRUE(page.guard);
  ExpectLedger();
  FreeAll(objects);
  Free(large);
  ExpectLedger();
  Free(own);
  EXPECT_EQ(0, violation_.count);
}

TEST_F(Forked, WithNothingAtTheParentsPlaceNothingIsTouched) {
  memguard_options options = memguard_options_default();
  options.fork_action = MEMGUARD_FORK_EXCLUDE;
  OpenNoting(options);
  std::vector<void*> objects = Fill(32, 500);
  void* run = New(3 * Page());
  void* large = New(40 * Page());
  fake_os_fork_child();
  FreeAll(objects);
  Free(run);
  Free(large);
  Free(New(32));
  EXPECT_EQ(0, violation_.count);
  EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
}

// What is wiped in a child is the child's to give back, whether it frees the object or ends the heap.
TEST_F(Forked, ZerosOfLargeObjectsGoBack) {
  void *freed = New(40 * Page()), *kept = New(40 * Page());
  size_t mapped = fake_os_used().mapped_bytes;
  fake_os_fork_child();
  Free(freed);
  EXPECT_GE(mapped - 40 * Page(), fake_os_used().mapped_bytes);
  EXPECT_EQ(0, violation_.count) << kept;
  size_t live = fake_os_used().live;
  OpenNoting(memguard_options_default());
  EXPECT_GT(live, fake_os_used().live) << "with the heap";
}

// What could not be kept out of children, though that was preferred, is wiped as the child comes to itself.
TEST_F(Forked, WhatIsCopiedAgainstTheRulesIsWiped) {
  const char secret[] = "no child may read this";
  fake_os_plan({1, "fork_wipe", MEMCALL_ERR_NO_MEMORY, 12, true});
  for (size_t size : {size_t{32}, 5 * Page(), 40 * Page()})
    memcpy(New(size), secret, sizeof secret);
  fake_os_no_faults();
  fake_os_fork_child();
  EXPECT_LT(0u, fake_os_find(secret, sizeof secret, true)) << "this must leave copies";
  EXPECT_EQ(0u, heap_live(context_));
  EXPECT_EQ(0u, fake_os_find(secret, sizeof secret, true));
}

TEST_F(Forked, ACopyIsLockedAgainAndSaysSoWhenItCannotBe) {
  for (bool may : {true, false}) {
    memguard_options options = memguard_options_relaxed();
    options.fork = MEMGUARD_OFF;
    OpenNoting(options);
    std::vector<void*> objects = Fill(32, 3000);
    objects.push_back(New(40 * Page()));
    size_t locked = heap_locked(context_);
    if (!may) fake_os_plan({1, "lock", MEMCALL_ERR_LOCK_LIMIT, 12, true});
    fake_os_fork_child();
    for (void* object : objects) {
      memguard_safeguards safeguards;
      ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
      EXPECT_EQ(may, (safeguards.in_force & MEMCALL_LOCKED) != 0);
    }
    EXPECT_EQ(may ? locked : 0, heap_locked(context_));
    ExpectLedger();
    fake_os_no_faults();
    FreeAll(objects);
    EXPECT_EQ(0, violation_.count);
  }
}

// They hold nothing, and with them there might be too little to lock what does.
TEST_F(Forked, WhatATrimTookIsNotLockedAgain) {
  memguard_options options = memguard_options_default();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  OpenNoting(options);
  void* kept = New(32);
  FreeAll(Fill(32, 20000));
  size_t most = heap_locked(context_);
  memguard_trim(context_);
  size_t locked = heap_locked(context_);
  ASSERT_LT(locked, most);
  fake_os_fork_child();
  EXPECT_TRUE(memguard_owns(context_, kept));
  EXPECT_EQ(locked, heap_locked(context_));
  ExpectLedger();
  Free(kept);
}

}  // namespace
}  // namespace heap_test
