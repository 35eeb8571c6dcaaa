/* acts_buffer.c: memguard/buffer.h but for sources. */
#include <string.h>

#include "tests/fake_os/fake_os.h"
#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

FAULTS_ENDS(memguard_buffer);

/* --- Making ---------------------------------------------------------------------------------- */

ACT(make) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_buffer_new(scene->context, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
ACT(make_aligned) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_buffer_new_aligned(scene->context, FAULTS_SIZE, 64, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
ACT(make_from) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_buffer_new_from(scene->context, scene->source, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
ACT(make_copy) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_buffer_new_copy(scene->context, scene->source, FAULTS_LONG, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
ACT(make_random) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_buffer_new_random(scene->context, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
CHECK(is_random) {
  if (status == 0) FAULTS_EXPECT(scene, !faults_is_zero(memguard_buffer_data(scene->made), 16));
}

/* --- One that is there ----------------------------------------------------------------------- */

PREPARE(frozen) {
  return memguard_buffer_new_copy(scene->context, faults_plain(), FAULTS_SIZE, &scene->buffer) ==
         MEMGUARD_OK;
}
PREPARE(melted) { return frozen(scene) && memguard_buffer_melt(scene->buffer) == MEMGUARD_OK; }
PREPARE(hidden) { return frozen(scene) && memguard_buffer_hide(scene->buffer) == MEMGUARD_OK; }
ACT(end) {
  memguard_buffer_destroy(scene->buffer);
  scene->buffer = NULL;
  return 0;
}
CHECK(content_is_gone) {
  (void)status;
  FAULTS_EXPECT(scene, scene->powerless || faults_is_nowhere());
}
CHECK(content_stays) {
  (void)status;
  FAULTS_EXPECT(scene, faults_holds_plain(memguard_buffer_data(scene->buffer), 0, FAULTS_SIZE));
}

ACT(melt) { return memguard_buffer_protect(scene->buffer, MEMGUARD_READ_WRITE); }
ACT(freeze) { return memguard_buffer_protect(scene->buffer, MEMGUARD_READ_ONLY); }
ACT(hide) { return memguard_buffer_protect(scene->buffer, MEMGUARD_NO_ACCESS); }
/* What can be read is locked, if the safeguards say so. */
static void expect_locked(faults_scene *scene) {
  const unsigned char *data = memguard_buffer_data(scene->buffer);
  memguard_safeguards safeguards = {0, 0};
  fake_os_page page;
  if (data == NULL || memguard_buffer_safeguards(scene->buffer, &safeguards) != MEMGUARD_OK) return;
  FAULTS_EXPECT(scene, fake_os_page_at(data, &page));
  FAULTS_EXPECT(scene, page.locks != 0 || (safeguards.in_force & MEMCALL_LOCKED) == 0);
}

/* Where nothing can be protected any more, it may stand open, and may be void. */
static void is_now(faults_scene *scene, memguard_protection protection) {
  if (scene->powerless) return;
  expect_locked(scene);
  FAULTS_EXPECT(scene, memguard_buffer_protection(scene->buffer) == protection);
}
CHECK(melts) { is_now(scene, status == 0 ? MEMGUARD_READ_WRITE : MEMGUARD_READ_ONLY); }
CHECK(freezes) { is_now(scene, status == 0 ? MEMGUARD_READ_ONLY : MEMGUARD_NO_ACCESS); }
CHECK(hides) { is_now(scene, status == 0 ? MEMGUARD_NO_ACCESS : MEMGUARD_READ_WRITE); }

ACT(resize) { return memguard_buffer_resize(scene->buffer, 20000); }
CHECK(resizes) {
  content_stays(scene, status);
  is_now(scene, MEMGUARD_READ_WRITE);
  FAULTS_EXPECT(scene, memguard_buffer_size(scene->buffer) == (status == 0 ? 20000u : FAULTS_SIZE));
}
ACT(scramble) { return memguard_buffer_scramble(scene->buffer); }
CHECK(scrambles) {
  content_is_gone(scene, status);
  FAULTS_EXPECT(scene,
                faults_is_zero(memguard_buffer_data(scene->buffer), FAULTS_SIZE) == (status != 0));
}

/* --- What needs nothing ---------------------------------------------------------------------- */

ACT(wipe) { return memguard_buffer_wipe(scene->buffer); }
ACT(write) { return memguard_buffer_write(scene->buffer, 0, scene->source, FAULTS_SIZE); }
ACT(write_copy) { return memguard_buffer_write_copy(scene->buffer, 0, scene->source, FAULTS_SIZE); }
ACT(read) { return memguard_buffer_read(scene->buffer, 0, scene->out, FAULTS_SIZE); }
ACT(equal) {
  return memguard_buffer_equal(scene->buffer, scene->source, FAULTS_SIZE, &scene->flag);
}
ACT(verify) { return memguard_buffer_verify(scene->buffer); }
ACT(safeguards) {
  memguard_safeguards out = {0, 0};
  return memguard_buffer_safeguards(scene->buffer, &out);
}
ACT(ask_status) { return memguard_buffer_status(scene->buffer); }
ACT(ask_size) { return memguard_buffer_size(scene->buffer) != FAULTS_SIZE; }
ACT(ask_protection) { return memguard_buffer_protection(scene->buffer) != MEMGUARD_READ_WRITE; }
ACT(ask_data) { return memguard_buffer_data(scene->buffer) == NULL; }
ACT(ask_mutable_data) { return memguard_buffer_mutable_data(scene->buffer) == NULL; }
CHECK(is_equal) {
  (void)status;
  FAULTS_EXPECT(scene, scene->flag);
}

#define MAKING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM"
#define ACCESS "NO_MEMORY LOCK_LIMIT DENIED SYSTEM EXPIRED"
#define NOTHING "", FAULTS_ASKS_NOTHING

static const faults_act kActs[] = {
    {"memguard_buffer_new", "", NULL, make, NULL, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_new_aligned", "", NULL, make_aligned, NULL, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_new_from", "", NULL, make_from, faults_check_moved, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_new_copy", "", NULL, make_copy, faults_check_kept, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_new_random", "", NULL, make_random, is_random, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_destroy", "frozen", frozen, end, content_is_gone, "", 0},
    {"memguard_buffer_destroy", "melted", melted, end, content_is_gone, "", 0},
    {"memguard_buffer_destroy", "hidden", hidden, end, content_is_gone, "", 0},
    {"memguard_buffer_protect", "melt", frozen, melt, melts, ACCESS, FAULTS_LOSES},
    {"memguard_buffer_protect", "freeze", hidden, freeze, freezes, ACCESS, FAULTS_LOSES},
    {"memguard_buffer_protect", "hide", melted, hide, hides, ACCESS, FAULTS_LOSES},
    {"memguard_buffer_resize", "", melted, resize, resizes, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_scramble", "", melted, scramble, scrambles, "RANDOM", FAULTS_LOSES},
    {"memguard_buffer_wipe", "", melted, wipe, content_is_gone, NOTHING},
    {"memguard_buffer_write", "", melted, write, faults_check_moved, NOTHING},
    {"memguard_buffer_write_copy", "", melted, write_copy, faults_check_kept, NOTHING},
    {"memguard_buffer_read", "", frozen, read, faults_check_out, NOTHING},
    {"memguard_buffer_equal", "", frozen, equal, is_equal, NOTHING},
    {"memguard_buffer_verify", "", frozen, verify, content_stays, NOTHING},
    {"memguard_buffer_safeguards", "", frozen, safeguards, content_stays, NOTHING},
    {"memguard_buffer_status", "", frozen, ask_status, content_stays, NOTHING},
    {"memguard_buffer_size", "", frozen, ask_size, content_stays, NOTHING},
    {"memguard_buffer_protection", "", melted, ask_protection, content_stays, NOTHING},
    {"memguard_buffer_data", "", frozen, ask_data, content_stays, NOTHING},
    {"memguard_buffer_mutable_data", "", melted, ask_mutable_data, content_stays, NOTHING},
};
const faults_acts faults_buffer_acts = {kActs, sizeof kActs / sizeof *kActs};
