// processes.cc: what a program pays at its start and at each fork for having the library.
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/cases/parts.h"
#include "tests/bench/peers/allocator.h"
#include "tests/bench/system/child.h"

extern char** environ;

namespace bench {
namespace {

Case clock_case(Key key, std::function<Reading()> read) {
  Case one;
  one.key = std::move(key);
  one.unit = "ns";
  one.method = Method::kClock;
  one.read = std::move(read);
  return one;
}

// CPU time of this process and of the children that have ended. Nanoseconds.
double spent() {
  timespec own;
  rusage children;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own) != 0 ||
      getrusage(RUSAGE_CHILDREN, &children) != 0)
    throw Missing("no CPU times");
  const timeval user = children.ru_utime, kernel = children.ru_stime;
  return static_cast<double>(own.tv_sec + user.tv_sec + kernel.tv_sec) * 1e9 +
         static_cast<double>(own.tv_nsec) +
         static_cast<double>(user.tv_usec + kernel.tv_usec) * 1e3;
}

template <class Act>
Reading cost_of(Act act) {
  constexpr int kTimes = 7;
  act();
  const double before = spent();
  for (int i = 0; i < kTimes; i++) act();
  return {(spent() - before) / kTimes};
}

// --- Fork ----------------------------------------------------------------------------------------

void fork_once() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  if (child < 0 || waitpid(child, nullptr, 0) != child) throw Missing("cannot fork");
}

Reading cost_of_fork(const Allocator& heap, Shape shape) {
  const Live live(heap, shape.size, shape.live);
  return cost_of(fork_once);
}

void add_forks(Cases* cases, size_t live) {
  for (const Allocator* heap : allocators()) {
    const Shape shape = {32, live, 0};
    Case one = clock_case({"process", "fork, exit and wait", heap->name, shape},
                          [heap, shape] { return cost_of_fork(*heap, shape); });
    one.in_child = true;
    cases->push_back(one);
  }
}

// --- Start ---------------------------------------------------------------------------------------

void run(const std::string& program, const char* argument) {
  pid_t child = 0;
  int status = 0;
  std::string name = program, word = argument;
  char* const arguments[] = {name.data(), word.data(), nullptr};
  if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0 ||
      waitpid(child, &status, 0) != child || status != 0)
    throw Missing(program + " fails here");
}

Reading cost_of_start(const char* program, const char* argument) {
  const std::string path = beside_program(program);
  return cost_of([&] { run(path, argument); });
}

void add_start(Cases* cases, const char* what, const char* who, const char* program,
               const char* argument) {
  Case time =
      clock_case({"process", what, who, {}}, [=] { return cost_of_start(program, argument); });
  Case calls = time;
  calls.key.what += ", system calls";
  calls.unit = "calls";
  calls.method = Method::kCount;
  calls.read = [=]() -> Reading {
    return {count_calls_of_program(beside_program(program), argument)};
  };
  cases->push_back(time);
  cases->push_back(calls);
}

}  // namespace

void add_processes(Cases* cases, bool) {
  add_start(cases, "start and exit, library not used", kOurs, "start_linked", "");
  add_start(cases, "start and exit, library not used", "no library", "start_plain", "");
  add_start(cases, "start, one secret, exit", kOurs, "start_linked", "use");
  for (size_t live : {1u, 10000u}) add_forks(cases, live);
}

}  // namespace bench
