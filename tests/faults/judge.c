#include "tests/faults/judge.h"

#include <string.h>

/* --- The answer ------------------------------------------------------------------------------ */

void faults_mark_error(void) {
  memcall_status status = memcall_random(NULL, 1);
  (void)status;
}

static bool is_marked(const memcall_error *error) {
  return error->status == MEMCALL_ERR_INVALID && strcmp(error->operation, "memcall_random") == 0;
}

static bool is_documented(const char *statuses, unsigned status) {
  const char *name =
      securememory_status_name((securememory_status)status) + strlen("SECUREMEMORY_ERR_");
  size_t length = strlen(name);
  for (const char *at = statuses; (at = strstr(at, name)) != NULL; at++)
    if ((at == statuses || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) return true;
  return false;
}

static unsigned status_of_provider(const char *failed) {
  if (strcmp(failed, "open") == 0) return MEMGUARD_ERR_AUTH;
  return strcmp(failed, "seal") == 0 ? MEMGUARD_ERR_OVERFLOW : MEMGUARD_ERR_NO_MEMORY;
}

/* What a failure is called where it comes out. */
static unsigned status_of(const faults_run *run) {
  if (run->fault->side == FAULTS_MEMORY) return MEMGUARD_ERR_NO_MEMORY;
  if (run->fault->side == FAULTS_CRYPTO) return status_of_provider(run->failed);
  if (strcmp(run->failed, "random") == 0) return MEMGUARD_ERR_RANDOM;
  if (strncmp(run->failed, "host_read", 9) == 0 || strncmp(run->failed, "host_write", 10) == 0)
    return MEMGUARD_ERR_IO;
  return (unsigned)run->fault->status;
}

static void judge_questions(faults_scene *scene, const faults_run *run) {
  size_t calls = 0;
  for (int side = FAULTS_SYSTEM; side <= FAULTS_CRYPTO; side++)
    calls += faults_calls((faults_side)side);
  FAULTS_EXPECT(scene, calls == 0 || (run->act->is & FAULTS_ASKS_NOTHING) == 0);
}

void faults_judge_answer(faults_scene *scene, const faults_run *run) {
  judge_questions(scene, run);
  if (run->status == 0) {
    bool may_tell = run->failed != NULL && (run->act->is & FAULTS_MAY_TELL) != 0;
    FAULTS_EXPECT(scene, may_tell || is_marked(&run->error));
    return;
  }
  FAULTS_EXPECT(scene, run->failed != NULL);
  if (run->failed == NULL) return;
  FAULTS_EXPECT(scene, is_documented(run->act->statuses, run->status));
  FAULTS_EXPECT(scene, run->status == status_of(run) || ((run->act->is & FAULTS_LOSES) != 0 &&
                                                         run->status == SECUREMEMORY_ERR_EXPIRED));
  FAULTS_EXPECT(scene, (unsigned)run->error.status == run->status);
  FAULTS_EXPECT(scene, run->error.text != NULL && strlen(run->error.text) > 10);
}

/* --- What is in use -------------------------------------------------------------------------- */

static void judge_content(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const faults_account *now = &run->after, *was = &run->before, *then = &calm->after;
  FAULTS_EXPECT(scene, now->verified);
  if (run->status == 0) {
    FAULTS_EXPECT(scene, now->readable == then->readable);
    FAULTS_EXPECT(scene, now->anywhere == then->anywhere);
  } else if ((run->act->is & FAULTS_LOSES) != 0) {
    FAULTS_EXPECT(scene, now->readable <= was->readable && now->anywhere <= was->anywhere);
  } else {
    FAULTS_EXPECT(scene, now->readable == was->readable);
    FAULTS_EXPECT(scene, now->anywhere == was->anywhere);
  }
}

static void judge_usage(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const fake_os_usage *now = &run->after.used, *then = &calm->after.used, *was = &run->before.used;
  const fake_os_usage *most_locked = then->locked_bytes > was->locked_bytes ? then : was;
  const fake_os_usage *most = then->live > was->live ? then : was;
  FAULTS_EXPECT(scene, now->live <= most->live + run->kept.count);
  FAULTS_EXPECT(scene, now->locked_bytes <= most_locked->locked_bytes + run->kept.locked);
  FAULTS_EXPECT(scene, fake_os_offences() == 0);
}

static void judge_stats(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const memguard_stats *now = &run->after.stats, *was = &run->before.stats,
                       *then = &calm->after.stats;
  bool failed = run->status != 0, counted = failed && (run->act->is & FAULTS_COUNTED) != 0;
  FAULTS_EXPECT(scene, now->live == (failed ? was : then)->live);
  FAULTS_EXPECT(scene, now->allocations == (failed ? was : then)->allocations);
  FAULTS_EXPECT(scene, now->failures == was->failures + (counted ? 1 : 0));
  FAULTS_EXPECT(scene, now->peak <= then->peak && now->peak >= was->peak);
}

static void judge_metrics(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const securememory_metrics *now = &run->after.metrics, *was = &run->before.metrics,
                             *then = &calm->after.metrics;
  bool failed = run->status != 0, told = failed && (run->act->is & FAULTS_TOLD) != 0;
  FAULTS_EXPECT(scene, now->created == (failed ? was : then)->created);
  FAULTS_EXPECT(scene, now->in_use == (failed ? was : then)->in_use);
  FAULTS_EXPECT(scene, now->failures == was->failures + (told ? 1 : 0));
}

void faults_judge_accounts(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  judge_usage(scene, run, calm);
  if (run->status == MEMGUARD_ERR_IO && (run->act->is & FAULTS_LEAVES) != 0) return;
  judge_content(scene, run, calm);
  judge_stats(scene, run, calm);
  judge_metrics(scene, run, calm);
}

/* --- The ledger ------------------------------------------------------------------------------ */

/* What was refused may be known to the context, or given up. */
void faults_judge_ledger(faults_scene *scene, const faults_run *run) {
  const fake_os_usage *now = &run->after.used, *start = &run->start.used;
  const memguard_stats *stats = &run->after.stats;
  if ((run->act->is & FAULTS_ELSEWHERE) != 0) return;
  size_t locked = now->locked_bytes - start->locked_bytes;
  size_t mapped = now->mapped_bytes - start->mapped_bytes;
  FAULTS_EXPECT(scene,
                stats->locked_bytes <= locked && locked <= stats->locked_bytes + run->kept.locked);
  FAULTS_EXPECT(scene,
                stats->mapped_bytes <= mapped && mapped <= stats->mapped_bytes + run->kept.bytes);
}
