#include "tests/faults/enumerate.h"

#include <stdio.h>
#include <string.h>

#include "tests/faults/judge.h"

#define SPACE ((size_t)2 << 20) /* what no heap takes costs no time */

enum { FAULTS_OPERATIONS = 400 };

/* One way of doing one act. */
typedef struct faults_case {
  const faults_act *act;
  const faults_place *place;
  securememory_kind kind;
  bool warm; /* the same was done before, so that what it needs of the context is there */
  faults_run calm;
  const char *operations[FAULTS_OPERATIONS]; /* of the calm run */
  size_t names;
  faults_result *result;
} faults_case;

/* --- The world ------------------------------------------------------------------------------- */

static void enter_world(const faults_place *place) {
  fake_os_drop(); /* what an act before left because of a bug */
  fake_os_become(place->system);
  if (place->has_cipher) fake_os_give_cipher();
  fake_os_limits limits = fake_os_get_limits();
  limits.mapped_bytes = fake_os_used().mapped_bytes + SPACE;
  fake_os_set_limits(limits);
}

/* --- One run --------------------------------------------------------------------------------- */

static bool prepare(const faults_case *at, faults_scene *scene) {
  return at->act->prepare == NULL || at->act->prepare(scene);
}

static bool do_before(const faults_case *at, faults_scene *scene) {
  if (!at->warm) return true;
  if (!prepare(at, scene) || at->act->call(scene) != 0) return false;
  faults_scene_clear(scene);
  return true;
}

static void check(const faults_case *at, faults_scene *scene, unsigned status) {
  if (at->act->check != NULL) at->act->check(scene, status);
}

static void remember_operations(faults_case *at) {
  fake_os_entry entry;
  for (size_t i = fake_os_operations(); i-- > 0 && at->names < FAULTS_OPERATIONS;)
    if (fake_os_log(i, &entry)) at->operations[at->names++] = entry.operation;
}

static void look_at_log(faults_run *run) {
  fake_os_entry entry;
  for (size_t i = fake_os_operations(); i-- > 0;) {
    if (!fake_os_log(i, &entry)) continue;
    run->maps += entry.status == MEMCALL_OK && strncmp(entry.operation, "map", 3) == 0;
    if (entry.status != MEMCALL_OK && run->failures < FAULTS_FAILURES)
      run->failed_too[run->failures++] = entry.operation;
  }
  run->is_powerless = run->failed != NULL && run->fault->side == FAULTS_SYSTEM &&
                      run->fault->operation == NULL && run->fault->persistent;
}

static void meet(faults_case *at, const faults_fault *fault, faults_scene *scene, faults_run *run) {
  run->act = at->act;
  run->fault = fault;
  run->before = faults_account_of(scene, &run->start);
  faults_mark_error();
  faults_arm(fault);
  run->status = at->act->call(scene);
  run->failed = faults_disarm();
  run->error = *memcall_last_error();
  look_at_log(run);
  if (fault->nth == 0) remember_operations(at);
  run->kept = faults_what_was_kept();
  run->after = faults_account_of(scene, &run->start);
  scene->powerless = run->is_powerless;
  scene->without_crypto = fault->side == FAULTS_CRYPTO;
  check(at, scene, run->status);
  scene->powerless = scene->without_crypto = false;
}

/* The same again: a call that failed left everything fit for it, or its owner destroys and makes
   anew what ended. */
static void try_again(const faults_case *at, faults_scene *scene, const faults_run *run) {
  bool lost = run->status != 0 && (at->act->is & FAULTS_LOSES) != 0;
  if (run->status == 0 || lost) {
    faults_scene_clear(scene);
    FAULTS_EXPECT(scene, prepare(at, scene));
  }
  scene->given = 0; /* a source begins anew; a sink goes on */
  unsigned status = at->act->call(scene);
  FAULTS_EXPECT(scene, status == 0);
  if (run->status == 0 || lost) check(at, scene, status);
  faults_scene_clear(scene);
}

static void expect_nothing_left(faults_scene *scene, const faults_run *run) {
  FAULTS_EXPECT(scene, fake_os_offences() == run->before.offences);
  faults_give_back_kept(&run->start);
  const fake_os_usage now = faults_used_since(&run->start);
  FAULTS_EXPECT(scene, now.live == 0);
  FAULTS_EXPECT(scene, now.locked_bytes == 0);
  FAULTS_EXPECT(scene, now.mappings == 0);
  FAULTS_EXPECT(scene, now.mapped_bytes == 0);
  FAULTS_EXPECT(scene, faults_is_nowhere());
}

static bool is_new(faults_result *result, const char *trouble) {
  if (trouble == NULL || result->troubles == FAULTS_TROUBLES) return false;
  for (size_t i = 0; i < result->troubles; i++)
    if (strcmp(result->sorts[i], trouble) == 0) return false;
  result->sorts[result->troubles++] = trouble;
  return true;
}

static void report(const faults_case *at, const faults_scene *scene, const faults_run *run) {
  const char *const sides[] = {"", "system", "memory", "crypto"};
  if (!is_new(at->result, scene->trouble)) return;
  size_t length = strlen(at->result->text);
  (void)snprintf(
      at->result->text + length, sizeof at->result->text - length,
      "%s: %s (%s), %s, kind %d: no. %zu of %s %s (%s), %s: %s; line %d: %s\n", at->place->name,
      at->act->function, at->act->how, at->warm ? "warm" : "cold", (int)at->kind, run->fault->nth,
      sides[run->fault->side], memcall_status_name(run->fault->status),
      run->failed != NULL ? run->failed : "none", run->fault->persistent ? "from then on" : "once",
      securememory_status_name((securememory_status)run->status), scene->line, scene->trouble);
}

