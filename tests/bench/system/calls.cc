// calls.cc: counts a child's system calls.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/bench/system/child.h"
#include "tests/bench/system/serve.h"
#include "tests/traced/traced.h"

namespace bench {
namespace {

[[noreturn]] void run_case(const char* index, bool quick) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0 || dup2(nowhere, STDERR_FILENO) < 0) _exit(127);
  execl("/proc/self/exe", "bench", kServe, "calls", quick ? "quick" : "full", index, nullptr);
  _exit(127);
}

double count(pid_t child, unsigned (*calls)(pid_t child)) {
  try {
    return calls(child);
  } catch (const traced::Ended& end) {
    const bool cannot = WIFEXITED(end.status) && WEXITSTATUS(end.status) == kCannotAct;
    throw Missing(cannot ? "cannot, as above" : end.what());
  } catch (const traced::Untraceable& why) {
    throw Missing(why.what());
  }
}

}  // namespace

double count_calls(size_t index, bool quick) {
  const std::string number = std::to_string(index);
  const pid_t child = fork();
  if (child == 0) run_case(number.c_str(), quick);
  return count(child, traced::calls_between_marks) / kCountedActs;
}

double count_calls_of_program(const std::string& path, const char* argument) {
  const pid_t child = fork();
  if (child == 0) {
    traced::begin();
    execl(path.c_str(), path.c_str(), argument, nullptr);
    _exit(127);
  }
  return count(child, traced::calls_to_the_end);
}

}  // namespace bench
