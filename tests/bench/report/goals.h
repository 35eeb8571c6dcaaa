// goals.h: the bar of each act, and whether it was met.
#ifndef TESTS_BENCH_REPORT_GOALS_H
#define TESTS_BENCH_REPORT_GOALS_H

#include <string>
#include <vector>

#include "tests/bench/report/results.h"

namespace bench {

struct Goal {
  std::string act;      // what is judged
  std::string ours;     // the figure, in words
  std::string against;  // what with, in words; "": the bar alone
  double value = 0;     // what is compared with the bar: a ratio where there is a peer or floor
  std::string bar;      // in words
  bool there = false;   // all of it was measured
  bool met = false;
};

using Goals = std::vector<Goal>;

Goals judge(const Records& records);

}  // namespace bench

#endif
