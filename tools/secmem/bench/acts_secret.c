/* acts_secret.c: secrets of 32 bytes. */
#include "tools/secmem/bench/act.h"

static const unsigned char kValue[BENCH_SMALL] = {1};

static bool make(bench_stage *stage, securememory_secret **out) {
  return securememory_secret_new_copy(stage->factory, kValue, sizeof kValue, out) ==
         SECUREMEMORY_OK;
}

static bool set(bench_stage *stage, securememory_kind kind) {
  return bench_set_context(stage) &&
         securememory_factory_new(stage->context, kind, NULL, &stage->factory) == SECUREMEMORY_OK &&
         make(stage, &stage->secret);
}

bool bench_set_sealed(bench_stage *stage) { return set(stage, SECUREMEMORY_SEALED); }
bool bench_set_protected(bench_stage *stage) { return set(stage, SECUREMEMORY_PROTECTED); }

bool bench_secret_pair(bench_stage *stage, size_t times) {
  for (; times != 0; times--) {
    securememory_secret *secret = NULL;
    if (!make(stage, &secret)) return false;
    securememory_secret_destroy(secret);
  }
  return true;
}

static int look(const unsigned char *bytes, size_t length, void *user) {
  (void)length;
  (void)user;
  return bytes == NULL;
}

bool bench_with_bytes(bench_stage *stage, size_t times) {
  for (; times != 0; times--)
    if (securememory_secret_with_bytes(stage->secret, look, NULL) != SECUREMEMORY_OK) return false;
  return true;
}
