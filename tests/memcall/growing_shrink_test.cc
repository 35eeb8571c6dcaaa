// Growing regions that shrink: the end goes back, the rest and the next extension are as ever.
#include "tests/memcall/growing_fake.h"

namespace growing_fake {
namespace {

using GrowingShrink = OnEverySystem;

// What an extension was charged, so that a shrink can give it back.
struct Ground {
  memcall_growing it = Reserve(3, 0, kAll);
  Extension extension;

  ~Ground() {
    memcall_growing_release(&it);
    EXPECT_EQ(0u, fake_os_used().live + fake_os_used().locked_bytes);
  }
  size_t Extend(size_t pages) {
    const size_t before = it.locked;
    EXPECT_EQ(MEMCALL_OK, growing_fake::Extend(&it, pages, &extension));
    std::memset(it.base + extension.offset, 0x55, pages * kPage);
    return it.locked - before;
  }
  memcall_status Shrink(size_t pages, size_t locked) {
    std::memset(it.base + it.prefix - pages * kPage, 0, pages * kPage);
    return memcall_growing_shrink(&it, pages * kPage, locked);
  }
  void ExpectSound() {
    EXPECT_EQ(it.locked, fake_os_used().locked_bytes);
    EXPECT_FALSE(fake_os_accessible(it.base + it.prefix, 1, false)) << "behind the prefix";
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  }
};

TEST_P(GrowingShrink, UndoesExtensionsInTurn) {
  Ground ground;
  std::vector<size_t> steps = {2, 5, 7, 1, 3}, prefixes, charges;
  for (size_t pages : steps) {
    prefixes.push_back(ground.it.prefix);
    charges.push_back(ground.Extend(pages));
    ground.ExpectSound();
  }
  for (size_t i = steps.size(); i-- > 0;) {
    const size_t data = ground.it.prefix - steps[i] * kPage;
    ASSERT_EQ(MEMCALL_OK, ground.Shrink(steps[i], charges[i]));
    EXPECT_EQ(prefixes[i], ground.it.prefix);
    EXPECT_FALSE(fake_os_accessible(ground.it.base + data, 1, false));
    ground.ExpectSound();
  }
  EXPECT_EQ(0u, ground.it.locked);
  EXPECT_EQ(7 * kPage, memcall_growing_room(&ground.it));
}

TEST_P(GrowingShrink, GrowsAgainWithZeros) {
  Ground ground;
  for (int round = 0; round < 4; round++) {
    const size_t first = ground.Extend(7), second = ground.Extend(4);
    ASSERT_EQ(MEMCALL_OK, ground.Shrink(4, second));
    ASSERT_EQ(MEMCALL_OK, ground.Shrink(3, first != 0 ? 3 * kPage : 0));
    ASSERT_EQ(MEMCALL_OK, growing_fake::Extend(&ground.it, 2, &ground.extension));
    for (size_t i = 0; i < 2 * kPage; i++)
      ASSERT_EQ(0, ground.it.base[ground.extension.offset + i]) << i;
    ground.ExpectSound();
    ASSERT_EQ(MEMCALL_OK, ground.Shrink(6, first != 0 ? first - kPage : 0));
    EXPECT_EQ(0u, ground.it.prefix);
  }
}

TEST_P(GrowingShrink, RefusesWhatIsNotThere) {
  Ground ground;
  memcall_growing none = {};
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_growing_shrink(&none, kPage, 0));
  EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_growing_shrink(&ground.it, kPage, 0));
  ground.Extend(7);
  const size_t second = ground.Extend(2);
  const std::vector<std::string> before = StateOf(ground.it);
  for (size_t bytes :
       {size_t{0}, size_t{1}, 3 * kPage, 8 * kPage, SIZE_MAX, SIZE_MAX & ~(kPage - 1)})
    EXPECT_EQ(MEMCALL_ERR_INVALID, memcall_growing_shrink(&ground.it, bytes, second));
  EXPECT_EQ(before, StateOf(ground.it));
}

TEST_P(GrowingShrink, WhateverFailsTheLedgerIsTrueAndTheNextCallWorks) {
  for (memcall_status status : {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_SYSTEM})
    for (size_t nth = 1; nth < 5; nth++) {
      Ground ground;
      ground.Extend(7);
      const size_t charge = ground.Extend(3), prefix = ground.it.prefix;
      std::memset(ground.it.base + prefix - 3 * kPage, 0, 3 * kPage);
      fake_os_plan({nth, nullptr, status, 5, false});
      memcall_status got = ground.Shrink(3, charge);
      fake_os_no_faults();
      EXPECT_EQ(got == MEMCALL_OK, ground.it.prefix != prefix);
      EXPECT_EQ(ground.it.locked, fake_os_used().locked_bytes);
      const bool says_guarded = (ground.it.in_force & MEMCALL_GUARDED) != 0;
      EXPECT_TRUE(!says_guarded ||
                  !fake_os_accessible(ground.it.base + ground.it.prefix, 1, false));
      ASSERT_EQ(MEMCALL_OK, growing_fake::Extend(&ground.it, 1, &ground.extension));
      EXPECT_TRUE(fake_os_accessible(ground.it.base + ground.extension.offset, kPage, true));
    }
}

ON_EVERY_SYSTEM(GrowingShrink);

}  // namespace
}  // namespace growing_fake
