// habits.cc: what a system's system.c has as a habit its fact sheet has as a trait. Where they differ, the library does
// what the system forbids, and the conformance suite crashes without a word.
#include <gtest/gtest.h>

#include "lib/memcall/backend/backend.h"

// Windows has none: its calls are not POSIX's.
extern "C" {
extern const bool lock_nests __attribute__((weak));
extern const bool protect_passes_holes __attribute__((weak));
}

namespace {

bool SheetHas(uint32_t trait) { return (memcall_backend_traits() & trait) != 0; }

TEST(Habits, AreTraitsOfTheSheet) {
  if (&lock_nests == nullptr) GTEST_SKIP() << "this system's calls are not POSIX's";
  EXPECT_EQ(lock_nests, SheetHas(MEMCALL_TRAIT_LOCK_NESTS)) << "system.c, and traits of the sheet";
  EXPECT_EQ(protect_passes_holes, SheetHas(MEMCALL_TRAIT_PROTECT_PASSES_HOLES))
      << "system.c, and traits of the sheet";
}

}  // namespace
