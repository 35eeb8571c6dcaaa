// Probes: asked once, the same for all who ask, set by tests, and never fooled by a system that takes anything.
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

#include <atomic>
#include <thread>
#include <vector>

#include "tests/backend/machine.h"

namespace {

TEST(Probe, AnswersByName) {
  for (const char *name :
       {"advice_is_checked", "dontneed_locked", "fork_wipe", "guard_markers", "ksm", "memfd_secret",
        "mlock2", "populate_write", "protection_keys", "thp"}) {
    EXPECT_GE(memcall_backend_probe(name), 0) << name;
    RecordProperty(name, memcall_backend_probe(name));
  }
  EXPECT_EQ(-1, memcall_backend_probe("no such probe"));
  EXPECT_FALSE(memcall_backend_set_probe("no such probe", 1));
}

TEST(Probe, CanBeSetAndForgotten) {
  const int real = memcall_backend_probe("guard_markers");
  ASSERT_TRUE(memcall_backend_set_probe("guard_markers", !real));
  EXPECT_EQ(!real, memcall_backend_probe("guard_markers"));
  EXPECT_EQ(!real, (memcall_backend_traits() & MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING) != 0);
  ASSERT_TRUE(memcall_backend_set_probe("guard_markers", -1));
  EXPECT_EQ(real, memcall_backend_probe("guard_markers"));
}

TEST(Probe, LeavesNoMappingBehind) {
  void *first = nullptr, *second = nullptr;
  const size_t size = Pages::size_of_one();
  memcall_backend_set_probe("guard_markers", -1);
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_map(size, 0, &first));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_unmap(first, size));
  memcall_backend_probe("guard_markers");
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_map(size, 0, &second));
  EXPECT_EQ(first, second);
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_unmap(second, size));
}

TEST(Probe, GivesRacingThreadsOneAnswer) {
  for (int round = 0; round < 50; round++) {
    memcall_backend_set_probe("guard_markers", -1);
    memcall_backend_set_probe("advice_is_checked", -1);
    std::atomic<int> yes{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; i++) {
      threads.emplace_back([&] { yes += memcall_backend_probe("guard_markers"); });
    }
    for (std::thread &thread : threads) thread.join();
    EXPECT_EQ(0, yes % 4);
  }
}

TEST(Probe, RunsAgainInAChildThatFindsItUnasked) {
  memcall_backend_set_probe("mlock2", -1);
  EXPECT_TRUE(
      InChild([] { return std::string(memcall_backend_probe("mlock2") >= 0 ? "" : "no answer"); }));
}

// As under QEMU's user mode: every madvise answers 0 and does nothing.
TEST(AcceptingSystem, IsNotBelieved) {
  EXPECT_TRUE(InChild([]() -> std::string {
    for (const char *name :
         {"advice_is_checked", "dontneed_locked", "fork_wipe", "guard_markers", "populate_write"}) {
      memcall_backend_set_probe(name, -1);
    }
    if (!MakeCallAnswer(SYS_madvise, 0).empty()) return "seccomp";
    Pages pages(1);
    const size_t size = pages.size();
    if (memcall_backend_exclude_from_dumps(pages.base(), size).status != MEMCALL_ERR_UNSUPPORTED)
      return "dumps";
    if (memcall_backend_fork_wipe(pages.base(), size).status != MEMCALL_ERR_UNSUPPORTED)
      return "wipe";
    if (memcall_backend_fork_exclude(pages.base(), size).status != MEMCALL_ERR_UNSUPPORTED)
      return "exclude";
    if (memcall_backend_discard(pages.base(), size).status != MEMCALL_ERR_UNSUPPORTED)
      return "discard";
    *pages.base() = 7;
    if (memcall_backend_guard(pages.base(), size).status != MEMCALL_OK) return "guard";
    if (Readable(pages.base())) return "the guard is none";
    if (memcall_backend_unguard(pages.base(), size).status != MEMCALL_OK) return "unguard";
    return *pages.base() == 0 ? "" : "the guard kept what was there";
  }));
}

// A filter that forbids one call takes away one way, not the operation.
TEST(ForbiddingSystem, LosesOneWay) {
  EXPECT_TRUE(InChild([]() -> std::string {
    memcall_backend_set_probe("mlock2", -1);
    memcall_backend_set_probe("memfd_secret", -1);
    if (!MakeCallAnswer(SYS_mlock2, ENOSYS).empty() || !MakeCallAnswer(447, EPERM).empty())
      return "seccomp";
    if (memcall_backend_probe("mlock2") != 0 || memcall_backend_probe("memfd_secret") != 0)
      return "a probe said yes";
    Pages pages(1);
    if (memcall_backend_lock(pages.base(), pages.size()).status != MEMCALL_OK)
      return "no lock by mlock";
    void *found = nullptr;
    return memcall_backend_map_secret(pages.size(), 3, &found).status == MEMCALL_ERR_UNSUPPORTED
               ? ""
               : "secret";
  }));
}

// An error of a live range says something about the range, and never switches a way off.
TEST(LiveError, LeavesTheProbeAlone) {
  if (memcall_backend_probe("guard_markers") != 1)
    GTEST_SKIP() << "this kernel has no guard markers";
  EXPECT_ANSWER(MEMCALL_ERR_NO_MEMORY, memcall_backend_guard(nullptr, Pages::size_of_one()));
  EXPECT_EQ(1, memcall_backend_probe("guard_markers"));
}

}  // namespace
