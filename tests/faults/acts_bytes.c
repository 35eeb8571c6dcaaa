/* acts_bytes.c: memguard/bytes.h, and calls that only name things. */
#include <string.h>

#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)

ACT(wipe) {
  memguard_wipe(scene->source, sizeof scene->source);
  FAULTS_EXPECT(scene, faults_is_zero(scene->source, sizeof scene->source));
  return 0;
}
ACT(scramble) { return memguard_scramble(scene->source, FAULTS_SIZE); }
static void is_random_or_zero(faults_scene *scene, unsigned status) {
  FAULTS_EXPECT(scene, faults_is_zero(scene->source, FAULTS_SIZE) == (status != 0));
  FAULTS_EXPECT(scene, !faults_holds_plain(scene->source, 0, sizeof faults_mark));
}
ACT(equal) {
  FAULTS_EXPECT(scene, memguard_equal(scene->source, faults_plain(), FAULTS_LONG));
  return 0;
}
ACT(copy) {
  memguard_copy(scene->out, scene->source, FAULTS_LONG);
  FAULTS_EXPECT(scene, faults_holds_plain(scene->out, 0, FAULTS_LONG));
  return 0;
}
ACT(move) {
  memguard_move(scene->out, scene->source, FAULTS_LONG);
  FAULTS_EXPECT(scene, faults_holds_plain(scene->out, 0, FAULTS_LONG));
  FAULTS_EXPECT(scene, faults_is_zero(scene->source, FAULTS_LONG));
  return 0;
}
ACT(scrub_registers) {
  (void)scene;
  memguard_scrub_registers();
  return 0;
}
ACT(scrub_stack) {
  (void)scene;
  memguard_scrub_stack(1000);
  return 0;
}
static void raise_flag(void *user) { ((faults_scene *)user)->flag = true; }
ACT(call_scrubbed) {
  memguard_call_scrubbed(raise_flag, scene, 1000);
  FAULTS_EXPECT(scene, scene->flag);
  return 0;
}
ACT(names) {
  FAULTS_EXPECT(scene, strcmp(memguard_status_name(MEMGUARD_OK), "MEMGUARD_OK") == 0);
  return 0;
}
ACT(version) {
  FAULTS_EXPECT(scene, strcmp(memguard_version(), memcall_version()) == 0);
  return 0;
}
ACT(secure_names) {
  FAULTS_EXPECT(scene, strcmp(securememory_status_name(SECUREMEMORY_OK), "SECUREMEMORY_OK") == 0);
  return 0;
}
ACT(secure_version) {
  FAULTS_EXPECT(scene, strcmp(securememory_version(), memcall_version()) == 0);
  return 0;
}

static const faults_act kActs[] = {
    {"memguard_wipe", "", NULL, wipe, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_scramble", "", NULL, scramble, is_random_or_zero, "RANDOM", 0},
    {"memguard_equal", "", NULL, equal, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_copy", "", NULL, copy, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_move", "", NULL, move, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_scrub_registers", "", NULL, scrub_registers, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_scrub_stack", "", NULL, scrub_stack, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_call_scrubbed", "", NULL, call_scrubbed, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_status_name", "", NULL, names, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_version", "", NULL, version, NULL, "", FAULTS_ASKS_NOTHING},
    {"securememory_status_name", "", NULL, secure_names, NULL, "", FAULTS_ASKS_NOTHING},
    {"securememory_version", "", NULL, secure_version, NULL, "", FAULTS_ASKS_NOTHING},
};
const faults_acts faults_bytes_acts = {kActs, sizeof kActs / sizeof *kActs};
