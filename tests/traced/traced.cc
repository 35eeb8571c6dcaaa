#include "tests/traced/traced.h"

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace traced {
namespace {

constexpr long kMark = 0x5ec0;
const char kForbidden[] = "cannot be traced here";

// The exit status of a child that may not be traced.
constexpr int kNotTraced = 77;

}  // namespace

Child::Child(pid_t child) : child_(child) {
  if (child < 0 || waitpid(child, &status_, 0) != child) throw Untraceable(kForbidden);
  if (WIFEXITED(status_) && WEXITSTATUS(status_) == kNotTraced) throw Untraceable(kForbidden);
  if (!WIFSTOPPED(status_)) throw Ended(status_);
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
}

Child::~Child() {
  if (!WIFSTOPPED(status_)) return;
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

// False when the child has ended.
bool Child::resume() {
  if (ptrace(PTRACE_SYSCALL, child_, nullptr, signal_) != 0 ||
      waitpid(child_, &status_, 0) != child_)
    throw Untraceable(kForbidden);
  return WIFSTOPPED(status_);
}

// -1 on the way back from a call.
long Child::entered() const {
  struct __ptrace_syscall_info info = {};
  if (ptrace(PTRACE_GET_SYSCALL_INFO, child_, sizeof info, &info) <= 0)
    throw Untraceable("this kernel does not tell a tracer about calls");
  if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return -1;
  return static_cast<long>(info.entry.nr);
}

long Child::next_call() {
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

void begin() {
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(kNotTraced);
  raise(SIGSTOP);
}

void mark() { syscall(kMark); }

unsigned calls_between_marks(pid_t child) {
  Child traced(child);
  unsigned marks = 0, calls = 0;
  while (marks < 2) {
    const long call = traced.next_call();
    if (call < 0) throw Ended(0);
    if (call == kMark)
      marks++;
    else if (marks == 1)
      calls++;
  }
  return calls;
}

unsigned calls_to_the_end(pid_t child) {
  Child traced(child);
  unsigned calls = 0;
  while (traced.next_call() >= 0) calls++;
  return calls;
}

unsigned calls_of(const std::function<void()>& prepare, const std::function<void()>& act) {
  const pid_t child = fork();
  if (child == 0) {
    prepare();
    begin();
    mark();
    act();
    mark();
    _exit(0);
  }
  return calls_between_marks(child);
}

}  // namespace traced
