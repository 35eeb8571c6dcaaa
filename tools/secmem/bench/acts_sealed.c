/* acts_sealed.c: sealing and opening. */
#include "tools/secmem/bench/act.h"

static bool set_bytes(bench_stage *stage, size_t size) {
  if (!bench_set_context(stage)) return false;
  stage->size = size;
  stage->bytes = memguard_malloc(stage->context, size);
  return stage->bytes != NULL && memguard_scramble(stage->bytes, size) == MEMGUARD_OK;
}

bool bench_set_small(bench_stage *stage) { return set_bytes(stage, BENCH_SMALL); }
bool bench_set_large(bench_stage *stage) { return set_bytes(stage, BENCH_LARGE); }

bool bench_seal_open(bench_stage *stage, size_t times) {
  bool well = true;
  for (; times != 0 && well; times--) {
    memguard_enclave *enclave = NULL;
    size_t length;
    well = memguard_enclave_new_copy(stage->context, stage->bytes, stage->size, &enclave) ==
               MEMGUARD_OK &&
           memguard_enclave_open_into(enclave, stage->bytes, stage->size, &length) == MEMGUARD_OK;
    memguard_enclave_destroy(enclave);
  }
  return well;
}

bool bench_set_stream(bench_stage *stage) {
  return set_bytes(stage, BENCH_STREAM) &&
         memguard_stream_new(stage->context, 0, &stage->stream) == MEMGUARD_OK;
}

bool bench_write_read(bench_stage *stage, size_t times) {
  for (; times != 0; times--) {
    size_t got;
    if (memguard_stream_write_copy(stage->stream, stage->bytes, stage->size) != MEMGUARD_OK ||
        memguard_stream_read(stage->stream, stage->bytes, stage->size, &got) != MEMGUARD_OK)
      return false;
  }
  return true;
}
