/* acts_factory.c: securememory's factories and process. */
#include <string.h>

#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)

static void end_factory(void *made) {
  securememory_status status = securememory_factory_destroy(made);
  (void)status;
}
ACT(make) {
  securememory_factory *out = FAULTS_UNTOUCHED;
  unsigned status = securememory_factory_new(scene->context, scene->kind, NULL, &out);
  return faults_made(scene, status, out, end_factory);
}
PREPARE(another) {
  return securememory_factory_new(scene->context, scene->kind, NULL, &scene->another) ==
         SECUREMEMORY_OK;
}
ACT(end) {
  unsigned status = securememory_factory_destroy(scene->another);
  if (status == 0) scene->another = NULL;
  return status;
}
ACT(metrics) {
  securememory_metrics out;
  memset(&out, 0x5a, sizeof out);
  out.struct_size = sizeof out;
  unsigned status = securememory_factory_metrics(scene->factory, &out);
  FAULTS_EXPECT(scene, out.in_use == 1);
  return status;
}
PREPARE(secret) {
  return securememory_secret_new_copy(scene->factory, faults_plain(), FAULTS_SIZE,
                                      &scene->secret) == SECUREMEMORY_OK;
}
static void hear(const char *line, void *user) {
  faults_scene *scene = user;
  scene->flag = strlen(line) > 0;
}
ACT(leaks) {
  securememory_factory_leaks(scene->factory, hear, scene);
  FAULTS_EXPECT(scene, scene->flag);
  return 0;
}
ACT(default_one) {
  FAULTS_EXPECT(scene, securememory_default_factory() != NULL);
  return 0;
}

/* --- The process ----------------------------------------------------------------------------- */

ACT(harden) {
  memcall_hardening out;
  memset(&out, 0x5a, sizeof out);
  out.struct_size = sizeof out;
  unsigned status = securememory_harden_process(
      MEMCALL_HARDEN_CORE_DUMPS | MEMCALL_HARDEN_NOT_DUMPABLE | MEMCALL_HARDEN_NO_NEW_PRIVS, &out);
  FAULTS_EXPECT(scene, (status == 0) == ((out.in_force | out.unsupported) == out.asked));
  return status;
}
ACT(describe) {
  memcall_hardening report;
  char text[1000];
  memset(&report, 0, sizeof report);
  report.struct_size = sizeof report;
  report.asked = SECUREMEMORY_HARDEN_USUAL;
  size_t length = securememory_hardening_describe(&report, text, sizeof text);
  FAULTS_EXPECT(scene, length == strlen(text) && length > 20);
  return 0;
}

#define NOTHING "", FAULTS_ASKS_NOTHING

static const faults_act kActs[] = {
    {"securememory_default_factory", "", NULL, default_one, NULL, NOTHING},
    {"securememory_factory_new", "", NULL, make, NULL, "NO_MEMORY", FAULTS_EVERY_KIND},
    {"securememory_factory_destroy", "", another, end, NULL, NOTHING},
    {"securememory_factory_metrics", "", secret, metrics, NULL, NOTHING},
    {"securememory_factory_leaks", "", secret, leaks, NULL, NOTHING},
    {"securememory_harden_process", "", NULL, harden, NULL, "DENIED SYSTEM", 0},
    {"securememory_hardening_describe", "", NULL, describe, NULL, NOTHING},
};
const faults_acts faults_factory_acts = {kActs, sizeof kActs / sizeof *kActs};
