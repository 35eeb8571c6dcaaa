// children.h: running a forked child, and what it must not do.
#ifndef TESTS_MEMGUARD_CONTEXT_CHILDREN_H
#define TESTS_MEMGUARD_CONTEXT_CHILDREN_H

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

namespace children {

// Runs `child` in a forked child; expectations that fail in it fail here. raw: no fork handlers run.
inline void InChild(const std::function<void()>& child, bool raw = false) {
  pid_t pid = raw ? static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)) : fork();
  if (pid == 0) {
    alarm(20);  // a deadlock is a failure, not a hanging test
    child();
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = -1;
  ASSERT_EQ(pid, waitpid(pid, &status, 0));
  EXPECT_EQ(0, status);
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
