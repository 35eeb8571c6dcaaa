/* acts_secret.c: making secrets, and ending them. */
#include "tests/fake_os/fake_os.h"
#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

FAULTS_ENDS(securememory_secret);
FAULTS_ENDS(securememory_reader);

/* --- Making ---------------------------------------------------------------------------------- */

ACT(make_from) {
  securememory_secret *out = FAULTS_UNTOUCHED;
  unsigned status = securememory_secret_new_from(scene->factory, scene->source, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_securememory_secret);
}
ACT(make_copy) {
  securememory_secret *out = FAULTS_UNTOUCHED;
  unsigned status = securememory_secret_new_copy(scene->factory, scene->source, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_securememory_secret);
}
ACT(make_random) {
  securememory_secret *out = FAULTS_UNTOUCHED;
  unsigned status = securememory_secret_new_random(scene->factory, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_securememory_secret);
}
ACT(read_source) {
  securememory_secret *out = FAULTS_UNTOUCHED;
  unsigned status =
      securememory_secret_new_read(scene->factory, faults_source(scene), FAULTS_LONG, &out);
  return faults_made(scene, status, out, end_securememory_secret);
}
ACT(read_descriptor) {
  securememory_secret *out = FAULTS_UNTOUCHED;
  memguard_source source =
      memguard_source_fd(fake_os_source(faults_plain(), FAULTS_LONG, FAULTS_PIECE));
  unsigned status = securememory_secret_new_read(scene->factory, source, FAULTS_LONG, &out);
  return faults_made(scene, status, out, end_securememory_secret);
}

PREPARE(secret) {
  return securememory_secret_new_copy(scene->factory, faults_plain(), FAULTS_SIZE,
                                      &scene->secret) == SECUREMEMORY_OK;
}
ACT(duplicate) {
  securememory_secret *out = FAULTS_UNTOUCHED;
  unsigned status = securememory_secret_duplicate(scene->secret, &out);
  return faults_made(scene, status, out, end_securememory_secret);
}
ACT(make_reader) {
  securememory_reader *out = FAULTS_UNTOUCHED;
  unsigned status = securememory_reader_new(scene->secret, &out);
  return faults_made(scene, status, out, end_securememory_reader);
}

static int look(const unsigned char *bytes, size_t length, void *user) {
  faults_scene *scene = user;
  scene->got = length;
  FAULTS_EXPECT(scene, faults_holds_plain(bytes, 0, length));
  return 0;
}
CHECK(is_plain) {
  if (status != 0) return;
  FAULTS_EXPECT(scene, securememory_secret_with_bytes(scene->made, look, scene) == SECUREMEMORY_OK);
  FAULTS_EXPECT(scene, scene->got == securememory_secret_size(scene->made));
}
CHECK(is_plain_and_moved) {
  is_plain(scene, status);
  faults_check_moved(scene, status);
}

/* --- The end --------------------------------------------------------------------------------- */

ACT(close) { return securememory_secret_close(scene->secret, 0); }
ACT(end) {
  securememory_secret_destroy(scene->secret);
  scene->secret = NULL;
  return 0;
}
CHECK(content_is_gone) {
  (void)status;
  FAULTS_EXPECT(scene, scene->powerless || faults_is_nowhere());
  FAULTS_EXPECT(scene, scene->secret == NULL ||
                           securememory_secret_status(scene->secret) == SECUREMEMORY_ERR_CLOSED);
}
PREPARE(reader) {
  return secret(scene) && securememory_reader_new(scene->secret, &scene->reader) == SECUREMEMORY_OK;
}
ACT(end_reader) {
  securememory_reader_destroy(scene->reader);
  scene->reader = NULL;
  return 0;
}

#define MAKING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM"
#define MAKES FAULTS_TOLD | FAULTS_EVERY_KIND

static const faults_act kActs[] = {
    {"securememory_secret_new_from", "", NULL, make_from, is_plain_and_moved, MAKING " OVERFLOW",
     MAKES},
    {"securememory_secret_new_copy", "", NULL, make_copy, is_plain, MAKING " OVERFLOW", MAKES},
    {"securememory_secret_new_random", "", NULL, make_random, NULL, MAKING " OVERFLOW", MAKES},
    {"securememory_secret_new_read", "", NULL, read_source, is_plain, MAKING " OVERFLOW", MAKES},
    {"securememory_secret_new_read", "of a descriptor", NULL, read_descriptor, is_plain,
     MAKING " OVERFLOW IO", MAKES},
    {"securememory_secret_duplicate", "", secret, duplicate, is_plain,
     MAKING " OVERFLOW AUTH EXPIRED", MAKES | FAULTS_LOSES},
    {"securememory_reader_new", "", secret, make_reader, NULL, "NO_MEMORY", FAULTS_EVERY_KIND},
    {"securememory_reader_destroy", "", reader, end_reader, NULL, "",
     FAULTS_ASKS_NOTHING | FAULTS_EVERY_KIND},
    {"securememory_secret_close", "", secret, close, content_is_gone, "", FAULTS_EVERY_KIND},
    {"securememory_secret_destroy", "", secret, end, content_is_gone, "", FAULTS_EVERY_KIND},
};
const faults_acts faults_secret_acts = {kActs, sizeof kActs / sizeof *kActs};
