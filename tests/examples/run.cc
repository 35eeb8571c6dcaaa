// run.cc: where examples stand, and what they may lock.
#include "tests/examples/run.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace examples_test {

std::string PathOf(const std::string& example) {
  char* whole = realpath(("tests/examples/" + example).c_str(), nullptr);
  EXPECT_NE(nullptr, whole) << example << " is not among this test's data";
  std::string path = whole != nullptr ? whole : "";
  free(whole);
  return path;
}

Outcome RunExample(const std::string& example, const std::vector<std::string>& words,
                   const std::function<void()>& prepare) {
  return RunSecmem({words, "", {}, prepare, PathOf(example)});
}

std::string Readme() {
  std::ifstream file("tests/examples/README.md");
  std::string text;
  for (std::string line; std::getline(file, line);)
    text += (line.rfind("    ", 0) == 0 ? line.substr(4) : line) + "\n";
  return text;
}

// Without new privileges execve(2) gives no capability back to root.
std::function<void()> MayLock(size_t bytes) {
  return [bytes] {
    const rlimit limit = {bytes, bytes};
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2] = {};
    if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0 || syscall(SYS_capset, &header, none) != 0 ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
      _exit(99);
  };
}

}  // namespace examples_test
