/* scene.c: under what conditions the figures came about. */
#include "tools/secmem/bench/report.h"

static bool is_locked(memguard_context *context) {
  memguard_report report = {.struct_size = sizeof report};
  void *slot = memguard_malloc(context, BENCH_SMALL); /* so that there are pages to tell of */
  bool told = slot != NULL && memguard_context_report(context, &report) == MEMGUARD_OK;
  memguard_free(context, slot);
  return told && (report.now.in_force & MEMCALL_LOCKED) != 0;
}

bool bench_is_locked(void) {
  bench_stage stage = {.context = NULL};
  bool locked = bench_set_context(&stage) && is_locked(stage.context);
  return bench_clear(&stage) && locked;
}

bool bench_is_optimized(void) {
#if defined(__OPTIMIZE__) || !defined(__GNUC__)
  return true;
#else
  return false;
#endif
}
