/* act.h: what is measured: acts that are done again and again, each on a stage of its own. */
#ifndef TOOLS_SECMEM_BENCH_ACT_H
#define TOOLS_SECMEM_BENCH_ACT_H

#include "memcall/memcall.h"
#include "memguard/memguard.h"
#include "securememory/securememory.h"

enum { BENCH_SMALL = 32, BENCH_STREAM = 64 * 1024, BENCH_LARGE = 1024 * 1024 };

/* What acts work with: made once, before the first. */
typedef struct bench_stage {
  memguard_context *context;
  securememory_factory *factory;
  securememory_secret *secret;
  memguard_buffer *buffer;
  memguard_enclave **enclaves; /* BENCH_PURGED of them */
  memguard_stream *stream;
  memcall_region region;
  unsigned char *bytes; /* in the context's heap */
  size_t size;
} bench_stage;

typedef struct bench_act {
  const char *group, *name;
  bool floor;   /* no act of the library: what the acts beside it cannot do without */
  bool once;    /* leaves its stage useless: each time is measured alone, on another */
  size_t bytes; /* that go through it, where that says more than how long it takes; else 0 */
  bool (*set)(bench_stage *stage); /* the stage is zeroed; NULL: nothing is needed */
  bool (*run)(bench_stage *stage, size_t times);
} bench_act;

/* All acts, by group. False from set, run and bench_clear: memcall_last_error says why. */
const bench_act *bench_acts(size_t *count);

/* A context that goes on where nothing can be locked, and says so. */
bool bench_set_context(bench_stage *stage);
bool bench_clear(bench_stage *stage);
/* Whether nothing on it that should be locked is not. */
bool bench_is_locked(const bench_stage *stage);

/* acts_memory.c, acts_sealed.c, acts_secret.c, act_purge.c */
bool bench_plain_pair(bench_stage *stage, size_t times);
bool bench_heap_pair(bench_stage *stage, size_t times);
bool bench_set_region(bench_stage *stage);
bool bench_protect_pair(bench_stage *stage, size_t times);
bool bench_set_buffer(bench_stage *stage);
bool bench_freeze_melt(bench_stage *stage, size_t times);
bool bench_buffer_pair(bench_stage *stage, size_t times);
bool bench_set_small(bench_stage *stage);
bool bench_set_large(bench_stage *stage);
bool bench_seal_open(bench_stage *stage, size_t times);
bool bench_set_stream(bench_stage *stage);
bool bench_write_read(bench_stage *stage, size_t times);
bool bench_set_sealed(bench_stage *stage);
bool bench_set_protected(bench_stage *stage);
bool bench_secret_pair(bench_stage *stage, size_t times);
bool bench_with_bytes(bench_stage *stage, size_t times);
enum { BENCH_PURGED = 1000 };
bool bench_set_purge(bench_stage *stage);
bool bench_purge(bench_stage *stage, size_t times);

#endif
