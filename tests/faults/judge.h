/* judge.h: what must be true after an act that met a failure. */
#ifndef TESTS_FAULTS_JUDGE_H
#define TESTS_FAULTS_JUDGE_H

#include "tests/faults/account.h"
#include "tests/faults/injection.h"
#include "tests/faults/table.h"

MEMCALL_BEGIN

enum { FAULTS_FAILURES = 64 };

/* What an act changed. */
typedef struct faults_run {
  const faults_act *act;
  const faults_fault *fault;
  const char *failed; /* what failed first; NULL: nothing */
  const char *failed_too[FAULTS_FAILURES];
  size_t failures, maps; /* operations that failed; mappings that were made */
  bool is_powerless;     /* no operation worked */
  unsigned status;
  memcall_error error; /* the thread's last, right after the call */
  fake_os_usage start;
  faults_account before, after;
  faults_kept kept;
} faults_run;

/* A last error that no call of an act leaves. */
void faults_mark_error(void);

/* Whether the status is documented and tells what failed, and the last error says the same. */
void faults_judge_answer(faults_scene *scene, const faults_run *run);
/* Whether as much is in use as after `calm`, the same act when nothing failed; or as before it. */
void faults_judge_accounts(faults_scene *scene, const faults_run *run, const faults_run *calm);
/* Whether the scene's context accounts for all that is in use. */
void faults_judge_ledger(faults_scene *scene, const faults_run *run);

MEMCALL_END

#endif
