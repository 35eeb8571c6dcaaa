// main.cc: the bench: our library beside its peers, in one run.
//
//   tools/bazel run -c opt //tests/bench                        the tables, as text
//   tools/bazel run -c opt //tests/bench -- --quick             in less than half a minute
//   tools/bazel run -c opt //tests/bench -- --json=/tmp/f.json  also for programs
//   tools/bazel run -c opt //tests/bench -- --markdown          the tables of README.md
//   tools/bazel run -c opt //tests/bench -- --only=heap         cases with this in their name
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "tests/bench/report/goals.h"
#include "tests/bench/report/table.h"
#include "tests/bench/runner.h"
#include "tests/bench/system/child.h"

namespace bench {
namespace {

struct Options {
  Depth depth;
  Form form = Form::kText;
  std::string json;
  bool good = true;
};

bool value_of(const std::string& argument, const std::string& name, std::string* value) {
  if (argument.rfind(name, 0) != 0) return false;
  *value = argument.substr(name.size());
  return true;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i++) {
    const std::string argument = argv[i];
    if (argument == "--quick")
      options.depth.quick = true;
    else if (argument == "--markdown")
      options.form = Form::kMarkdown;
    else if (value_of(argument, "--json=", &options.json))
      continue;
    else if (value_of(argument, "--only=", &options.depth.only))
      continue;
    else
      options.good = false;
  }
  if (options.depth.quick) {
    options.depth.repetitions = 3;
    options.depth.seconds = 0.003;
  }
  return options;
}

// A thread that does nothing: from here on the C library takes its locks for real, as in every service.
class SecondThread {
 public:
  SecondThread() : thread_([this] { wait(); }) {}
  ~SecondThread() {
    {
      std::lock_guard<std::mutex> hold(mutex_);
      end_ = true;
    }
    ended_.notify_one();
    thread_.join();
  }

 private:
  void wait() {
    std::unique_lock<std::mutex> hold(mutex_);
    ended_.wait(hold, [this] { return end_; });
  }

  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

// `bazel run` starts programs in a folder of its own; a relative name is meant from the user's.
bool write_json(const std::string& name, const std::string& text) {
  const char* folder = getenv("BUILD_WORKING_DIRECTORY");
  const bool relative = folder != nullptr && name[0] != '/';
  std::ofstream file(relative ? std::string(folder) + "/" + name : name);
  file << text;
  file.close();
  if (!file) fprintf(stderr, "bench: cannot write %s\n", name.c_str());
  return static_cast<bool>(file);
}

int run_bench(int argc, char** argv) {
  const Options options = parse(argc, argv);
  if (!options.good) {
    fprintf(stderr, "usage: bench [--quick] [--markdown] [--json=FILE] [--only=TEXT]\n");
    return 2;
  }
  const SecondThread second;
  const Records records = run(all_cases(options.depth.quick), options.depth);
  if (asked(records).empty()) {
    fprintf(stderr, "bench: no case has \"%s\" in its name\n", options.depth.only.c_str());
    return 2;
  }
  const Goals goals = judge(records);
  std::cout << tables(records, goals, options.form);
  return options.json.empty() || write_json(options.json, json(records, goals)) ? 0 : 1;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  return bench::serve_as_child(argc, argv) ? 0 : bench::run_bench(argc, argv);
}
