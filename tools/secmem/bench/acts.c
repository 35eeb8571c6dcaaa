/* acts.c: the table of acts. */
#include "tools/secmem/bench/act.h"

static const bench_act kActs[] = {
    {.group = "heap",
     .name = "malloc+free, 32 bytes",
     .set = bench_set_context,
     .run = bench_heap_pair},
    {.group = "heap",
     .name = "plain malloc, wipe, free, 32 bytes",
     .floor = true,
     .run = bench_plain_pair},
    {.group = "buffer",
     .name = "new+destroy, 32 bytes",
     .set = bench_set_buffer,
     .run = bench_buffer_pair},
    {.group = "buffer", .name = "freeze+melt", .set = bench_set_buffer, .run = bench_freeze_melt},
    {.group = "buffer",
     .name = "two bare changes of a page's access",
     .floor = true,
     .set = bench_set_region,
     .run = bench_protect_pair},
    {.group = "enclave",
     .name = "seal+open, 32 bytes",
     .set = bench_set_small,
     .run = bench_seal_open},
    {.group = "enclave",
     .name = "seal+open, 1 MiB",
     .bytes = BENCH_LARGE,
     .set = bench_set_large,
     .run = bench_seal_open},
    {.group = "stream",
     .name = "write+read, 64 KiB",
     .bytes = BENCH_STREAM,
     .set = bench_set_stream,
     .run = bench_write_read},
    {.group = "secret",
     .name = "new+destroy, sealed",
     .set = bench_set_sealed,
     .run = bench_secret_pair},
    {.group = "secret",
     .name = "with_bytes, sealed",
     .set = bench_set_sealed,
     .run = bench_with_bytes},
    {.group = "secret",
     .name = "with_bytes, protected",
     .set = bench_set_protected,
     .run = bench_with_bytes},
    {.group = "purge",
     .name = "1,000 enclaves",
     .once = true,
     .set = bench_set_purge,
     .run = bench_purge},
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

bool bench_is_locked(const bench_stage *stage) {
  memguard_report report = {.struct_size = sizeof report};
  if (stage->region.data != NULL) return (stage->region.in_force & MEMCALL_LOCKED) != 0;
  if (stage->context == NULL) return true;
  return memguard_context_report(stage->context, &report) == MEMGUARD_OK &&
         (report.now.in_force & MEMCALL_LOCKED) != 0;
}
