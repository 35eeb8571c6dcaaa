// The backend of Windows by itself, and what Wine does otherwise: said here, so that a Wine that
// has learnt more, or a Windows that has less, shows.
#include <windows.h>

#include <cstring>
#include <vector>

#include "lib/memcall/backend/backend.h"
#include "tests/conformance/conformance.h"

namespace {

using conformance::AllBytesAre;
using conformance::Region;

bool IsWine() {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

TEST(Windows, HasItsTraits) {
  EXPECT_STREQ("Windows", memcall_backend_name());
  EXPECT_EQ(MEMCALL_TRAIT_NO_ACCESS_UNLOCKS | MEMCALL_TRAIT_RESERVE_THEN_COMMIT,
            memcall_backend_traits());
  EXPECT_EQ(4096u, memcall_page_size());
  EXPECT_EQ(65536u, memcall_allocation_granularity());
}

// Its CryptProtectMemory answers TRUE and changes nothing, and it has no error reports.
TEST(Windows, WineHasNoEncryptionAndNoErrorReports) {
  EXPECT_EQ(IsWine() ? 0 : 1, memcall_backend_probe("os_encrypt"));
  if (!IsWine()) return;
  EXPECT_EQ(0, memcall_backend_probe("wer_exclude"));
  unsigned char bytes[16] = {1, 2, 3}, kept[16];
  std::memcpy(kept, bytes, sizeof kept);
  EXPECT_FAILS(MEMCALL_ERR_UNSUPPORTED, memcall_os_encrypt(bytes, sizeof bytes));
  ASSERT_TRUE(memcall_backend_set_probe("os_encrypt", 1));
  EXPECT_EQ(MEMCALL_OK, memcall_os_encrypt(bytes, sizeof bytes));
  EXPECT_EQ(0, std::memcmp(bytes, kept, sizeof bytes)) << "this Wine encrypts";
  ASSERT_TRUE(memcall_backend_set_probe("os_encrypt", -1));
}

TEST(Windows, EncryptionComesBackAndIsDeterministic) {
  if (memcall_backend_probe("os_encrypt") != 1) GTEST_SKIP() << "no encryption here";
  unsigned char first[32] = {1}, second[32] = {1}, plain[32] = {1};
  ASSERT_EQ(MEMCALL_OK, memcall_os_encrypt(first, sizeof first));
  ASSERT_EQ(MEMCALL_OK, memcall_os_encrypt(second, sizeof second));
  EXPECT_NE(0, std::memcmp(first, plain, sizeof first));
  EXPECT_EQ(0, std::memcmp(first, second, sizeof first));
  ASSERT_EQ(MEMCALL_OK, memcall_os_decrypt(first, sizeof first));
  EXPECT_EQ(0, std::memcmp(first, plain, sizeof first));
}

SIZE_T MinimumWorkingSet() {
  SIZE_T least = 0, most = 0;
  DWORD flags = 0;
  EXPECT_TRUE(GetProcessWorkingSetSizeEx(GetCurrentProcess(), &least, &most, &flags));
  return least;
}

// Far beyond the 50 pages that a process may lock at first. Wine takes no notice of working sets:
// its limit is the host's.
TEST(Windows, LocksGrowTheWorkingSet) {
  const SIZE_T before = MinimumWorkingSet();
  const size_t size = 4u << 20;
  Region region(size, MEMCALL_REGULAR);
  ASSERT_EQ(MEMCALL_OK, region.status);
  const memcall_status locked = memcall_lock(region.data(), size);
  if (IsWine()) {
    EXPECT_TRUE(locked == MEMCALL_OK || locked == MEMCALL_ERR_LOCK_LIMIT);
    EXPECT_EQ(before, MinimumWorkingSet());
  } else {
    EXPECT_EQ(MEMCALL_OK, locked) << memcall_last_error()->text;
    EXPECT_GE(MinimumWorkingSet(), before + size);
  }
}

TEST(Windows, AMixOfLockedAndUnlockedPagesIsUnlocked) {
  const size_t page = memcall_page_size();
  Region region(4 * page, MEMCALL_REGULAR);
  ASSERT_EQ(MEMCALL_OK, memcall_lock(region.data() + page, page)) << memcall_last_error()->text;
  EXPECT_EQ(MEMCALL_OK, memcall_unlock(region.data(), 4 * page));
  if (!IsWine()) {
    EXPECT_FALSE(VirtualUnlock(region.data() + page, page)) << "it was locked still";
  }
}

TEST(Windows, DiscardKeepsTheProtection) {
  Region region(2 * memcall_page_size(), MEMCALL_REGULAR);
  for (memcall_protection protection : {MEMCALL_NO_ACCESS, MEMCALL_READ_ONLY}) {
    ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data(), 1, MEMCALL_READ_WRITE));
    region.data()[7] = 7;
    ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data(), 1, protection));
    ASSERT_EQ(MEMCALL_OK, memcall_backend_discard(region.data(), memcall_page_size()).status);
    MEMORY_BASIC_INFORMATION found;
    ASSERT_NE(0u, VirtualQuery(region.data(), &found, sizeof found));
    EXPECT_EQ(static_cast<DWORD>(memcall_backend_protection(protection)), found.Protect);
    ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data(), 1, MEMCALL_READ_ONLY));
    EXPECT_EQ(0, region.data()[7]);
  }
}

