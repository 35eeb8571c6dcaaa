/* heap_quick.c: what one pair of memguard_malloc and memguard_free of 32 bytes costs, with how many others live.

   heap_quick [threads]: CPU time per pair and thread, the least of several batches, because machines are shared. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "memguard/heap.h"

#define PAIRS 200000
#define BATCHES 15

static double cpu_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

typedef struct job {
  memguard_context *context;
  size_t live;
  double best; /* ns */
} job;

static void *must(void *pointer) {
  if (pointer != NULL) return pointer;
  fprintf(stderr, "heap_quick: %s\n", memcall_last_error()->text);
  exit(1);
}

/* Replaces one object after the other, in an order without pattern. */
static double batch(const job *work, void **objects, uint32_t *seed) {
  double start = cpu_ns();
  for (int i = 0; i < PAIRS; i++) {
    *seed = *seed * 1664525u + 1013904223u;
    size_t victim = (size_t)(((uint64_t)*seed * work->live) >> 32);
    memguard_free(work->context, objects[victim]);
    objects[victim] = must(memguard_malloc(work->context, 32));
  }
  return (cpu_ns() - start) / PAIRS;
}

static void *run(void *argument) {
  job *work = argument;
  void **objects = must(calloc(work->live, sizeof *objects));
  uint32_t seed = (uint32_t)(uintptr_t)&objects;
  for (size_t i = 0; i < work->live; i++) objects[i] = must(memguard_malloc(work->context, 32));
  work->best = 1e9;
  for (int i = 0; i < BATCHES; i++) {
    double ns = batch(work, objects, &seed);
    if (ns < work->best) work->best = ns;
  }
  for (size_t i = 0; i < work->live; i++) memguard_free(work->context, objects[i]);
  free(objects);
  return NULL;
}

static void measure(memguard_context *context, size_t live, int threads) {
  pthread_t ids[64];
  job jobs[64];
  double sum = 0;
  for (int i = 0; i < threads; i++) {
    jobs[i] = (job){context, live, 0};
    pthread_create(&ids[i], NULL, run, &jobs[i]);
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(ids[i], NULL);
    sum += jobs[i].best;
  }
  printf("%2d threads, %7zu live each: %6.1f ns CPU per pair\n", threads, live, sum / threads);
}

int main(int argc, char **argv) {
  memguard_options options = memguard_options_relaxed();
  memguard_context *context = NULL;
  int most = argc > 1 ? atoi(argv[1]) : 2;
  if (most < 1 || most > 64 || memguard_context_new(&options, &context) != MEMGUARD_OK) return 1;
  for (int threads = 1; threads <= most; threads *= 2)
    for (size_t live = 1; live <= 100000; live *= 10) measure(context, live, threads);
  return memguard_context_destroy(context) == MEMGUARD_OK ? 0 : 1;
}
