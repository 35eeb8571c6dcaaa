// After a reservation, a process that may do nothing but end still gets its objects.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

// From here on any system call but exit_group(2) kills the process.
bool AllowNothing() {
  sock_filter rules[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  sock_fprog program = {sizeof rules / sizeof *rules, rules};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

class Seccomp : public HeapTest, public ::testing::WithParamInterface<size_t> {};

int Work(memguard_context* context, size_t size, bool filtered) {
  static void* objects[100];
  for (int round = 0; round < 3; round++) {
    for (void*& object : objects) {
      object = memguard_malloc(context, size);
      if (object == nullptr) return 2;
      memset(object, 1, size);
    }
    for (void* object : objects) memguard_free(context, object);
  }
  return filtered ? 0 : 3;
}

int RunChild(size_t size, bool reserve, bool filter) {
  pid_t pid = fork();
  if (pid == 0) {
    memguard_context* context = nullptr;
    memguard_options options = memguard_options_relaxed();
    if (memguard_context_new(&options, &context) != MEMGUARD_OK) _exit(4);
    if (reserve && memguard_reserve(context, 100, size) != MEMGUARD_OK) _exit(5);
    if (filter && !AllowNothing()) _exit(77);
    _exit(Work(context, size, filter));
  }
  int status = -1;
  EXPECT_EQ(pid, waitpid(pid, &status, 0));
  return status;
}

TEST_P(Seccomp, ReservedObjectsMakeNoSystemCall) {
  if (kSanitized) GTEST_SKIP() << "sanitizers make system calls of their own";
  int status = RunChild(GetParam(), true, true);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no filters here";
  EXPECT_EQ(0, status);
  EXPECT_TRUE(WIFSIGNALED(RunChild(GetParam(), false, true))) << "the filter would have seen one";
}

INSTANTIATE_TEST_SUITE_P(Sizes, Seccomp, ::testing::Values(1, 32, 1000, 5000, 61000));

}  // namespace
}  // namespace heap_test
