// clock.h: the time on the wall.
#ifndef TESTS_BENCH_SYSTEM_CLOCK_H
#define TESTS_BENCH_SYSTEM_CLOCK_H

#include <algorithm>
#include <chrono>
#include <vector>

namespace bench {

// Nanoseconds.
inline double now() {
  auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::nano>(since).count();
}

template <class Act>
double time_of(Act act) {
  const double start = now();
  act();
  return now() - start;
}

// Of an odd number of values, the middle one; of an even number, the mean of the two.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace bench

#endif
