// results.h: what was measured: one record per case, implementation and size.
#ifndef TESTS_BENCH_REPORT_RESULTS_H
#define TESTS_BENCH_REPORT_RESULTS_H

#include <string>
#include <vector>

#include "tests/bench/case.h"

namespace bench {

struct Record {
  Key key;
  std::string unit;
  std::vector<double> values;  // one per repetition; empty: missing
  std::string missing;         // why
  bool at_least = false;

  bool there() const { return missing.empty() && !values.empty(); }
  double middle() const;  // median
  double spread() const;  // half the distance between the quartiles, in the unit
};

using Records = std::vector<Record>;

// Of a record that the user left out.
extern const char kNotAskedFor[];

// The others.
Records asked(const Records& records);

// The record of exactly this case; NULL when there is none, or it is missing.
const Record* find(const Records& records, const std::string& group, const std::string& what,
                   const std::string& who, Shape shape);

// The fastest of the locked peers at the same act as `ours`; NULL when none was measured.
const Record* fastest_peer(const Records& records, const Key& ours);

// "14.2 ns", "3.10 µs": three digits.
std::string in_words(double value, const std::string& unit);

}  // namespace bench

#endif
