/* acts.c: the table of acts. */
#include "tools/secmem/bench/act.h"

static const bench_act kActs[] = {
    {"heap", "malloc+free, 32 bytes", false, false, 0, bench_set_context, bench_heap_pair,
     bench_clear},
    {"heap", "plain malloc, wipe, free, 32 bytes", true, false, 0, NULL, bench_plain_pair,
     bench_clear},
    {"buffer", "new+destroy, 32 bytes", false, false, 0, bench_set_context, bench_buffer_pair,
     bench_clear},
    {"buffer", "freeze+melt", false, false, 0, bench_set_buffer, bench_freeze_melt, bench_clear},
    {"buffer", "two bare changes of a page's access", true, false, 0, bench_set_region,
     bench_protect_pair, bench_clear},
    {"enclave", "seal+open, 32 bytes", false, false, 0, bench_set_small, bench_seal_open,
     bench_clear},
    {"enclave", "seal+open, 1 MiB", false, false, BENCH_LARGE, bench_set_large, bench_seal_open,
     bench_clear},
    {"stream", "write+read, 64 KiB", false, false, BENCH_STREAM, bench_set_stream, bench_write_read,
     bench_clear},
    {"secret", "new+destroy, sealed", false, false, 0, bench_set_sealed, bench_secret_pair,
     bench_clear},
    {"secret", "with_bytes, sealed", false, false, 0, bench_set_sealed, bench_with_bytes,
     bench_clear},
    {"secret", "with_bytes, protected", false, false, 0, bench_set_protected, bench_with_bytes,
     bench_clear},
    {"purge", "1,000 enclaves", false, true, 0, bench_set_purge, bench_purge, bench_clear},
};

const bench_act *bench_acts(size_t *count) {
  *count = sizeof kActs / sizeof *kActs;
  return kActs;
}

bool bench_set_context(bench_stage *stage) {
  const memguard_options options = memguard_options_relaxed();
  return memguard_context_new(&options, &stage->context) == MEMGUARD_OK;
}

static void clear_enclaves(bench_stage *stage) {
  if (stage->enclaves == NULL) return;
  for (size_t i = 0; i < BENCH_PURGED; i++) memguard_enclave_destroy(stage->enclaves[i]);
  memguard_free(stage->context, stage->enclaves);
}

bool bench_clear(bench_stage *stage) {
  clear_enclaves(stage);
  securememory_secret_destroy(stage->secret);
  memguard_stream_destroy(stage->stream);
  memguard_buffer_destroy(stage->buffer);
  memguard_free(stage->context, stage->bytes);
  bool all = securememory_factory_destroy(stage->factory) == SECUREMEMORY_OK &&
             memguard_context_destroy(stage->context) == MEMGUARD_OK &&
             (stage->region.data == NULL || memcall_free(&stage->region) == MEMCALL_OK);
  *stage = (bench_stage){.context = NULL};
  return all;
}
