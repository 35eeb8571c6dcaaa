// runner.h: runs all cases: times by Google Benchmark, repetitions of all cases in one random order, so that what else the
// machine does meanwhile hits all alike; then what is counted once.
#ifndef TESTS_BENCH_RUNNER_H
#define TESTS_BENCH_RUNNER_H

#include <string>

#include "tests/bench/case.h"
#include "tests/bench/report/results.h"

namespace bench {

struct Depth {
  bool quick = false;
  int repetitions = 9;
  double seconds = 0.05;  // at least, of one repetition
  std::string only;       // cases whose name has this in it; "": all
};

Records run(const Cases& cases, const Depth& depth);

}  // namespace bench

#endif
