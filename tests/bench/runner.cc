#include "tests/bench/runner.h"

#include <benchmark/benchmark.h>

#include "tests/bench/progress.h"
#include "tests/bench/system/child.h"

namespace bench {
namespace {

// Acts in a batch: the clock and the loop of Google Benchmark cost nothing then.
constexpr int64_t kBatch = 64;

std::string name_of(const Key& key) { return key.group + ": " + key.what + ", " + key.who; }

class Runner : public benchmark::BenchmarkReporter {
 public:
  Runner(const Cases& cases, const Depth& depth);
  Records run();

  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override;

 private:
  size_t steps() const;
  bool wanted(const Case& one) const;
  void add(size_t index);
  void act(size_t index, benchmark::State& state);
  void clock(size_t index, benchmark::State& state);
  void count(size_t index);
  Reading read(size_t index) const;
  void miss(size_t index, const std::string& why, benchmark::State& state);

  const Cases& cases_;
  const Depth& depth_;
  Records records_;
  Progress progress_;
};

Runner::Runner(const Cases& cases, const Depth& depth)
    : cases_(cases), depth_(depth), progress_(steps()) {
  for (const Case& one : cases) {
    records_.emplace_back();
    records_.back().key = one.key;
    records_.back().unit = one.unit;
    if (!wanted(one)) records_.back().missing = kNotAskedFor;
  }
}

// Google Benchmark runs a timed act a few times before its first repetition, to find how often to repeat it.
size_t Runner::steps() const {
  size_t steps = 0;
  const size_t repetitions = static_cast<size_t>(depth_.repetitions);
  for (const Case& one : cases_) {
    if (!wanted(one)) continue;
    steps += one.method == Method::kAct     ? repetitions + 3
             : one.method == Method::kClock ? repetitions
                                            : 1;
  }
  return steps;
}

bool Runner::wanted(const Case& one) const {
  return name_of(one.key).find(depth_.only) != std::string::npos;
}

// --- Under Google Benchmark -----------------------------------------------------------------------

// A case that is missing is not tried again: filling up to a refusal takes long.
void Runner::miss(size_t index, const std::string& why, benchmark::State& state) {
  records_[index].missing = why;
  state.SkipWithError(why.c_str());
}

// The start of the loop is a barrier: what the first thread has made, or that it could not, all others see then.
void Runner::act(size_t index, benchmark::State& state) {
  const Case& one = cases_[index];
  Record& record = records_[index];
  const bool first = state.thread_index() == 0;
  if (first) progress_.step(name_of(one.key));
  if (!record.missing.empty()) return state.SkipWithError(record.missing.c_str());
  try {
    const std::unique_ptr<Work> work = one.make(first);
    const int64_t batch = one.slow ? 1 : kBatch;
    while (record.missing.empty() && state.KeepRunningBatch(batch))
      if (record.missing.empty()) work->repeat(static_cast<uint64_t>(batch));
  } catch (const Missing& missing) {
    miss(index, missing.what(), state);
  }
}

void Runner::clock(size_t index, benchmark::State& state) {
  progress_.step(name_of(cases_[index].key));
  if (!records_[index].missing.empty()) return state.SkipWithError("missing");
  try {
    for (auto _ : state) state.SetIterationTime(read(index).value / 1e9);
  } catch (const Missing& missing) {
    miss(index, missing.what(), state);
  }
}

// Cases are known to Google Benchmark by their number.
void Runner::add(size_t index) {
  const Case& one = cases_[index];
  const bool timed = one.method == Method::kAct;
  auto* all = benchmark::RegisterBenchmark(std::to_string(index).c_str(),
                                           [this, index, timed](benchmark::State& state) {
                                             timed ? act(index, state) : clock(index, state);
                                           });
  all->Unit(benchmark::kNanosecond)->Repetitions(depth_.repetitions);
  if (timed) {
    all->MinTime(depth_.seconds)->Threads(one.key.shape.threads > 1 ? one.key.shape.threads : 1);
  } else {
    all->UseManualTime()->Iterations(1);
  }
}

void Runner::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration) continue;
    const size_t index = std::stoul(run.run_name.function_name);
    if (!records_[index].missing.empty()) continue;
    const bool timed = cases_[index].method == Method::kAct;
    records_[index].values.push_back(timed ? run.GetAdjustedCPUTime() : run.GetAdjustedRealTime());
  }
}

// --- Once ----------------------------------------------------------------------------------------

Reading Runner::read(size_t index) const {
  const Case& one = cases_[index];
  return one.in_child ? read_in_child(index, depth_.quick, one.conditions) : one.read();
}

void Runner::count(size_t index) {
  progress_.step(name_of(cases_[index].key));
  try {
    const Reading reading = read(index);
    records_[index].values = {reading.value};
    records_[index].at_least = reading.at_least;
  } catch (const Missing& missing) {
    records_[index].missing = missing.what();
  }
}

Records Runner::run() {
  bool any = false;
  for (size_t i = 0; i < cases_.size(); i++) {
    if (cases_[i].method == Method::kCount || !wanted(cases_[i])) continue;
    add(i);
    any = true;
  }
  if (any) benchmark::RunSpecifiedBenchmarks(this, "all");
  for (size_t i = 0; i < cases_.size(); i++)
    if (cases_[i].method == Method::kCount && wanted(cases_[i])) count(i);
  return records_;
}

void start_google_benchmark() {
  static char name[] = "bench", order[] = "--benchmark_enable_random_interleaving=true";
  static char* arguments[] = {name, order, nullptr};
  int count = 2;
  benchmark::Initialize(&count, arguments);
}

}  // namespace

Records run(const Cases& cases, const Depth& depth) {
  start_google_benchmark();
  return Runner(cases, depth).run();
}

}  // namespace bench
