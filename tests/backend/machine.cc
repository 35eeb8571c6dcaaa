#include "tests/backend/machine.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

std::string NameOf(memcall_status status) {
  switch (status) {
    case MEMCALL_OK:
      return "OK";
    case MEMCALL_ERR_INVALID:
      return "INVALID";
    case MEMCALL_ERR_NO_MEMORY:
      return "NO_MEMORY";
    case MEMCALL_ERR_LOCK_LIMIT:
      return "LOCK_LIMIT";
    case MEMCALL_ERR_DENIED:
      return "DENIED";
    case MEMCALL_ERR_UNSUPPORTED:
      return "UNSUPPORTED";
    case MEMCALL_ERR_SYSTEM:
      return "SYSTEM";
    default:
      return "status " + std::to_string(status);
  }
}

std::ostream &operator<<(std::ostream &out, const memcall_answer &answer) {
  return out << NameOf(answer.status) << " from \"" << answer.operation << "\", code "
             << answer.os_code;
}

testing::AssertionResult Is(memcall_status status, const memcall_answer &answer) {
  if (answer.status == status) return testing::AssertionSuccess();
  return testing::AssertionFailure() << answer << ", not " << NameOf(status);
}

Pages::Pages(size_t count, memcall_protection protection) : size_(count * size_of_one()) {
  void *found = nullptr;
  EXPECT_ANSWER(MEMCALL_OK,
                memcall_backend_map(size_, memcall_backend_protection(protection), &found));
  base_ = static_cast<unsigned char *>(found);
}

Pages::~Pages() { EXPECT_ANSWER(MEMCALL_OK, memcall_backend_unmap(base_, size_)); }

namespace {

// Calls `each` with the bounds and the flags of every mapping.
void ForEachMapping(const std::function<void(uintptr_t, uintptr_t, const std::string &)> &each) {
  std::ifstream smaps("/proc/self/smaps");
  uintptr_t low = 0, high = 0;
  for (std::string line; std::getline(smaps, line);) {
    char *end = nullptr;
    const uintptr_t first = strtoull(line.c_str(), &end, 16);
    if (*end == '-' && end != line.c_str()) {
      low = first;
      high = strtoull(end + 1, nullptr, 16);
    } else if (line.rfind("VmFlags:", 0) == 0) {
      each(low, high, line.substr(8) + " ");
    }
  }
}

// Passes one byte through a pipe by the kernel's hand, which answers EFAULT where a program would fault.
bool Pass(const void *from, void *to) {
  int ends[2];
  if (pipe(ends) != 0) return false;
  const bool passed = write(ends[1], from, 1) == 1 && read(ends[0], to, 1) == 1;
  close(ends[0]);
  close(ends[1]);
  return passed;
}

}  // namespace

bool HasFlag(const void *address, const std::string &flag) {
  const uintptr_t wanted = reinterpret_cast<uintptr_t>(address);
  bool found = false;
  ForEachMapping([&](uintptr_t low, uintptr_t high, const std::string &flags) {
    if (low <= wanted && wanted < high) found = flags.find(" " + flag + " ") != std::string::npos;
  });
  return found;
}

size_t MappingsIn(const void *address, size_t size) {
  const uintptr_t wanted = reinterpret_cast<uintptr_t>(address);
  size_t count = 0;
  ForEachMapping([&](uintptr_t low, uintptr_t high, const std::string &) {
    count += low < wanted + size && wanted < high;
  });
  return count;
}

size_t LockedBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmLck:", 0) == 0) return strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  }
  ADD_FAILURE() << "no VmLck in /proc/self/status";
  return 0;
}

bool Readable(const void *address) {
  char byte;
  return Pass(address, &byte);
}

bool Writable(void *address) {
  char byte;
  return Pass(address, &byte) && Pass(&byte, address);
}

bool AllZero(const void *bytes, size_t size) {
  const unsigned char *first = static_cast<const unsigned char *>(bytes);
  return std::all_of(first, first + size, [](unsigned char byte) { return byte == 0; });
}

testing::AssertionResult InChild(const std::function<std::string()> &work) {
  int ends[2];
  if (pipe(ends) != 0) return testing::AssertionFailure() << "no pipe";
  const pid_t child = fork();
  if (child == 0) {
    const std::string wrong = work();
    const bool told =
        write(ends[1], wrong.data(), wrong.size()) == static_cast<ssize_t>(wrong.size());
    _exit(told && wrong.empty() ? 0 : 1);
  }
  close(ends[1]);
  char text[512] = "";
  const ssize_t got = read(ends[0], text, sizeof text - 1);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (status == 0) return testing::AssertionSuccess();
  if (WIFSIGNALED(status))
    return testing::AssertionFailure() << "the child died of signal " << WTERMSIG(status);
  return testing::AssertionFailure()
         << "in the child: " << std::string(text, got > 0 ? static_cast<size_t>(got) : 0);
}

std::string GiveUpPrivileges() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  return syscall(SYS_capset, &header, none) == 0 ? "" : std::string("capset: ") + strerror(errno);
}

std::string MakeCallAnswer(int number, int code) {
  sock_filter rows[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(number), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<uint32_t>(code)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program = {sizeof rows / sizeof rows[0], rows};
  const bool set =
      prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) == 0 &&
      prctl(PR_SET_SECCOMP, static_cast<unsigned long>(SECCOMP_MODE_FILTER), &program) == 0;
  return set ? "" : std::string("seccomp: ") + strerror(errno);
}
