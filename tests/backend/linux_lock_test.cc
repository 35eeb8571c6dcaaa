// Locked memory on this machine, by every way of the sheet, and emptying it.
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "tests/backend/machine.h"

namespace {

const char kNoLock[] = "this process may lock nothing";

bool MayLock() {
  Pages pages(1);
  return memcall_backend_lock(pages.base(), pages.size()).status == MEMCALL_OK;
}

// By mlock2, and as on a kernel that has mlock alone.
class Lock : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (!MayLock()) GTEST_SKIP() << kNoLock;
    if (GetParam() == 1 && memcall_backend_probe("mlock2") != 1)
      GTEST_SKIP() << "this kernel has no mlock2";
    memcall_backend_set_probe("mlock2", GetParam());
  }
  void TearDown() override { memcall_backend_set_probe("mlock2", -1); }
};

TEST_P(Lock, IsChargedUntilUnlocked) {
  const size_t before = LockedBytes();
  Pages pages(3);
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock(pages.base(), pages.size()));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock(pages.base(), pages.size()));  // does not nest
  EXPECT_TRUE(HasFlag(pages.base(), "lo"));
  EXPECT_EQ(before + pages.size(), LockedBytes());
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_unlock(pages.base(), pages.size()));
  EXPECT_FALSE(HasFlag(pages.base(), "lo"));
  EXPECT_EQ(before, LockedBytes());
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_unlock(pages.base(), pages.size()));
}

// Why the sheet lacks the trait unlock_before_free.
TEST_P(Lock, EndsWithItsMapping) {
  const size_t before = LockedBytes();
  {
    Pages pages(3);
    ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock(pages.base(), pages.size()));
  }
  EXPECT_EQ(before, LockedBytes());
  EXPECT_FALSE(memcall_backend_traits() & MEMCALL_TRAIT_UNLOCK_BEFORE_FREE);
}

// mlock2 takes guard markers and keeps one mapping; mlock fails at them, and would leave all of it locked.
TEST_P(Lock, OverGuardMarkers) {
  if (memcall_backend_probe("guard_markers") != 1)
    GTEST_SKIP() << "this kernel has no guard markers";
  const size_t before = LockedBytes();
  Pages pages(4);
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_guard(pages.page(2), Pages::size_of_one()));
  const memcall_answer answer = memcall_backend_lock(pages.base(), pages.size());
  if (GetParam() == 0) {
    EXPECT_ANSWER(MEMCALL_ERR_LOCK_LIMIT, answer);
    EXPECT_STREQ("mlock", answer.operation);
    EXPECT_EQ(before, LockedBytes());
    return;
  }
  ASSERT_ANSWER(MEMCALL_OK, answer);
  EXPECT_EQ(1u, MappingsIn(pages.base(), pages.size()));
  EXPECT_EQ(before + pages.size(), LockedBytes());
  EXPECT_FALSE(Readable(pages.page(2)));
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_populate(pages.base(), 2 * Pages::size_of_one()));
}

TEST_P(Lock, BeyondTheLimitLeavesNothingCharged) {
  EXPECT_TRUE(InChild([]() -> std::string {
    const size_t page = Pages::size_of_one();
    const rlimit limit = {2 * page, 2 * page};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0) return "setrlimit";
    if (!GiveUpPrivileges().empty()) return GiveUpPrivileges();
    Pages pages(4);
    const memcall_answer answer = memcall_backend_lock(pages.base(), pages.size());
    if (answer.status != MEMCALL_ERR_LOCK_LIMIT) return NameOf(answer.status);
    if (answer.os_code != ENOMEM && answer.os_code != EPERM) return "another code";
    if (LockedBytes() != 0) return "something is left locked";
    if (memcall_backend_lock(pages.base(), 2 * page).status != MEMCALL_OK)
      return "what the limit allows is refused";
    return "";
  }));
}

TEST_P(Lock, WithoutAnyAllowance) {
  EXPECT_TRUE(InChild([]() -> std::string {
    const rlimit limit = {0, 0};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0) return "setrlimit";
    if (!GiveUpPrivileges().empty()) return GiveUpPrivileges();
    Pages pages(1);
    const memcall_answer answer = memcall_backend_lock(pages.base(), pages.size());
    return answer.status == MEMCALL_ERR_LOCK_LIMIT && answer.os_code == EPERM
               ? ""
               : NameOf(answer.status);
  }));
}

INSTANTIATE_TEST_SUITE_P(Mlock2AndMlock, Lock, testing::Values(1, 0));

TEST(LockFails, OnPagesWithoutAccessAndLeavesNothingCharged) {
  if (!MayLock()) GTEST_SKIP() << kNoLock;
  ProbeSays mlock2("mlock2", 0);
  const size_t before = LockedBytes();
  Pages pages(2, MEMCALL_NO_ACCESS);
  EXPECT_ANSWER(MEMCALL_ERR_LOCK_LIMIT, memcall_backend_lock(pages.base(), pages.size()));
  EXPECT_EQ(before, LockedBytes());
  EXPECT_FALSE(HasFlag(pages.base(), "lo"));
}

