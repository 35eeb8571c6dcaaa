// Growing regions under every fault: all is as it was, or what is lost is told.
#include "tests/memcall/growing_fake.h"

namespace growing_fake {
namespace {

using GrowingFaults = OnEverySystem;

TEST_P(GrowingFaults, ReserveLeavesNothingBehindWhateverFails) {
  for (memcall_status status :
       {MEMCALL_ERR_INVALID, MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_UNSUPPORTED})
    for (size_t nth = 1; nth < 20; nth++) {
      memcall_growing growing;
      fake_os_fail(nth, status);
      memcall_status got =
          memcall_growing_reserve(kUnit, kUnit, MEMCALL_FORK_WIPE, kAll, 0, &growing);
      const bool happened = fake_os_fault_happened();
      fake_os_no_faults();
      if (!happened) nth = 20;
      EXPECT_TRUE(got == MEMCALL_OK || growing.base == nullptr);
      memcall_growing_release(&growing);
      EXPECT_EQ(0u, fake_os_used().live);
    }
}

/* Extensions that begin a unit, go on in one, and fill it. */
const std::vector<size_t> kHistories[] = {{}, {2}, {2, 3}, {7}, {7, 1}};

void ExtendUnderFault(const std::vector<size_t> &history, memcall_safeguards require,
                      const fake_os_fault &fault, bool *happened) {
  memcall_growing growing = Reserve(3, require, kAll & ~require);
  Extension extension;
  for (size_t pages : history) ASSERT_EQ(MEMCALL_OK, Extend(&growing, pages, &extension));
  const std::vector<std::string> before = StateOf(growing);
  fake_os_plan(fault);
  memcall_status status = Extend(&growing, 2, &extension);
  *happened = fake_os_fault_happened();
  fake_os_no_faults();
  if (status != MEMCALL_OK) {
    EXPECT_EQ(0u, extension.offset + extension.in_force);
    EXPECT_EQ(5, memcall_last_error()->os_code);
    EXPECT_EQ(before[0].substr(0, before[0].rfind(' ')),
              StateOf(growing)[0].substr(0, before[0].rfind(' ')));
    if (!fault.persistent) {
      EXPECT_EQ(before, StateOf(growing));
    }
    const bool says_guarded = (growing.in_force & MEMCALL_GUARDED) != 0;
    EXPECT_TRUE(!says_guarded || !fake_os_accessible(growing.base + growing.prefix, 1, false));
    ASSERT_EQ(MEMCALL_OK, Extend(&growing, 2, &extension)) << "the next call works";
  }
  EXPECT_EQ(require, extension.in_force & require);
  EXPECT_TRUE(fake_os_accessible(growing.base + extension.offset, 2 * kPage, true));
  EXPECT_EQ((extension.in_force & MEMCALL_LOCKED) != 0, At(growing, extension.offset).locks == 1);
  std::memset(growing.base + extension.offset, 0x77, 2 * kPage);
  memcall_growing_release(&growing);
  EXPECT_EQ(0u, fake_os_used().live + fake_os_used().locked_bytes);
}

TEST_P(GrowingFaults, ExtendRestoresTheFormerStateWhateverFails) {
  for (const std::vector<size_t> &history : kHistories)
    for (memcall_safeguards require : {kAll, memcall_safeguards{0}})
      for (memcall_status status :
           {MEMCALL_ERR_INVALID, MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED,
            MEMCALL_ERR_UNSUPPORTED, MEMCALL_ERR_SYSTEM})
        for (bool persistent : {false, true}) {
          bool happened = true;
          for (size_t nth = 1; happened && !HasFailure(); nth++) {
            SCOPED_TRACE(std::to_string(history.size()) + " before, fault " + std::to_string(nth) +
                         (persistent ? " on " : " ") + memcall_status_name(status));
            ExtendUnderFault(history, require, {nth, nullptr, status, 5, persistent}, &happened);
          }
        }
}

/* What a failure could neither finish nor undo must not be open behind a smaller run. */
TEST_P(GrowingFaults, ThePageBehindIsAGuardEvenAfterAFailureThatCouldNotBeUndone) {
  for (size_t nth = 1; nth < 8; nth++) {
    memcall_growing growing = Reserve(2, MEMCALL_GUARDED | MEMCALL_LOCKED, 0);
    Extension extension;
    fake_os_plan({nth, nullptr, MEMCALL_ERR_SYSTEM, 5, true});
    (void)(Extend(&growing, 5, &extension) == MEMCALL_OK);
    fake_os_no_faults();
    /* A lock that could not be undone refuses the guard, and that is told. */
    if (Extend(&growing, 1, &extension) == MEMCALL_OK) {
      EXPECT_TRUE(extension.in_force & growing.in_force & MEMCALL_GUARDED);
      EXPECT_FALSE(fake_os_accessible(growing.base + growing.prefix, 1, false)) << nth;
      EXPECT_TRUE(fake_os_accessible(growing.base + extension.offset, kPage, true)) << nth;
    } else {
      EXPECT_EQ(0u, growing.prefix);
    }
    memcall_growing_release(&growing);
  }
}

TEST_P(GrowingFaults, APreferredGuardThatIsMissingOnceIsMissedForGood) {
  memcall_growing growing = Reserve(2, 0, MEMCALL_GUARDED);
  Extension extension;
  ASSERT_EQ(MEMCALL_OK, Extend(&growing, 1, &extension));
  EXPECT_TRUE(extension.in_force & growing.in_force & MEMCALL_GUARDED);
  fake_os_plan({1, "guard", MEMCALL_ERR_NO_MEMORY, 12, true});
  ASSERT_EQ(MEMCALL_OK, Extend(&growing, 1, &extension));
  const bool lost = fake_os_fault_happened();
  fake_os_no_faults();
  EXPECT_EQ(!lost, (extension.in_force & MEMCALL_GUARDED) != 0);
  ASSERT_EQ(MEMCALL_OK, Extend(&growing, 1, &extension));
  EXPECT_EQ(!lost, (growing.in_force & MEMCALL_GUARDED) != 0) << "there was a run without";
  memcall_growing_release(&growing);
}

ON_EVERY_SYSTEM(GrowingFaults);

}  // namespace
}  // namespace growing_fake
