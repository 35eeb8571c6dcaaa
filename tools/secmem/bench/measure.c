/* measure.c: batches of acts by the clock, and the middle of what they took. */
#include "tools/secmem/bench/measure.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/memcall/host/host.h"

/* Long beside the clock's steps, short beside the time that a busy machine gives at once. */
enum { BATCH_NS = 3 * 1000 * 1000 };

typedef struct course { /* one act's way through the rounds */
  const bench_act *act;
  bench_stage stage;
  size_t times; /* in a batch */
  double samples[BENCH_ROUNDS];
  bool locked;
  char *trouble;
} course;

static bool fail(const course *it) {
  const memcall_error *error = memcall_last_error();
  const char *text = error->status != MEMCALL_OK ? error->text : "no memory";
  snprintf(it->trouble, sizeof((bench_figure *)0)->trouble, "%s", text);
  return false;
}

static void clear(course *it) {
  if (!bench_clear(&it->stage)) fail(it);
}

static bool set(course *it) { return it->act->set == NULL || it->act->set(&it->stage) || fail(it); }

/* Nanoseconds for all of it; 0: it failed. */
static uint64_t batch(course *it, size_t times) {
  uint64_t start = memcall_host_clock_ns();
  if (!it->act->run(&it->stage, times)) return fail(it) ? 1 : 0;
  uint64_t took = memcall_host_clock_ns() - start;
  return took != 0 ? took : 1;
}

/* Finds out how often makes a batch; the first times are slower, and do not count. */
static void begin(course *it, const bench_act *act, char *trouble) {
  uint64_t took = 0;
  *it = (course){.act = act, .times = 1, .locked = true, .trouble = trouble};
  trouble[0] = '\0';
  if (act->once || !set(it)) return;
  while ((took = batch(it, it->times)) != 0 && took < BATCH_NS)
    it->times = took * 10 < BATCH_NS ? it->times * 10 : (size_t)(it->times * BATCH_NS / took + 1);
}

static void go_round(course *it, int round) {
  if (it->trouble[0] != '\0' || (it->act->once && !set(it))) return;
  it->samples[round] = (double)batch(it, it->times) / (double)it->times;
  it->locked = it->locked && bench_is_locked(&it->stage);
  if (it->act->once) clear(it);
}

static int in_order(const void *one, const void *other) {
  const double *a = one, *b = other;
  return (*a > *b) - (*a < *b);
}

static void end(course *it, bench_figure *out) {
  out->locked = it->locked;
  clear(it);
  qsort(it->samples, BENCH_ROUNDS, sizeof *it->samples, in_order);
  out->low = it->samples[BENCH_ROUNDS / 4];
  out->median = it->samples[BENCH_ROUNDS / 2];
  out->high = it->samples[BENCH_ROUNDS - 1 - BENCH_ROUNDS / 4];
}

void bench_measure(bench_results *out, void (*tell)(int round)) {
  static course courses[BENCH_MOST_ACTS];
  const bench_act *acts = bench_acts(&out->count);
  uint64_t start = memcall_host_clock_ns();
  for (size_t i = 0; i < out->count; i++) begin(&courses[i], &acts[i], out->figures[i].trouble);
  for (int round = 0; round < BENCH_ROUNDS; round++) {
    if (tell != NULL) tell(round);
    for (size_t i = 0; i < out->count; i++) go_round(&courses[i], round);
  }
  for (size_t i = 0; i < out->count; i++) end(&courses[i], &out->figures[i]);
  out->seconds = (double)(memcall_host_clock_ns() - start) * 1e-9;
}
