/* linux.h: what the kernel says of a page and of this process, and code that has to run in a child
   process. */
#ifndef TESTS_MEMCALL_LINUX_H
#define TESTS_MEMCALL_LINUX_H

#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

/* The VmFlags of proc(5) smaps for the mapping that holds the address: "rd wr mr mw me lo dd ".
   Empty: not mapped. */
inline std::string VmFlags(const void *address) {
  std::ifstream smaps("/proc/self/smaps");
  const uintptr_t wanted = reinterpret_cast<uintptr_t>(address);
  bool here = false;
  for (std::string line; std::getline(smaps, line);) {
    unsigned long long start, end;
    if (std::sscanf(line.c_str(), "%llx-%llx ", &start, &end) == 2)
      here = start <= wanted && wanted < end;
    if (here && line.rfind("VmFlags: ", 0) == 0) return line.substr(9);
  }
  return "";
}

inline bool HasVmFlag(const void *address, const std::string &flag) {
  std::istringstream flags(VmFlags(address));
  for (std::string one; flags >> one;)
    if (one == flag) return true;
  return false;
}

/* A field of proc(5) status in bytes, such as VmLck. */
inline size_t StatusBytes(const std::string &field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind(field + ":", 0) == 0) return std::stoul(line.substr(field.size() + 1)) * 1024;
  return 0;
}

struct Death {
  int signal = 0;
  int code = -1;
};

/* Runs body in a forked child and tells how it ended; body's result is the exit code. */
inline Death InAChild(const std::function<int()> &body) {
  Death death;
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  EXPECT_EQ(child, waitpid(child, &status, 0));
  if (WIFSIGNALED(status)) death.signal = WTERMSIG(status);
  if (WIFEXITED(status)) death.code = WEXITSTATUS(status);
  return death;
}

/* What stands at an address in a child whose `end` has just sent it a signal that would kill it, seen as
   a debugger sees it. Empty: no process may be traced here. */
inline std::string BytesAtTheEnd(const void *at, size_t size, const std::function<void()> &end) {
  const pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(77);
    end();
  }
  int status = 0;
  std::string bytes;
  EXPECT_EQ(child, waitpid(child, &status, 0));
  if (!WIFSTOPPED(status)) return bytes;
  std::ifstream memory("/proc/" + std::to_string(child) + "/mem", std::ios::binary);
  bytes.resize(size);
  memory.seekg(static_cast<std::streamoff>(reinterpret_cast<uintptr_t>(at)));
  memory.read(&bytes[0], static_cast<std::streamsize>(size));
  EXPECT_TRUE(memory.good()) << "the child's memory cannot be read";
  kill(child, SIGKILL);
  EXPECT_EQ(child, waitpid(child, &status, 0));
  return bytes;
}

/* Exit codes say which expectation failed, in the order in which they stand. */
#define CHECK_OR(code, condition) \
  if (!(condition)) return code

/* Privilege ignores the lock limit, so the child gives up all it has; and the name of root, where
   this namespace knows another one. */
inline bool GiveUpPrivilege() {
  const uid_t kNobody = 65534;
  if (getuid() == 0 && setresgid(kNobody, kNobody, kNobody) == 0 &&
      setresuid(kNobody, kNobody, kNobody) == 0)
    return true;
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  return syscall(SYS_capset, &header, none) == 0;
}

#endif