TEST(Windows, NothingIsExecutableUnlessAskedFor) {
  for (memcall_kind kind : {MEMCALL_REGULAR, MEMCALL_SECURE}) {
    Region region(1, kind);
    if (region.status != MEMCALL_OK) continue;
    MEMORY_BASIC_INFORMATION found;
    ASSERT_NE(0u, VirtualQuery(region.data(), &found, sizeof found));
    EXPECT_EQ(static_cast<DWORD>(PAGE_READWRITE), found.Protect);
    EXPECT_EQ(static_cast<DWORD>(PAGE_READWRITE), found.AllocationProtect);
  }
}

TEST(Windows, LargePagesNeedThePrivilege) {
  Region region(1, MEMCALL_LARGE_PAGE);
  if (region.status == MEMCALL_OK) return;
  EXPECT_TRUE(region.status == MEMCALL_ERR_DENIED || region.status == MEMCALL_ERR_UNSUPPORTED ||
              region.status == MEMCALL_ERR_NO_MEMORY)
      << memcall_last_error()->text;
}

TEST(Windows, KnowsHowMuchStackIsLeft) {
  const size_t room = memcall_backend_stack_room();
  ASSERT_NE(MEMCALL_UNKNOWN, room);
  EXPECT_GT(room, 64u << 10);
  EXPECT_LT(room, 256u << 20);
}

struct OnOwnStack {
  void *main_fiber = nullptr;
  size_t room = 0;
};

void CALLBACK Measure(void *user) {
  OnOwnStack *own = static_cast<OnOwnStack *>(user);
  own->room = memcall_backend_stack_room();
  SwitchToFiber(own->main_fiber);
}

TEST(Windows, AFiberHasItsOwnStack) {
  OnOwnStack own;
  own.main_fiber = ConvertThreadToFiber(nullptr);
  ASSERT_NE(nullptr, own.main_fiber);
  void *fiber = CreateFiberEx(4096, 128u << 10, 0, Measure, &own);
  ASSERT_NE(nullptr, fiber);
  SwitchToFiber(fiber);
  DeleteFiber(fiber);
  ConvertFiberToThread();
  ASSERT_NE(MEMCALL_UNKNOWN, own.room); /* sizes are rounded up, by Wine to 1 MiB */
  EXPECT_GT(own.room, 16u << 10);
  EXPECT_LE(own.room, 1u << 20);
}

}  // namespace
