// What the sheet says of the system, and what reaches beyond pages: random bytes, the stack, limits of the process.
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "tests/backend/machine.h"

namespace {

TEST(Facts, AreTheSheets) {
  EXPECT_STREQ("Linux", memcall_backend_name());
  const std::vector<memcall_stage> expected = {
      MEMCALL_STAGE_MAP,    MEMCALL_STAGE_FORK, MEMCALL_STAGE_DUMPS, MEMCALL_STAGE_MERGE,
      MEMCALL_STAGE_GUARDS, MEMCALL_STAGE_LOCK, MEMCALL_STAGE_KEY};
  std::vector<memcall_stage> found;
  for (const memcall_stage *stage = memcall_backend_stages(); *stage != 0; stage++)
    found.push_back(*stage);
  EXPECT_EQ(expected, found);
  EXPECT_TRUE(memcall_backend_traits() & MEMCALL_TRAIT_HAS_FORK);
  EXPECT_FALSE(memcall_backend_traits() & MEMCALL_TRAIT_LOCK_NESTS);
  EXPECT_EQ(static_cast<size_t>(sysconf(_SC_PAGESIZE)), memcall_backend_page_size());
  EXPECT_EQ(memcall_backend_page_size(), memcall_backend_granularity());
}

TEST(Facts, SayWhyAnOperationIsMissing) {
  EXPECT_EQ(nullptr, memcall_backend_missing("lock"));
  EXPECT_EQ(nullptr, memcall_backend_missing("no such operation"));
  ASSERT_NE(nullptr, memcall_backend_missing("os_encrypt"));
  unsigned char bytes[16] = {0};
  const memcall_answer answer = memcall_backend_os_encrypt(bytes, sizeof bytes);
  EXPECT_ANSWER(MEMCALL_ERR_UNSUPPORTED, answer);
  EXPECT_STREQ("os_encrypt", answer.operation);
  EXPECT_ANSWER(MEMCALL_ERR_UNSUPPORTED, memcall_backend_os_decrypt(bytes, sizeof bytes));
}

TEST(Random, FillsAndDiffers) {
  unsigned char one[64] = {0}, other[64] = {0};
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_random(one, sizeof one));
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_random(other, sizeof other));
  EXPECT_NE(0, memcmp(one, other, sizeof one));
  EXPECT_ANSWER(MEMCALL_OK, memcall_backend_random(nullptr, 0));
}

TEST(Random, GoesOnAfterSignals) {
  struct sigaction quiet = {}, before = {};
  quiet.sa_handler = [](int) {};  // no SA_RESTART: the call ends early
  ASSERT_EQ(0, sigaction(SIGALRM, &quiet, &before));
  const itimerval often = {{0, 50}, {0, 50}}, never = {};
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &often, nullptr));
  std::vector<unsigned char> bytes(size_t{16} << 20);
  const memcall_answer answer = memcall_backend_random(bytes.data(), bytes.size());
  ASSERT_EQ(0, setitimer(ITIMER_REAL, &never, nullptr));
  ASSERT_EQ(0, sigaction(SIGALRM, &before, nullptr));
  ASSERT_ANSWER(MEMCALL_OK, answer);
  for (size_t i = 0; i < bytes.size(); i += 64) ASSERT_FALSE(AllZero(bytes.data() + i, 64)) << i;
}

TEST(Random, WithoutAGeneratorLeavesZeros) {
  EXPECT_TRUE(InChild([]() -> std::string {
    unsigned char bytes[32];
    memset(bytes, 1, sizeof bytes);
    if (!MakeCallAnswer(SYS_getrandom, EPERM).empty()) return "seccomp";
    const memcall_answer answer = memcall_backend_random(bytes, sizeof bytes);
    if (answer.status != MEMCALL_ERR_SYSTEM || answer.os_code != EPERM)
      return NameOf(answer.status);
    return AllZero(bytes, sizeof bytes) ? "" : "bytes are left";
  }));
}

// A frame further down than its caller, whatever a compiler makes of the variables in it.
__attribute__((noinline)) size_t RoomFurtherDown(int depth) {
  volatile size_t room = depth > 0 ? RoomFurtherDown(depth - 1) : memcall_backend_stack_room();
  return room;
}

TEST(StackRoom, ShrinksOnTheWayDown) {
  const size_t room = memcall_backend_stack_room();
  ASSERT_NE(MEMCALL_UNKNOWN, room);
  EXPECT_LT(room, size_t{1} << 40);
  EXPECT_LT(RoomFurtherDown(1), room);
  EXPECT_LT(RoomFurtherDown(9), RoomFurtherDown(1));
}

// All of what is promised can be written to.
void *UseAllRoom(void *out) {
  const size_t room = memcall_backend_stack_room();
  *static_cast<size_t *>(out) = room;
  volatile char *here = static_cast<volatile char *>(__builtin_frame_address(0));
  for (size_t offset = 8192; offset < room; offset += 1024) *(here - offset) = 0;
  return nullptr;
}

