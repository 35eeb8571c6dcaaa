// calls.cc: counts a child's system calls, as strace(1) would.
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/bench/system/child.h"
#include "tests/bench/system/serve.h"

namespace bench {
namespace {

const char kUntraceable[] = "cannot be traced here";

// A child from its first stop to its end.
class Traced {
 public:
  explicit Traced(pid_t child);
  ~Traced();
  Traced(const Traced&) = delete;
  Traced& operator=(const Traced&) = delete;

  // Runs on to the next entry into the kernel, and says which call it is; -1: the child has ended.
  long next_call();

 private:
  bool resume();
  long entered() const;

  const pid_t child_;
  int status_ = 0;
  int signal_ = 0;  // to hand on
};

Traced::Traced(pid_t child) : child_(child) {
  if (child < 0 || waitpid(child, &status_, 0) != child) throw Missing(kUntraceable);
  if (WIFEXITED(status_) && WEXITSTATUS(status_) == kCannotAct) throw Missing("cannot, as above");
  if (!WIFSTOPPED(status_)) throw Missing(kUntraceable);
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
}

Traced::~Traced() {
  if (!WIFSTOPPED(status_)) return;
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

// False when the child has ended.
bool Traced::resume() {
  if (ptrace(PTRACE_SYSCALL, child_, nullptr, signal_) != 0 ||
      waitpid(child_, &status_, 0) != child_)
    throw Missing(kUntraceable);
  return WIFSTOPPED(status_);
}

// -1 on the way back from a call.
long Traced::entered() const {
  struct __ptrace_syscall_info info = {};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, child_, sizeof info, &info) <= 0)
    throw Missing("this kernel does not tell a tracer about calls");
  if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return -1;
  return static_cast<long>(info.entry.nr);
}

long Traced::next_call() {
  while (resume()) {
    const bool call = WSTOPSIG(status_) == (SIGTRAP | 0x80);
    // The stop at execve(2) is the tracer's own.
    signal_ = call || WSTOPSIG(status_) == SIGTRAP ? 0 : WSTOPSIG(status_);
    if (!call) continue;
    const long number = entered();
    if (number >= 0) return number;
  }
  return -1;
}

[[noreturn]] void run_case(const char* index, bool quick) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0 || dup2(nowhere, STDERR_FILENO) < 0) _exit(127);
  execl("/proc/self/exe", "bench", kServe, "calls", quick ? "quick" : "full", index, nullptr);
  _exit(127);
}

}  // namespace

double count_calls(size_t index, bool quick) {
  const std::string number = std::to_string(index);
  const pid_t child = fork();
  if (child == 0) run_case(number.c_str(), quick);
  Traced traced(child);
  unsigned marks = 0, calls = 0;
  while (marks < 2) {
    const long call = traced.next_call();
    if (call < 0) throw Missing(kUntraceable);
    if (call == kMark)
      marks++;
    else if (marks == 1)
      calls++;
  }
  return static_cast<double>(calls) / kCountedActs;
}

double count_calls_of_program(const std::string& path, const char* argument) {
  const pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0)
      execl(path.c_str(), path.c_str(), argument, nullptr);
    _exit(127);
  }
  Traced traced(child);
  unsigned calls = 0;
  while (traced.next_call() >= 0) calls++;
  return calls;
}

}  // namespace bench
