/* act_purge.c: a purge, which ends all that a context keeps. */
#include "tools/secmem/bench/act.h"

bool bench_set_purge(bench_stage *stage) {
  static const unsigned char kValue[BENCH_SMALL] = {1};
  bool well = bench_set_context(stage);
  if (well)
    stage->enclaves = memguard_calloc(stage->context, BENCH_PURGED, sizeof *stage->enclaves);
  well = well && stage->enclaves != NULL;
  for (size_t i = 0; i < BENCH_PURGED && well; i++)
    well = memguard_enclave_new_copy(stage->context, kValue, sizeof kValue, &stage->enclaves[i]) ==
           MEMGUARD_OK;
  return well;
}

bool bench_purge(bench_stage *stage, size_t times) {
  for (; times != 0; times--) memguard_purge(stage->context);
  return memguard_enclave_status(stage->enclaves[0]) == MEMGUARD_ERR_EXPIRED;
}