TEST(StackRoom, OfAThreadIsItsOwn) {
  pthread_attr_t attributes;
  pthread_t thread;
  size_t room = 0;
  const size_t size = size_t{256} << 10;
  ASSERT_EQ(0, pthread_attr_init(&attributes));
  ASSERT_EQ(0, pthread_attr_setstacksize(&attributes, size));
  ASSERT_EQ(0, pthread_create(&thread, &attributes, UseAllRoom, &room));
  ASSERT_EQ(0, pthread_join(thread, nullptr));
  EXPECT_GT(room, size / 2);
  EXPECT_LT(room, size);
}

size_t room_in_handler;

TEST(StackRoom, OfAForeignStackIsUnknown) {
  std::vector<char> memory(size_t{64} << 10);
  stack_t own = {}, before = {};
  own.ss_sp = memory.data();
  own.ss_size = memory.size();
  ASSERT_EQ(0, sigaltstack(&own, &before));
  struct sigaction there = {}, old = {};
  there.sa_flags = SA_ONSTACK;
  there.sa_handler = [](int) { room_in_handler = memcall_backend_stack_room(); };
  ASSERT_EQ(0, sigaction(SIGUSR1, &there, &old));
  memcall_backend_stack_room();
  raise(SIGUSR1);
  ASSERT_EQ(0, sigaction(SIGUSR1, &old, nullptr));
  ASSERT_EQ(0, sigaltstack(&before, nullptr));
  EXPECT_EQ(MEMCALL_UNKNOWN, room_in_handler);
}

// The root of a namespace of its own has CAP_IPC_LOCK there, and the limit binds it all the same.
TEST(LockLimit, BindsTheRootOfAnotherUserNamespace) {
  EXPECT_TRUE(InChild([]() -> std::string {
    const rlimit allowance = {65536, 65536};
    if (setrlimit(RLIMIT_MEMLOCK, &allowance) != 0) return "setrlimit";
    if (unshare(CLONE_NEWUSER) != 0) return "";  // forbidden here
    size_t limit = 0, used = 0;
    const memcall_answer answer = memcall_backend_lock_limit(&limit, &used);
    return answer.status == MEMCALL_OK && limit == 65536 ? "" : std::to_string(limit);
  }));
}

TEST(LockLimit, DoesNotBindRoot) {
  size_t limit = 0, used = 0;
  ASSERT_ANSWER(MEMCALL_OK, memcall_backend_lock_limit(&limit, &used));
  if (limit != MEMCALL_UNLIMITED) GTEST_SKIP() << "this process is no root with CAP_IPC_LOCK";
  EXPECT_TRUE(InChild([]() -> std::string {
    const rlimit allowance = {0, 0};
    if (setrlimit(RLIMIT_MEMLOCK, &allowance) != 0) return "setrlimit";
    Pages pages(2);
    return memcall_backend_lock(pages.base(), pages.size()).status == MEMCALL_OK
               ? ""
               : "the limit binds";
  }));
}

rlim_t SoftCoreLimit() {
  rlimit limit = {};
  return getrlimit(RLIMIT_CORE, &limit) == 0 ? limit.rlim_cur : RLIM_INFINITY;
}

TEST(CoreLimit, GoesOffAndBack) {
  EXPECT_TRUE(InChild([]() -> std::string {
    rlimit limit = {4096, 8192};
    if (setrlimit(RLIMIT_CORE, &limit) != 0) return "setrlimit";
    if (memcall_backend_core_limit_restore().status != MEMCALL_OK || SoftCoreLimit() != 4096)
      return "nothing to undo";
    for (int i = 0; i < 2; i++) {
      if (memcall_backend_core_limit(0).status != MEMCALL_OK || SoftCoreLimit() != 0) return "off";
    }
    if (memcall_backend_core_limit_restore().status != MEMCALL_OK || SoftCoreLimit() != 4096)
      return "back";
    getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_max == 8192 ? "" : "the hard limit has changed";
  }));
}

TEST(CoreLimit, OffForGoodCannotBeUndone) {
  EXPECT_TRUE(InChild([]() -> std::string {
    const rlimit limit = {4096, 8192};
    if (setrlimit(RLIMIT_CORE, &limit) != 0) return "setrlimit";
    if (!GiveUpPrivileges().empty()) return GiveUpPrivileges();
    if (memcall_backend_core_limit(1).status != MEMCALL_OK || SoftCoreLimit() != 0) return "off";
    const memcall_answer answer = memcall_backend_core_limit_restore();
    return answer.status == MEMCALL_ERR_DENIED ? "" : NameOf(answer.status);
  }));
}

TEST(Harden, TakesEffect) {
  EXPECT_TRUE(InChild([]() -> std::string {
    if (memcall_backend_harden_not_dumpable().status != MEMCALL_OK) return "not_dumpable";
    if (prctl(PR_GET_DUMPABLE) != 0) return "it is dumpable";
    if (memcall_backend_harden_no_new_privs().status != MEMCALL_OK) return "no_new_privs";
    return prctl(PR_GET_NO_NEW_PRIVS, 0UL, 0UL, 0UL, 0UL) == 1 ? "" : "it may gain privileges";
  }));
  EXPECT_ANSWER(MEMCALL_ERR_UNSUPPORTED, memcall_backend_harden_no_debugger());
  EXPECT_ANSWER(MEMCALL_ERR_UNSUPPORTED, memcall_backend_harden_error_dialogs());
  EXPECT_ANSWER(MEMCALL_ERR_UNSUPPORTED, memcall_backend_harden_mitigations());
}

}  // namespace
