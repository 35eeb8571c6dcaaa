#include "tests/bench/system/child.h"

#include <grp.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "tests/bench/system/serve.h"

namespace bench {
namespace {

constexpr unsigned kNobody = 65534;

bool become(const Conditions& conditions) {
  const rlimit locks = {conditions.lock_limit, conditions.lock_limit};
  if (conditions.lock_limit != 0 && setrlimit(RLIMIT_MEMLOCK, &locks) != 0) return false;
  if (!conditions.ordinary_user || geteuid() != 0) return true;
  return setgroups(0, nullptr) == 0 && setgid(kNobody) == 0 && setuid(kNobody) == 0;
}

[[noreturn]] void run_child(int output, const char* index, bool quick,
                            const Conditions& conditions) {
  if (dup2(output, STDOUT_FILENO) < 0) _exit(127);
  if (!become(conditions)) {
    dprintf(STDOUT_FILENO, "this user's own limit is lower");
    _exit(127);
  }
  const char* depth = quick ? "quick" : "full";
  execl("/proc/self/exe", "bench", kServe, "read", depth, index, nullptr);
  _exit(127);
}

std::string all_of(int descriptor) {
  std::string text;
  char part[256];
  for (ssize_t got; (got = read(descriptor, part, sizeof part)) > 0;)
    text.append(part, static_cast<size_t>(got));
  return text;
}

// "= 12.5", ">= 12.5", or why there is none.
Reading parse(const std::string& text) {
  Reading reading;
  char sign[3] = "";
  if (sscanf(text.c_str(), "%2[>=] %lf", sign, &reading.value) != 2)
    throw Missing(text.empty() ? "the child ended early" : text);
  reading.at_least = strcmp(sign, ">=") == 0;
  return reading;
}

}  // namespace

Reading read_in_child(size_t index, bool quick, const Conditions& conditions) {
  int ends[2];
  if (pipe(ends) != 0) throw Missing("no pipe");
  const std::string number = std::to_string(index);
  const pid_t child = fork();
  if (child == 0) run_child(ends[1], number.c_str(), quick, conditions);
  close(ends[1]);
  const std::string text = all_of(ends[0]);
  close(ends[0]);
  if (child > 0) waitpid(child, nullptr, 0);
  return parse(text);
}

std::string beside_program(const std::string& name) {
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  if (length <= 0) throw Missing("/proc is not there");
  const std::string program(path, static_cast<size_t>(length));
  const std::string file = program.substr(0, program.rfind('/') + 1) + name;
  if (access(file.c_str(), X_OK) != 0) throw Missing(name + " is not there");
  return file;
}

}  // namespace bench
