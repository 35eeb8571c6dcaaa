/* timing.c: do times differ by what the secret is? Two classes of inputs take turns at random; Welch's t tells how
   surely their means differ (B. L. Welch, Biometrika 34, 1947), with the slowest tenth left out, which is interrupts.

   The clock and the neighbours decide how much is seen, so this is no test of CI: run it where nothing else runs,
   tools/bazel run -c opt //tests/constant_time:timing
   A comparison that stops at the first difference is measured the same way, and must be seen. */
#include <math.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/memcall/host/host.h"
#include "lib/memguard/context/context.h"
#include "memguard/memguard.h"
#include "tests/memguard/enclave/inside.h"

enum { SIZE = 1024, SAMPLES = 200000, CALLS = 8, CLASSES = 2 };
/* Beyond it the difference is real; dudect's bound for "probably" is 10 as well. */
static const double kBound = 10;

static unsigned char inputs[CLASSES][SIZE], a[SIZE], b[SIZE], out[SIZE];
static memguard_context *context;
static memguard_enclave *enclaves[CLASSES];
static volatile int sink;

/* --- What is timed --------------------------------------------------------------------------- */

static void early_exit(int class) {
  (void)class;
  size_t at = 0;
  while (at < SIZE && ((volatile unsigned char *)a)[at] == b[at]) at++;
  sink = at == SIZE;
}

static void equal(int class) {
  (void)class;
  sink = memguard_equal(a, b, SIZE);
}

static void canary(int class) {
  (void)class;
  sink = memguard_canary_check(&context->settings->canary, a, a + SIZE);
}

static void copy(int class) {
  (void)class;
  memguard_copy(out, a, SIZE);
}

static void seal(int class) {
  memguard_enclave *enclave = NULL;
  (void)class;
  if (memguard_enclave_new_copy(context, a, SIZE, &enclave) != MEMGUARD_OK) abort();
  memguard_enclave_destroy(enclave);
}

static void open(int class) {
  size_t length;
  sink = memguard_enclave_open_into(enclaves[class], out, SIZE, &length) == MEMGUARD_OK;
}

/* --- Inputs ---------------------------------------------------------------------------------- */

static void fill_random(void) {
  if (memguard_scramble(b, SIZE) != MEMGUARD_OK) abort();
  for (int class = 0; class < CLASSES; class ++) memcpy(inputs[class], b, SIZE);
}

/* The same but for the first byte, and but for the last one. */
static void first_and_last(void) {
  fill_random();
  inputs[0][0] ^= 1;
  inputs[1][SIZE - 1] ^= 1;
}

static void broken_canaries(void) {
  memguard_canary_write(&context->settings->canary, a, a + SIZE);
  memcpy(b, a, SIZE);
  for (int class = 0; class < CLASSES; class ++) memcpy(inputs[class], b, SIZE);
  inputs[0][0] ^= 1;
  inputs[1][SIZE - 1] ^= 1;
}

static void zeros_and_random(void) {
  fill_random();
  memset(inputs[0], 0, SIZE);
}

static void seal_one(int class) {
  if (memguard_enclave_new_copy(context, inputs[class], SIZE, &enclaves[class]) != MEMGUARD_OK)
    abort();
}

static void sealed_zeros_and_random(void) {
  zeros_and_random();
  for (int class = 0; class < CLASSES; class ++) seal_one(class);
}

/* The tag stands behind the ciphertext. */
static void broken_tags(void) {
  fill_random();
  for (int class = 0; class < CLASSES; class ++) {
    size_t size;
    seal_one(class);
    unsigned char *tag = enclave_sealed(enclaves[class], &size) + SIZE;
    tag[class == 0 ? 0 : INSIDE_TAG - 1] ^= 1;
  }
}

static const struct {
  const char *name;
  void (*prepare)(void);
  void (*run)(int class);
  int must_show;
} acts[] = {
    {"control: stops at the first difference", first_and_last, early_exit, 1},
    {"memguard_equal: first byte, last byte", first_and_last, equal, 0},
    {"canaries: first byte broken, last byte", broken_canaries, canary, 0},
    {"memguard_copy: zeros, random bytes", zeros_and_random, copy, 0},
    {"seal: zeros, random bytes", zeros_and_random, seal, 0},
    {"open: zeros, random bytes", sealed_zeros_and_random, open, 0},
    {"open: first byte of the tag changed, last byte", broken_tags, open, 0},
};

/* --- Measuring ------------------------------------------------------------------------------- */

typedef struct {
  uint32_t time;
  int class;
} sample;

static sample samples[SAMPLES];

/* Both classes from one place in memory, so that only the bytes differ. */
static sample measure(void (*run)(int class), int class) {
  memcpy(a, inputs[class], SIZE);
  atomic_thread_fence(memory_order_seq_cst);
  uint64_t start = memcall_host_clock_ns();
  for (int call = 0; call < CALLS; call++) run(class);
  return (sample){(uint32_t)(memcall_host_clock_ns() - start), class};
}

static int by_time(const void *left, const void *right) {
  const sample *one = left, *other = right;
  return (one->time > other->time) - (one->time < other->time);
}

static double welch(const sample *from, size_t count) {
  double n[CLASSES] = {0}, mean[CLASSES] = {0}, squares[CLASSES] = {0};
  for (size_t i = 0; i < count; i++) {
    int class = from[i].class;
    double off = from[i].time - mean[class];
    mean[class] += off / ++n[class];
    squares[class] += off * (from[i].time - mean[class]);
  }
  double error = squares[0] / (n[0] * (n[0] - 1)) + squares[1] / (n[1] * (n[1] - 1));
  return (mean[0] - mean[1]) / sqrt(error);
}

static double t_of(void (*run)(int class)) {
  uint32_t random = 1;
  for (size_t i = 0; i < SAMPLES; i++) {
    random = random * 1664525u + 1013904223u;
    samples[i] = measure(run, (int)(random >> 31));
  }
  qsort(samples, SAMPLES, sizeof *samples, by_time);
  return welch(samples, SAMPLES - SAMPLES / 10);
}

static int judge(double t, int must_show) {
  const char *verdict = fabs(t) < kBound ? "no difference seen" : "DIFFERS";
  printf("%9.1f  %s\n", t, verdict);
  return must_show == (fabs(t) >= kBound);
}

int main(void) {
  memguard_options options = memguard_options_relaxed();
  int holds = 1;
  if (memguard_context_new(&options, &context) != MEMGUARD_OK) return 2;
  for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
    printf("%-48s", acts[i].name);
    fflush(stdout);
    acts[i].prepare();
    holds &= judge(t_of(acts[i].run), acts[i].must_show);
    for (int class = 0; class < CLASSES; class ++) memguard_enclave_destroy(enclaves[class]);
    memset(enclaves, 0, sizeof enclaves);
  }
  return holds && memguard_context_destroy(context) == MEMGUARD_OK ? 0 : 1;
}
