// work.h: one act, repeated. The call that starts a round is virtual, each act in it is inlined, so that what is timed is the
// act and nothing of the bench.
#ifndef TESTS_BENCH_WORK_H
#define TESTS_BENCH_WORK_H

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <utility>

namespace bench {

class Work {
 public:
  virtual ~Work() = default;
  virtual void repeat(uint64_t times) = 0;
};

template <class Act>
class Repeated final : public Work {
 public:
  explicit Repeated(Act act) : act_(std::move(act)) {}
  void repeat(uint64_t times) override {
    for (; times != 0; times--) act_();
  }

 private:
  Act act_;
};

template <class Act>
std::unique_ptr<Work> repeated(Act act) {
  return std::make_unique<Repeated<Act>>(std::move(act));
}

// What is not there, or cannot: the reason goes into the table instead of a figure.
class Missing : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace bench

#endif
