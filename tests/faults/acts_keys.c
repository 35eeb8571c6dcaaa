/* acts_keys.c: what renews the keys of a context. */
#include "tests/faults/table.h"

static bool sealed(faults_scene *scene) {
  return memguard_enclave_new_copy(scene->context, faults_plain(), FAULTS_SIZE, &scene->enclave) ==
         MEMGUARD_OK;
}

static unsigned refresh(faults_scene *scene) { return memguard_refresh(scene->context); }
static unsigned rotate(faults_scene *scene) { return memguard_rotate(scene->context); }
static unsigned restore(faults_scene *scene) { return memguard_after_restore(scene->context); }

/* When it fails, what was sealed opens all the same. */
static void still_opens(faults_scene *scene, unsigned status) {
  (void)status;
  FAULTS_EXPECT(scene, memguard_enclave_open_into(scene->enclave, scene->out, sizeof scene->out,
                                                  &scene->got) == MEMGUARD_OK);
  FAULTS_EXPECT(scene, faults_holds_plain(scene->out, 0, FAULTS_SIZE));
}

static const faults_act kActs[] = {
    {"memguard_refresh", "", sealed, refresh, still_opens, "RANDOM NO_MEMORY SYSTEM", 0},
    {"memguard_refresh", "before the first seal", NULL, refresh, NULL, "", 0},
    {"memguard_rotate", "", sealed, rotate, still_opens, "RANDOM NO_MEMORY SYSTEM", 0},
    {"memguard_after_restore", "", sealed, restore, still_opens, "RANDOM NO_MEMORY SYSTEM", 0},
};
const faults_acts faults_key_acts = {kActs, sizeof kActs / sizeof *kActs};
