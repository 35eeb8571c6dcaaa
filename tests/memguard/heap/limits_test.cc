// Accounts that may lock little or nothing, as containers have them.
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <thread>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

const uid_t kNobody = 65534;

// Runs `body` as a user without privileges that may lock so many bytes.
void WithLockLimit(size_t bytes, const std::function<void()>& body) {
  pid_t pid = fork();
  if (pid == 0) {
    rlimit limit = {bytes, bytes};
    alarm(60);
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0 || (geteuid() == 0 && setuid(kNobody) != 0))
      _exit(77);
    body();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(pid, waitpid(pid, &status, 0));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "limits cannot be set here";
  EXPECT_EQ(0, status);
}

class Limits : public HeapTest {};

TEST_F(Limits, NothingMayBeLocked) {
  WithLockLimit(0, [this] {
    Open(memguard_options_default());
    EXPECT_EQ(nullptr, memguard_malloc(context_, 32));
    int status = memcall_last_error()->status;
    EXPECT_TRUE(status == MEMGUARD_ERR_LOCK_LIMIT || status == MEMGUARD_ERR_DENIED) << status;
    EXPECT_NE(nullptr, strstr(memcall_last_error()->text, "lock")) << memcall_last_error()->text;
    EXPECT_EQ(nullptr, memguard_malloc(context_, 100000));
  });
}

TEST_F(Limits, RelaxedOptionsServeAllTheSame) {
  WithLockLimit(0, [this] {
    Open(memguard_options_relaxed());
    for (size_t size : {32u, 1000u, 5000u, 100000u}) {
      void* object = New(size);
      memguard_safeguards safeguards;
      ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
      EXPECT_EQ(MEMCALL_LOCKED, safeguards.requested & ~safeguards.in_force)
          << "what is missing, and only that";
      Free(object);
    }
  });
}

TEST_F(Limits, SixtyFourKibHoldTwelveHundredLockedSecrets) {
  if (Page() != 4096) GTEST_SKIP() << "the figure is for pages of 4 KiB";
  WithLockLimit(64 << 10, [this] {
    Open(memguard_options_default());
    std::vector<void*> secrets = Fill(32);
    EXPECT_GE(secrets.size(), 1200u);
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
    size_t limit = 0, used = 0;
    EXPECT_EQ(MEMCALL_OK, memcall_lock_limit(&limit, &used));
    EXPECT_EQ(heap_locked(context_), used);
    EXPECT_LE(used, 64u << 10);
    FreeAll(secrets);
    Free(New(61000));
  });
}

TEST_F(Limits, EightMibHoldAHundredAndSixtyThousand) {
  if (Page() != 4096) GTEST_SKIP() << "the figure is for pages of 4 KiB";
  WithLockLimit(8 << 20, [this] {
    Open(memguard_options_default());
    std::vector<void*> secrets = Fill(32);
    EXPECT_GE(secrets.size(), 160000u);
    EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
    FreeAll(secrets);
  });
}

TEST_F(Limits, TwoContextsShareALimit) {
  WithLockLimit(16 * Page(), [this] {
    Open(memguard_options_default());
    memguard_context* other = nullptr;
    ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &other));
    void *mine = New(32), *theirs = memguard_malloc(other, 32);
    EXPECT_NE(nullptr, theirs) << "a first object takes one page, not all there is";
    Free(mine);
    memguard_free(other, theirs);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(other));
  });
}

// At the limit the others of the process go on: threads start, malloc serves, and what is freed serves again.
TEST_F(Limits, AtTheLimitNothingElseSuffers) {
  for (size_t limit : {size_t{64} << 10, size_t{8} << 20})
    WithLockLimit(limit, [this, limit] {
      Open(memguard_options_default());
      std::vector<void*> secrets = Fill(32);
      EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
      EXPECT_EQ(nullptr, memguard_malloc(context_, 100000));
      size_t refused = 0;
      std::thread thread([this, &refused] {
        std::vector<char> plain(1 << 20, 'x');
        refused = memguard_malloc(context_, 32) == nullptr;
      });
      thread.join();
      EXPECT_EQ(1u, refused);
      size_t full = secrets.size();
      FreeAll(secrets);
      secrets = Fill(32);
      EXPECT_EQ(full, secrets.size()) << limit;
      FreeAll(secrets);
      heap_trim(context_);
      size_t now = 0, used = 0;
      EXPECT_EQ(MEMCALL_OK, memcall_lock_limit(&now, &used));
      EXPECT_EQ(0u, used);
    });
}

// vm.max_map_count: a heap needs few mappings, so it works on where the process may make no more.
TEST_F(Limits, WithoutAMappingLeft) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer maps memory for itself";
  pid_t pid = fork();
  if (pid == 0) {
    Open(memguard_options_relaxed());
    static void* objects[20000];  // a vector would want a mapping for itself
    for (size_t i = 0; i < 100; i++) objects[i] = New(32);
    // One mapping for every other page: neighbours are alike, and would be one.
    // The last one goes back: one past the limit, which mmap(2) permits, malloc(3) has no brk(2).
    size_t mappings = 0;
    void *pages = nullptr, *last = nullptr;
    while (mappings < 200000) {
      pages = mmap(nullptr, 2 * Page(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (pages == MAP_FAILED || mprotect(pages, Page(), PROT_READ) != 0) break;
      mappings += 2;
      last = pages;
    }
    if (mappings >= 200000) _exit(77);
    munmap(pages == MAP_FAILED ? last : pages, 2 * Page());
    bool served = true;
    for (size_t i = 100; i < 20000; i++) {
      objects[i] = memguard_malloc(context_, 32);
      served = served && objects[i] != nullptr;
    }
    bool refused = memguard_malloc(context_, 100000) == nullptr;
    int status = memcall_last_error()->status;
    for (void* object : objects) memguard_free(context_, object);
    void* plain = malloc(1000);
    free(plain);
    _exit(!served ? 2 : plain == nullptr ? 3 : refused && status != MEMGUARD_ERR_NO_MEMORY ? 4 : 0);
  }
  int status = -1;
  ASSERT_EQ(pid, waitpid(pid, &status, 0));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no limit to meet here";
  EXPECT_EQ(0, status);
}

TEST_F(Limits, ALittleAddressSpaceIsEnough) {
  pid_t pid = fork();
  if (pid == 0) {
    rlimit limit = {0, 0};
    FILE* statm = fopen("/proc/self/statm", "r");
    unsigned long pages = 0;
    if (statm == nullptr || fscanf(statm, "%lu", &pages) != 1) _exit(1);
    limit.rlim_cur = limit.rlim_max = (pages * Page()) + (12 << 20);
    if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(1);
    std::vector<void*> objects = Fill(32, 20000);
    _exit(objects.size() == 20000 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(pid, waitpid(pid, &status, 0));
  EXPECT_EQ(0, status);
}

}  // namespace
}  // namespace heap_test