// By DONTNEED_LOCKED, by DONTNEED where nothing is locked, and by unlocking for a moment.
class Discard : public testing::TestWithParam<std::tuple<int, bool, memcall_protection>> {
 protected:
  void SetUp() override {
    if (std::get<1>(GetParam()) && !MayLock()) GTEST_SKIP() << kNoLock;
    if (memcall_backend_probe("advice_is_checked") != 1)
      GTEST_SKIP() << "this system takes any advice";
  }
};

TEST_P(Discard, EmptiesAndKeepsProtectionAndLock) {
  const auto [way, locked, protection] = GetParam();
  ProbeSays dontneed_locked("dontneed_locked", way);
  Pages pages(3);
  memset(pages.base(), 7, pages.size());
  if (locked) {
    ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock(pages.base(), pages.size()));
  }
  ASSERT_EQ(0, mprotect(pages.base(), pages.size(), memcall_backend_protection(protection)));

  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_discard(pages.base(), pages.size()));
  EXPECT_EQ(protection != MEMCALL_NO_ACCESS, Readable(pages.base()));
  EXPECT_EQ(protection == MEMCALL_READ_WRITE, Writable(pages.base()));
  EXPECT_EQ(locked, HasFlag(pages.base(), "lo"));
  ASSERT_EQ(0, mprotect(pages.base(), pages.size(), PROT_READ));
  EXPECT_TRUE(AllZero(pages.base(), pages.size()));
}

INSTANTIATE_TEST_SUITE_P(EveryWay, Discard,
                         testing::Combine(testing::Values(-1, 0), testing::Bool(),
                                          testing::Values(MEMCALL_NO_ACCESS, MEMCALL_READ_ONLY,
                                                          MEMCALL_READ_WRITE)));

// Kernels differ in whether they call secret memory locked and charge it to the lock limit (6.1.192 does not). It stays
// in memory on each: its pages are unevictable by the file that they belong to.
bool SecretIsCharged() {
  void *found = nullptr;
  const size_t page = Pages::size_of_one();
  if (memcall_backend_map_secret(page, PROT_READ | PROT_WRITE, &found).status != MEMCALL_OK)
    return true;
  const bool charged = HasFlag(found, "lo");
  (void)memcall_backend_unmap(found, page);
  return charged;
}

TEST(Secret, IsLockedHiddenAndItsDescriptorClosed) {
  if (memcall_backend_probe("memfd_secret") != 1) GTEST_SKIP() << "this kernel has no memfd_secret";
  const int next = dup(0);
  close(next);
  void *found = nullptr;
  const size_t size = 2 * Pages::size_of_one();
  const memcall_answer answer = memcall_backend_map_secret(size, PROT_READ | PROT_WRITE, &found);
  if (answer.status == MEMCALL_ERR_LOCK_LIMIT) GTEST_SKIP() << kNoLock;
  ASSERT_ANSWER(MEMCALL_OK, answer);
  const int after = dup(0);
  close(after);
  EXPECT_EQ(next, after) << "a descriptor was left open";
  EXPECT_EQ(SecretIsCharged(), HasFlag(found, "lo"));
  EXPECT_TRUE(HasFlag(found, "dd"));
  EXPECT_TRUE(AllZero(found, size));
  memset(found, 7, size);
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_fork_exclude(found, size));
  EXPECT_TRUE(InChild([&] { return std::string(Readable(found) ? "the child has it" : ""); }));
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_unmap(found, size));
}

TEST(Secret, BeyondTheLimitIsTheLimit) {
  if (memcall_backend_probe("memfd_secret") != 1) GTEST_SKIP() << "this kernel has no memfd_secret";
  if (!SecretIsCharged()) GTEST_SKIP() << "this kernel does not charge secret memory to the limit";
  EXPECT_TRUE(InChild([]() -> std::string {
    const size_t page = Pages::size_of_one();
    const rlimit limit = {page, page};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0) return "setrlimit";
    if (!GiveUpPrivileges().empty()) return GiveUpPrivileges();
    void *found = nullptr;
    const memcall_answer answer =
        memcall_backend_map_secret(2 * page, PROT_READ | PROT_WRITE, &found);
    return answer.status == MEMCALL_ERR_LOCK_LIMIT && found == nullptr ? "" : NameOf(answer.status);
  }));
}

TEST(LockLimit, CountsWhatIsLocked) {
  size_t limit = 0, before = 0, after = 0;
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock_limit(&limit, &before));
  EXPECT_EQ(LockedBytes(), before);
  if (!MayLock()) GTEST_SKIP() << kNoLock;
  Pages pages(2);
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock(pages.base(), pages.size()));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock_limit(&limit, &after));
  EXPECT_EQ(before + pages.size(), after);
}

TEST(LockLimit, BindsOrdinaryUsers) {
  EXPECT_TRUE(InChild([]() -> std::string {
    const rlimit allowance = {65536, 65536};
    if (setrlimit(RLIMIT_MEMLOCK, &allowance) != 0) return "setrlimit";
    if (!GiveUpPrivileges().empty()) return GiveUpPrivileges();
    size_t limit = 0, used = 0;
    const memcall_answer answer = memcall_backend_lock_limit(&limit, &used);
    return answer.status == MEMCALL_OK && limit == 65536 && used == 0 ? "" : std::to_string(limit);
  }));
}

}  // namespace
