/* acts_heap.c: memguard/heap.h. */
#include <string.h>

#include "tests/fake_os/fake_os.h"
#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

#define MAKING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM"

enum { RUN = 3 * 4096, LARGE = 40 * 4096 };

/* --- Making ---------------------------------------------------------------------------------- */

static unsigned have(faults_scene *scene, void *object) {
  scene->object = object;
  return faults_status_of(object);
}
ACT(take_small) { return have(scene, memguard_malloc(scene->context, FAULTS_SIZE)); }
ACT(take_run) { return have(scene, memguard_malloc(scene->context, RUN)); }
ACT(take_large) { return have(scene, memguard_malloc(scene->context, LARGE)); }
ACT(take_many) { return have(scene, memguard_calloc(scene->context, 10, FAULTS_SIZE / 10)); }
ACT(take_aligned) { return have(scene, memguard_aligned_alloc(scene->context, 64, FAULTS_SIZE)); }
ACT(take_pages) { return have(scene, memguard_aligned_alloc(scene->context, 8192, FAULTS_SIZE)); }

CHECK(is_fresh) {
  if (status == 0) FAULTS_EXPECT(scene, faults_is_zero(scene->object, FAULTS_SIZE));
}

/* --- Moving ---------------------------------------------------------------------------------- */

static bool holds(faults_scene *scene, size_t size) {
  if (have(scene, memguard_malloc(scene->context, size)) != 0) return false;
  memcpy(scene->object, faults_plain(), FAULTS_SIZE);
  return true;
}
PREPARE(one) { return holds(scene, FAULTS_SIZE); }
PREPARE(one_large) { return holds(scene, LARGE); }

static unsigned move(faults_scene *scene, size_t size) {
  void *moved = memguard_realloc(scene->context, scene->object, size);
  if (moved != NULL) scene->object = moved;
  return faults_status_of(moved);
}
ACT(grow) { return move(scene, LARGE); }
ACT(grow_more) { return move(scene, 2 * LARGE); }
ACT(shrink) { return move(scene, FAULTS_SIZE); }
CHECK(content_stays) {
  (void)status;
  FAULTS_EXPECT(scene, faults_holds_plain(scene->object, 0, FAULTS_SIZE));
  FAULTS_EXPECT(scene, memguard_owns(scene->context, scene->object) == 1);
}

/* --- The end, and asking --------------------------------------------------------------------- */

ACT(end) {
  memguard_free(scene->context, scene->object);
  scene->object = NULL;
  return 0;
}
CHECK(content_is_gone) {
  (void)status;
  FAULTS_EXPECT(scene, scene->powerless || faults_is_nowhere());
}

ACT(ask_size) {
  FAULTS_EXPECT(scene, memguard_usable_size(scene->context, scene->object) == FAULTS_SIZE);
  return 0;
}
ACT(ask_owner) {
  FAULTS_EXPECT(scene, memguard_owns(scene->context, scene->object) == 1);
  return 0;
}
ACT(ask_safeguards) {
  memguard_safeguards safeguards = {0, 0};
  return memguard_safeguards_of(scene->context, scene->object, &safeguards);
}

static const faults_act kActs[] = {
    {"memguard_malloc", "small", NULL, take_small, is_fresh, MAKING, FAULTS_COUNTED},
    {"memguard_malloc", "pages", NULL, take_run, is_fresh, MAKING, FAULTS_COUNTED},
    {"memguard_malloc", "large", NULL, take_large, is_fresh, MAKING, FAULTS_COUNTED},
    {"memguard_calloc", "", NULL, take_many, is_fresh, MAKING, FAULTS_COUNTED},
    {"memguard_aligned_alloc", "in a slot", NULL, take_aligned, is_fresh, MAKING, FAULTS_COUNTED},
    {"memguard_aligned_alloc", "on pages", NULL, take_pages, is_fresh, MAKING, FAULTS_COUNTED},
    {"memguard_realloc", "to a large one", one, grow, content_stays, MAKING, FAULTS_COUNTED},
    {"memguard_realloc", "of a large one", one_large, grow_more, content_stays, MAKING,
     FAULTS_COUNTED},
    {"memguard_realloc", "to a small one", one_large, shrink, content_stays, MAKING,
     FAULTS_COUNTED},
    {"memguard_free", "small", one, end, content_is_gone, "", FAULTS_ASKS_NOTHING},
    {"memguard_free", "large", one_large, end, content_is_gone, "", 0},
    {"memguard_usable_size", "", one, ask_size, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_owns", "", one, ask_owner, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_safeguards_of", "", one, ask_safeguards, NULL, "", FAULTS_ASKS_NOTHING},
};
const faults_acts faults_heap_acts = {kActs, sizeof kActs / sizeof *kActs};
