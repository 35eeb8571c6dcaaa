#include "tests/bench/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "tests/bench/system/clock.h"

namespace bench {

Progress::Progress(size_t steps)
    : steps_(std::max<size_t>(steps, 1)), terminal_(isatty(STDERR_FILENO) == 1), start_(now()) {}

Progress::~Progress() {
  if (terminal_) fprintf(stderr, "\r\033[K");
}

// The number of steps was a guess: the last one is not reached before the end.
void Progress::step(const std::string& what) {
  if (done_ + 1 < steps_) done_++;
  const unsigned percent = static_cast<unsigned>(done_ * 100 / steps_);
  if (terminal_) return print(percent, what);
  if (percent / 10 == tenth_) return;
  tenth_ = percent / 10;
  print(percent, what);
}

void Progress::print(unsigned percent, const std::string& what) const {
  fprintf(stderr, "%s%3u %% %4.0f s  %.60s%s", terminal_ ? "\r" : "bench: ", percent,
          (now() - start_) / 1e9, what.c_str(), terminal_ ? "\033[K" : "\n");
  fflush(stderr);
}

}  // namespace bench
