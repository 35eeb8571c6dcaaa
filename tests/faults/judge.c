#include "tests/faults/judge.h"

#include <string.h>

#include "lib/memcall/backend/backend.h"

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

/* What the failure of an operation is called where it comes out. */
static unsigned status_of_operation(const char *operation, unsigned status) {
  if (strcmp(operation, "random") == 0) return MEMGUARD_ERR_RANDOM;
  if (strcmp(operation, "lock_limit") == 0) return MEMGUARD_ERR_SYSTEM;
  if (strcmp(operation, "host_read") == 0 || strcmp(operation, "host_write") == 0)
    return MEMGUARD_ERR_IO;
  return status;
}

/* Some operations that failed may have been done without. */
static bool tells_an_operation(const faults_run *run) {
  for (size_t i = 0; i < run->failures; i++)
    if (run->status == status_of_operation(run->failed_too[i], (unsigned)run->fault->status) ||
        (run->status == MEMGUARD_ERR_SYSTEM && strncmp(run->failed_too[i], "os_", 3) == 0))
      return true;
  return false;
}

static bool tells_what_failed(const faults_run *run) {
  if (run->status == SECUREMEMORY_ERR_EXPIRED) return (run->act->is & FAULTS_LOSES) != 0;
  if (run->fault->side == FAULTS_MEMORY) return run->status == MEMGUARD_ERR_NO_MEMORY;
  if (run->fault->side == FAULTS_CRYPTO) return run->status == status_of_provider(run->failed);
  if ((run->act->is & FAULTS_AS_SYSTEM) != 0) return run->status == MEMGUARD_ERR_SYSTEM;
  return tells_an_operation(run);
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
    bool may_tell = (run->act->is & FAULTS_MAY_TELL) != 0;
    FAULTS_EXPECT(scene, may_tell || is_marked(&run->error));
    return;
  }
  FAULTS_EXPECT(scene, run->failed != NULL);
  if (run->failed == NULL) return;
  FAULTS_EXPECT(scene, is_documented(run->act->statuses, run->status));
  FAULTS_EXPECT(scene, tells_what_failed(run));
  FAULTS_EXPECT(scene, (unsigned)run->error.status == run->status);
  FAULTS_EXPECT(scene, run->error.text != NULL && strlen(run->error.text) > 10);
}

/* --- What is in use -------------------------------------------------------------------------- */

/* What is charged for pages without access is what they will take again. */
static bool hides_unlocked(void) {
  return (memcall_backend_traits() & MEMCALL_TRAIT_NO_ACCESS_UNLOCKS) != 0;
}

/* Where no page can be made writable, pages that may only be read stay as they are until a later
   call. */
static void judge_content(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const faults_account *now = &run->after, *was = &run->before, *then = &calm->after;
  bool part = run->failed != NULL && (run->act->is & (FAULTS_PARTLY | FAULTS_LOSES)) != 0;
  size_t most = run->status == 0 && then->anywhere > was->anywhere ? then->anywhere : was->anywhere;
  FAULTS_EXPECT(scene, now->verified);
  if (run->is_powerless || part) {
    if (run->is_powerless && then->anywhere > most) most = then->anywhere;
    if (run->is_powerless && hides_unlocked()) most = FAULTS_LONG / 16 + 1; /* covered ones open */
    FAULTS_EXPECT(scene, now->readable <= most && now->anywhere <= most);
  } else {
    FAULTS_EXPECT(scene, now->readable == (run->status == 0 ? then : was)->readable);
    FAULTS_EXPECT(scene, now->anywhere == (run->status == 0 ? then : was)->anywhere);
  }
}

/* No more than when all goes well; and what a failed call made on its way, for those that follow. */
static void judge_usage(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const fake_os_usage *now = &run->after.used, *then = &calm->after.used, *was = &run->before.used;
  size_t most = then->locked_bytes > was->locked_bytes ? then->locked_bytes : was->locked_bytes;
  FAULTS_EXPECT(scene, now->live <= was->live + calm->maps + run->kept.count);
  bool elsewhere = (run->act->is & FAULTS_ELSEWHERE) != 0;
  FAULTS_EXPECT(scene, run->is_powerless || elsewhere || hides_unlocked() ||
                           now->locked_bytes <= most + run->kept.locked);
  FAULTS_EXPECT(scene, run->after.offences == run->before.offences);
}

static void judge_stats(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const memguard_stats *now = &run->after.stats, *was = &run->before.stats,
                       *then = &calm->after.stats;
  bool failed = run->status != 0, counted = failed && (run->act->is & FAULTS_COUNTED) != 0;
  FAULTS_EXPECT(scene, now->live == (failed ? was : then)->live);
  FAULTS_EXPECT(scene, now->allocations >= was->allocations);
  FAULTS_EXPECT(scene, !counted || now->failures == was->failures + 1);
  FAULTS_EXPECT(scene, counted || now->failures <= was->failures + (run->failed != NULL));
  FAULTS_EXPECT(scene, now->peak <= then->peak && now->peak >= was->peak);
}

static void judge_metrics(faults_scene *scene, const faults_run *run, const faults_run *calm) {
  const securememory_metrics *now = &run->after.metrics, *was = &run->before.metrics,
                             *then = &calm->after.metrics;
  bool failed = run->status != 0, told = failed && (run->act->is & FAULTS_TOLD) != 0;
  FAULTS_EXPECT(scene, now->created <= then->created && (failed || now->created == then->created));
  FAULTS_EXPECT(scene, now->in_use == (failed ? was : then)->in_use);
  bool lost = told && run->status == SECUREMEMORY_ERR_EXPIRED; /* and another may not be made */
  FAULTS_EXPECT(scene, lost || now->failures == was->failures + (told ? 1 : 0));
  FAULTS_EXPECT(scene, !lost || now->failures <= was->failures + 2);
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
  const fake_os_usage *now = &run->after.used;
  const memguard_stats *stats = &run->after.stats;
  if ((run->act->is & FAULTS_ELSEWHERE) != 0) return;
  FAULTS_EXPECT(scene, now->mapped_bytes >= stats->mapped_bytes);
  FAULTS_EXPECT(scene,
                run->is_powerless || now->mapped_bytes <= stats->mapped_bytes + run->kept.bytes);
  FAULTS_EXPECT(
      scene, run->kept.count != 0 || hides_unlocked() || now->locked_bytes >= stats->locked_bytes);
  FAULTS_EXPECT(scene,
                run->is_powerless || now->locked_bytes <= stats->locked_bytes + run->kept.locked);
}
