/* acts_context.c: memguard/context.h but for keys, and what ends all contexts. */
#include <string.h>

#include "tests/fake_os/fake_os.h"
#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

/* --- Their life ------------------------------------------------------------------------------ */

static void end_context(void *made) {
  memguard_status status = memguard_context_destroy(made);
  (void)status;
}
static unsigned make(faults_scene *scene, const memguard_options *options) {
  memguard_context *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_context_new(options, &out);
  return faults_made(scene, status, out, end_context);
}
ACT(make_context) { return make(scene, NULL); }
ACT(make_secret_context) {
  memguard_options options = memguard_options_default();
  options.secret_memory = MEMGUARD_REQUIRE;
  return make(scene, &options);
}

/* A used one: with pages of a heap, of a key and of buffers. */
PREPARE(other_context) {
  memguard_buffer *buffer = NULL;
  memguard_enclave *enclave = NULL;
  if (memguard_context_new(NULL, &scene->other) != MEMGUARD_OK) return false;
  void *object = memguard_malloc(scene->other, FAULTS_SIZE);
  bool done =
      object != NULL &&
      memguard_buffer_new_copy(scene->other, faults_plain(), FAULTS_SIZE, &buffer) == MEMGUARD_OK &&
      memguard_buffer_seal(buffer, &enclave) == MEMGUARD_OK;
  if (object != NULL) memcpy(object, faults_plain(), FAULTS_SIZE);
  memguard_free(scene->other, object);
  memguard_buffer_destroy(buffer);
  memguard_enclave_destroy(enclave);
  return done;
}
ACT(end_other) {
  unsigned status = memguard_context_destroy(scene->other);
  if (status == 0) scene->other = NULL;
  return status;
}

/* --- Asking ---------------------------------------------------------------------------------- */

ACT(report) {
  memguard_report out;
  memset(&out, 0x5a, sizeof out);
  out.struct_size = sizeof out;
  unsigned status = memguard_context_report(scene->context, &out);
  FAULTS_EXPECT(scene, status != 0 || out.live == 1);
  return status;
}
ACT(describe) {
  char text[2000];
  size_t length = memguard_context_describe(scene->context, text, sizeof text);
  FAULTS_EXPECT(scene, length < sizeof text && strlen(text) == length);
  return length != 0 ? 0u : (unsigned)memcall_last_error()->status;
}
ACT(stats) {
  memguard_stats out;
  memset(&out, 0x5a, sizeof out);
  out.struct_size = sizeof out;
  unsigned status = memguard_context_stats(scene->context, &out);
  FAULTS_EXPECT(scene, status != 0 || out.live == 1);
  return status;
}
ACT(verify) { return memguard_verify(scene->context); }
ACT(preflight) {
  size_t needed = 99, available = 99;
  unsigned status = memguard_preflight(scene->context, 1000, 32, &needed, &available);
  FAULTS_EXPECT(scene, status == 0 || (needed | available) == 0);
  return status;
}
ACT(reserve) { return memguard_reserve(scene->context, 1000, 32); }
ACT(default_one) {
  FAULTS_EXPECT(scene, memguard_default_context() != NULL);
  return 0;
}

/* --- Content --------------------------------------------------------------------------------- */

PREPARE(object) {
  scene->object = memguard_malloc(scene->context, FAULTS_SIZE);
  return scene->object != NULL;
}
/* Something of each sort, and pages that hold nothing. */
PREPARE(some) {
  void *more = memguard_malloc(scene->context, 100000);
  memguard_free(scene->context, more);
  return more != NULL && object(scene) &&
         memguard_buffer_new_copy(scene->context, faults_plain(), FAULTS_SIZE, &scene->buffer) ==
             MEMGUARD_OK &&
         memguard_enclave_new_copy(scene->context, faults_plain(), FAULTS_SIZE, &scene->enclave) ==
             MEMGUARD_OK;
}
ACT(trim) {
  memguard_trim(scene->context);
  return 0;
}
ACT(purge) {
  memguard_purge(scene->context);
  return 0;
}
ACT(purge_all) {
  (void)scene;
  memguard_purge_all();
  return 0;
}
ACT(purge_all_secrets) {
  (void)scene;
  securememory_purge_all();
  return 0;
}
ACT(emergency) {
  (void)scene;
  memguard_emergency_wipe();
  return 0;
}
CHECK(all_is_gone) {
  (void)status;
  FAULTS_EXPECT(scene, scene->powerless || faults_is_nowhere());
  FAULTS_EXPECT(scene, memguard_buffer_status(scene->buffer) == MEMGUARD_ERR_EXPIRED);
  FAULTS_EXPECT(scene, memguard_enclave_status(scene->enclave) == MEMGUARD_ERR_EXPIRED);
  FAULTS_EXPECT(scene, memguard_buffer_data(scene->buffer) == NULL);
}

#define RESERVING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM"

static const faults_act kActs[] = {
    {"memguard_default_context", "", NULL, default_one, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_context_new", "", NULL, make_context, NULL,
     "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM", FAULTS_ELSEWHERE},
    {"memguard_context_new", "with secret memory", NULL, make_secret_context, NULL,
     "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM", FAULTS_ELSEWHERE},
    {"memguard_context_destroy", "", other_context, end_other, NULL, "", FAULTS_ELSEWHERE},
    {"memguard_context_report", "", object, report, NULL, "SYSTEM", 0},
    {"memguard_context_describe", "", object, describe, NULL, "SYSTEM", 0},
    {"memguard_context_stats", "", object, stats, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_verify", "", some, verify, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_preflight", "", NULL, preflight, NULL, "NO_MEMORY LOCK_LIMIT SYSTEM", 0},
    {"memguard_reserve", "", NULL, reserve, NULL, RESERVING, 0},
    {"memguard_trim", "", some, trim, NULL, "", 0},
    {"memguard_purge", "", some, purge, all_is_gone, "", 0},
    {"memguard_purge_all", "", some, purge_all, all_is_gone, "", 0},
    {"securememory_purge_all", "", some, purge_all_secrets, all_is_gone, "", 0},
    {"memguard_emergency_wipe", "", some, emergency, all_is_gone, "", 0},
};
const faults_acts faults_context_acts = {kActs, sizeof kActs / sizeof *kActs};