/* False: the fault hit nothing any more. */
static bool run_once(faults_case *at, const faults_fault *fault) {
  static faults_scene scene;
  faults_run run;
  const memguard_options options = at->place->options();
  memset(&run, 0, sizeof run);
  run.start = fake_os_used();
  FAULTS_EXPECT(&scene, faults_scene_open(&scene, &options, at->kind));
  FAULTS_EXPECT(&scene, do_before(at, &scene) && prepare(at, &scene));
  meet(at, fault, &scene, &run);
  if (fault->nth == 0) at->calm = run;
  faults_judge_answer(&scene, &run);
  faults_judge_accounts(&scene, &run, &at->calm);
  faults_judge_ledger(&scene, &run);
  try_again(at, &scene, &run);
  FAULTS_EXPECT(&scene, faults_scene_close(&scene));
  expect_nothing_left(&scene, &run);
  report(at, &scene, &run);
  if (fake_os_offences() != 0) enter_world(at->place); /* which ends what was kept of it */
  at->result->runs++;
  at->result->hits += run.failed != NULL;
  return run.failed != NULL;
}

/* --- Every failure --------------------------------------------------------------------------- */

/* What the seam may answer. A lock limit is met by what locks. */
static const faults_fault kFaults[] = {
    {FAULTS_SYSTEM, MEMCALL_ERR_NO_MEMORY, NULL, false, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_NO_MEMORY, NULL, true, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_DENIED, NULL, false, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_DENIED, NULL, true, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_UNSUPPORTED, NULL, false, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_SYSTEM, NULL, false, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_SYSTEM, NULL, true, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_LOCK_LIMIT, "lock", false, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_LOCK_LIMIT, "lock", true, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_LOCK_LIMIT, "map_secret", false, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_LOCK_LIMIT, "map_secret", true, 0},
    {FAULTS_SYSTEM, MEMCALL_ERR_SYSTEM, "random", true, 0},
    {FAULTS_MEMORY, MEMCALL_OK, NULL, false, 0},
    {FAULTS_MEMORY, MEMCALL_OK, NULL, true, 0},
    {FAULTS_CRYPTO, MEMCALL_OK, NULL, false, 0},
    {FAULTS_CRYPTO, MEMCALL_OK, NULL, true, 0},
};

/* What no system lacks, and what cannot run out of memory. Told by what the calm act asks for. */
static bool is_possible(const faults_case *at, const faults_fault *fault) {
  static const char *const always[] = {"map",        "map_sparse", "unmap",     "protect",
                                       "lock",       "random",     "is_mapped", "lock_limit",
                                       "os_encrypt", "os_decrypt"};
  if (fault->side != FAULTS_SYSTEM || fault->nth > at->names) return true;
  const char *operation = at->operations[fault->nth - 1];
  if (fault->status == MEMCALL_ERR_NO_MEMORY)
    return strncmp(operation, "harden_", 7) != 0 && strncmp(operation, "core_limit", 10) != 0;
  if (fault->status != MEMCALL_ERR_UNSUPPORTED) return true;
  for (size_t i = 0; i < sizeof always / sizeof *always; i++)
    if (strcmp(operation, always[i]) == 0) return false;
  return true;
}

static void fail_each(faults_case *at, faults_fault fault) {
  bool goes_on = true;
  for (fault.nth = 1; goes_on; fault.nth++)
    if (is_possible(at, &fault)) goes_on = run_once(at, &fault);
}

static void enumerate(faults_case *at) {
  const faults_fault none = {FAULTS_SYSTEM, MEMCALL_OK, NULL, false, 0};
  enter_world(at->place);
  (void)run_once(at, &none);
  for (size_t i = 0; i < sizeof kFaults / sizeof *kFaults; i++) fail_each(at, kFaults[i]);
}

faults_result faults_enumerate(const faults_act *act, const faults_place *place) {
  faults_result result;
  memset(&result, 0, sizeof result);
  securememory_kind last =
      (act->is & FAULTS_EVERY_KIND) != 0 ? SECUREMEMORY_GUARDED : SECUREMEMORY_SEALED;
  for (securememory_kind kind = SECUREMEMORY_SEALED; kind <= last; kind++)
    for (int warm = 0; warm <= 1; warm++) {
      faults_case at = {
          .act = act, .place = place, .kind = kind, .warm = warm != 0, .result = &result};
      enumerate(&at);
    }
  return result;
}

/* What belongs to the process, in the order in which the library makes it. */
void faults_warm_up(void) {
  faults_scene scene;
  const memguard_options options = memguard_options_default();
  fake_os_become(&fake_os_systems[0]);
  if (!faults_scene_open(&scene, &options, SECUREMEMORY_SEALED)) return;
  if (memguard_buffer_new_copy(scene.context, faults_plain(), FAULTS_SIZE, &scene.buffer) ==
      MEMGUARD_OK)
    (void)memguard_buffer_status(scene.buffer);
  faults_scene_clear(&scene);
  (void)faults_scene_close(&scene);
  fake_os_keep();
}
