/* measure.h: how long acts take. */
#ifndef TOOLS_SECMEM_BENCH_MEASURE_H
#define TOOLS_SECMEM_BENCH_MEASURE_H

#include <stdint.h>

#include "tools/secmem/bench/act.h"

enum { BENCH_MOST_ACTS = 24, BENCH_ROUNDS = 51 };

/* One act's figures, of all rounds: nanoseconds for doing it once. */
typedef struct bench_figure {
  double median, low, high; /* low, high: the quartiles */
  bool locked;              /* all that it worked with */
  char trouble[200];        /* why there is none, or "" */
} bench_figure;

typedef struct bench_results {
  size_t count;
  bench_figure figures[BENCH_MOST_ACTS]; /* in the order of bench_acts */
  double seconds;
} bench_results;

/* All acts, round by round: what else the machine does meanwhile hits all alike. tell(round) is
   called before each, if not NULL. */
void bench_measure(bench_results *out, void (*tell)(int round));

#endif
