// serve.h: how the bench tells a child of its own what to do: bench --child read|calls quick|full NUMBER
#ifndef TESTS_BENCH_SYSTEM_SERVE_H
#define TESTS_BENCH_SYSTEM_SERVE_H

namespace bench {

constexpr char kServe[] = "--child";

constexpr unsigned kCountedActs = 100;

// The child's exit status when its case is missing.
constexpr int kCannotAct = 2;

}  // namespace bench

#endif
