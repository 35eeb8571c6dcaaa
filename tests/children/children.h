// children.h: running a forked child, which fails instead of hanging.
#ifndef TESTS_CHILDREN_CHILDREN_H
#define TESTS_CHILDREN_CHILDREN_H

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace children {

// The child's process number, in the parent; in the child 0. raw: no fork handlers run.
inline pid_t Fork(bool raw) {
  pid_t pid = raw ? static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)) : fork();
  if (pid == 0) alarm(60);  // a deadlock is a failure, not a hanging test
  return pid;
}

// Runs `child` in a forked child; expectations that fail in it fail here.
inline void InChild(const std::function<void()>& child, bool raw = false) {
  pid_t pid = Fork(raw);
  if (pid == 0) {
    child();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(pid, waitpid(pid, &status, 0));
  EXPECT_EQ(0, status);
}

// The same for a child that answers with its exit code; 1000 + signal when it was killed.
inline int ExitOf(const std::function<int()>& child, bool raw = false) {
  pid_t pid = Fork(raw);
  if (pid == 0) _exit(child());
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

// Sanitizers' own bookkeeping does not survive a raw clone.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
const bool kRawCloneWorks = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
const bool kRawCloneWorks = false;
#else
const bool kRawCloneWorks = true;
#endif
#else
const bool kRawCloneWorks = true;
#endif

}  // namespace children

#endif
