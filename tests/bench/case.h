// case.h: one figure of the bench: what is done, by whom, how it is measured. The list of all of them is made in the same
// order by every process, so that a child finds its case by number.
#ifndef TESTS_BENCH_CASE_H
#define TESTS_BENCH_CASE_H

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/bench/work.h"

namespace bench {

inline constexpr char kOurs[] = "securememory";

// Bytes of the object, objects alive, threads at work; 0 where a case has no such thing.
struct Shape {
  size_t size = 0, live = 0;
  int threads = 0;
};

struct Key {
  std::string group;  // one table each
  std::string what;   // with the shape: one row each
  std::string who;    // one column each
  Shape shape;
};

// What a child of the bench runs with.
struct Conditions {
  bool ordinary_user = false;  // not root, so that limits hold
  size_t lock_limit = 0;       // bytes; 0: the bench's own
};

struct Reading {
  double value = 0;
  bool at_least = false;  // the count was broken off
};

enum class Method {
  kAct,    // CPU time of acts, each thread its own Work
  kClock,  // the bench reads a time itself, in nanoseconds
  kCount,  // a number that does not vary from run to run
};

struct Case {
  Key key;
  std::string unit;
  Method method = Method::kAct;

  // kAct. The first thread's call prepares what all threads use. Throws Missing.
  std::function<std::unique_ptr<Work>(bool first)> make;
  bool slow = false;   // over a microsecond: not repeated in batches
  bool calls = false;  // system calls are counted as well

  // kClock, kCount. Throws Missing.
  std::function<Reading()> read;
  bool in_child = false;  // read in a fresh process
  Conditions conditions;
};

using Cases = std::vector<Case>;

// All cases, in the order of the tables. Quick leaves out what takes long to set up.
Cases all_cases(bool quick);

}  // namespace bench

#endif
