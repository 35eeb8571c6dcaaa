// progress.h: says on standard error how far a run is.
#ifndef TESTS_BENCH_PROGRESS_H
#define TESTS_BENCH_PROGRESS_H

#include <cstddef>
#include <string>

namespace bench {

// One line that is rewritten on a terminal, a line every tenth of the way elsewhere.
class Progress {
 public:
  explicit Progress(size_t steps);
  ~Progress();
  void step(const std::string& what);

 private:
  void print(unsigned percent, const std::string& what) const;

  const size_t steps_;
  const bool terminal_;
  const double start_;
  size_t done_ = 0;
  unsigned tenth_ = 0;
};

}  // namespace bench

#endif
