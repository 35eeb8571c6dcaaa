/* table.h: every public function of memguard and securememory as an act that meets failures: what it
   needs, the call itself, and what must be true of its answer. */
#ifndef TESTS_FAULTS_TABLE_H
#define TESTS_FAULTS_TABLE_H

#include "tests/faults/scene.h"

MEMCALL_BEGIN

/* What an act is. */
enum {
  FAULTS_ASKS_NOTHING =
      1,              /* needs no system, no allocation and no crypto, so that nothing can fail */
  FAULTS_COUNTED = 2, /* a failure is one of memguard_stats.failures, */
  FAULTS_TOLD = 4,    /* and of securememory_metrics.failures */
  FAULTS_EVERY_KIND = 8, /* done with each kind of secret */
  FAULTS_MAY_TELL = 16,  /* OK may come with a last error: memguard/enclave.h */
  FAULTS_ELSEWHERE = 32, /* takes memory that the scene's context does not account for */
  FAULTS_LOSES = 64,     /* a failure may end the content, as its header says */
  FAULTS_PARTLY = 128,   /* OK may mean a part of it: what follows could not be had */
  FAULTS_LEAVES = 256,   /* a source that fails leaves an object with what it gave, and IO */
  FAULTS_AS_SYSTEM = 512 /* whatever the system answers is SYSTEM */
};

/* statuses: that it may answer besides OK when something below it fails, in the header's words. The
   test of completeness finds each of them there. prepare may be NULL, and so may check, which runs
   when nothing fails any more. */
typedef struct faults_act {
  const char *function, *how; /* how: "", or which of several ways to call it */
  bool (*prepare)(faults_scene *scene);
  unsigned (*call)(faults_scene *scene);
  void (*check)(faults_scene *scene, unsigned status);
  const char *statuses;
  unsigned is;
} faults_act;

typedef struct faults_acts {
  const faults_act *acts;
  size_t count;
} faults_acts;

extern const faults_acts faults_heap_acts, faults_context_acts, faults_key_acts, faults_buffer_acts,
    faults_bytes_acts, faults_source_acts, faults_enclave_acts, faults_stream_acts,
    faults_memcall_acts, faults_factory_acts, faults_secret_acts, faults_inside_acts,
    faults_flow_acts;

size_t faults_count_acts(void);
const faults_act *faults_act_at(size_t index);

MEMCALL_END

#endif
