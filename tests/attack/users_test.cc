/* users_test.cc: who may read a process's memory: the same user, another one, root; and what
   MEMCALL_HARDEN_NOT_DUMPABLE changes. proc(5), ptrace(2), process_vm_readv(2). */
#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "memguard/memguard.h"

namespace {

const uid_t kNobody = 65534;
enum { kBytes = sizeof(long), kOther = 200, kMayNot = 201 };

/* The system's answers: 0: the bytes came out. */
using Way = int (*)(pid_t victim, const void *at, void *to);

int ByProcMem(pid_t victim, const void *at, void *to) {
  const std::string path = "/proc/" + std::to_string(victim) + "/mem";
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  return pread(file, to, kBytes, static_cast<off_t>(reinterpret_cast<uintptr_t>(at))) == kBytes
             ? 0
             : errno;
}

int ByProcessVmReadv(pid_t victim, const void *at, void *to) {
  const struct iovec here = {to, kBytes}, there = {const_cast<void *>(at), kBytes};
  return process_vm_readv(victim, &here, 1, &there, 1, 0) == kBytes ? 0 : errno;
}

int ByPtrace(pid_t victim, const void *at, void *to) {
  int status = 0;
  if (ptrace(PTRACE_SEIZE, victim, nullptr, nullptr) != 0) return errno;
  if (ptrace(PTRACE_INTERRUPT, victim, nullptr, nullptr) != 0) return errno;
  if (waitpid(victim, &status, 0) != victim) return errno;
  errno = 0;
  long word = ptrace(PTRACE_PEEKDATA, victim, at, nullptr);
  memcpy(to, &word, kBytes);
  return errno;
}

void Become(uid_t user) {
  if (geteuid() != user && (setgid(user) != 0 || setuid(user) != 0)) _exit(kMayNot);
  prctl(PR_SET_DUMPABLE, 1); /* as after execve(2); setuid(2) takes it away */
}

/* What a victim tells of itself: where it keeps its secret. */
struct Places {
  const void *slot, *hidden;
};

void Live(uid_t user, bool hardened, const void *secret, int to) {
  const memguard_options options = memguard_options_relaxed();
  memguard_context *context = nullptr;
  memguard_buffer *buffer = nullptr;
  Become(user);
  if (memguard_context_new(&options, &context) != MEMGUARD_OK ||
      memguard_buffer_new_copy(context, secret, kBytes, &buffer) != MEMGUARD_OK)
    _exit(1);
  Places places = {memguard_malloc(context, kBytes), memguard_buffer_data(buffer)};
  memguard_copy(const_cast<void *>(places.slot), secret, kBytes);
  if (memguard_buffer_hide(buffer) != MEMGUARD_OK) _exit(1);
  if (hardened && memcall_harden(MEMCALL_HARDEN_NOT_DUMPABLE, nullptr) != MEMCALL_OK) _exit(1);
  if (write(to, &places, sizeof places) != sizeof places) _exit(1);
  for (;;) pause();
}

class Users : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(memcall_random(secret_, kBytes), MEMCALL_OK); }
  void TearDown() override {
    if (victim_ > 0) kill(victim_, SIGKILL), waitpid(victim_, nullptr, 0);
  }

  void Start(uid_t user, bool hardened) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    victim_ = fork();
    if (victim_ == 0) Live(user, hardened, secret_, ends[1]);
    close(ends[1]);
    started_ = read(ends[0], &places_, sizeof places_) == sizeof places_;
    close(ends[0]);
  }

  int Answer(Way way, uid_t attacker, const void *at) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
      unsigned char got[kBytes] = "";
      Become(attacker);
      int answer = way(victim_, at, got);
      _exit(answer != 0 ? answer : memcmp(got, secret_, kBytes) == 0 ? 0 : kOther);
    }
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  }
  bool IsRefused(Way way, uid_t attacker) {
    int answer = Answer(way, attacker, places_.slot);
    return answer == EACCES || answer == EPERM;
  }

  unsigned char secret_[kBytes] = "";
  Places places_ = {};
  pid_t victim_ = -1;
  bool started_ = false;
};

uid_t Ordinary() { return geteuid() == 0 ? kNobody : geteuid(); }

bool YamaIsInTheWay() {
  int scope = 0;
  std::ifstream("/proc/sys/kernel/yama/ptrace_scope") >> scope;
  return scope != 0;
}

#define SKIP_IF_NOT_STARTED() \
  if (!started_) GTEST_SKIP() << "this user may not become another one here"

/* The control of the others, and not promised: whoever runs as the same user reads plain memory. */
TEST_F(Users, TheSameUserReadsPlainMemory) {
  if (YamaIsInTheWay()) GTEST_SKIP() << "kernel.yama.ptrace_scope forbids it to the same user";
  Start(Ordinary(), false);
  SKIP_IF_NOT_STARTED();
  EXPECT_EQ(Answer(ByProcMem, Ordinary(), places_.slot), 0);
  EXPECT_EQ(Answer(ByProcessVmReadv, Ordinary(), places_.slot), 0);
  EXPECT_EQ(Answer(ByPtrace, Ordinary(), places_.slot), 0);
  EXPECT_EQ(Answer(ByProcMem, Ordinary(), places_.hidden), 0) << "no access is no obstacle";
  EXPECT_EQ(Answer(ByProcessVmReadv, Ordinary(), places_.hidden), EFAULT);
  EXPECT_EQ(Answer(ByPtrace, Ordinary(), places_.hidden), 0);
}

TEST_F(Users, AnotherUserReadsNothing) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be two users";
  Start(0, false);
  SKIP_IF_NOT_STARTED();
  for (Way way : {ByProcMem, ByProcessVmReadv, ByPtrace}) EXPECT_TRUE(IsRefused(way, kNobody));
}

TEST_F(Users, TheSameUserReadsNothingOfAHardenedProcess) {
  Start(Ordinary(), true);
  SKIP_IF_NOT_STARTED();
  for (Way way : {ByProcMem, ByProcessVmReadv, ByPtrace}) EXPECT_TRUE(IsRefused(way, Ordinary()));
}

/* Not promised: SECURITY.md. */
TEST_F(Users, RootReadsAHardenedProcessToo) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can show what root can do";
  Start(kNobody, true);
  SKIP_IF_NOT_STARTED();
  for (Way way : {ByProcMem, ByProcessVmReadv, ByPtrace})
    EXPECT_EQ(Answer(way, 0, places_.slot), 0);
}

}  // namespace
