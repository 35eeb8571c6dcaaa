/* acts_inside.c: entering secrets, and asking about them. */
#include <string.h>

#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

PREPARE(secret) {
  return securememory_secret_new_copy(scene->factory, faults_plain(), FAULTS_SIZE,
                                      &scene->secret) == SECUREMEMORY_OK;
}

/* --- Entering -------------------------------------------------------------------------------- */

ACT(with_bytes) {
  scene->flag = false;
  return securememory_secret_with_bytes(scene->secret, faults_look, scene);
}
/* EXPIRED may come after the callback ran: access could not be taken back. */
CHECK(was_inside) {
  FAULTS_EXPECT(scene, status == SECUREMEMORY_ERR_EXPIRED || scene->flag == (status == 0));
  FAULTS_EXPECT(scene, securememory_secret_status(scene->secret) ==
                           (status == SECUREMEMORY_ERR_EXPIRED ? status : SECUREMEMORY_OK));
}
ACT(borrow) {
  memset(&scene->loan, 0x5a, sizeof scene->loan);
  unsigned status = securememory_secret_borrow(scene->secret, &scene->loan);
  if (status == 0) return status;
  FAULTS_EXPECT(scene, scene->loan.bytes == NULL && scene->loan.length == 0);
  FAULTS_EXPECT(scene, scene->loan.secret == NULL);
  return status;
}
CHECK(is_lent) {
  if (status == 0) FAULTS_EXPECT(scene, faults_holds_plain(scene->loan.bytes, 0, FAULTS_SIZE));
}
PREPARE(lent) { return secret(scene) && borrow(scene) == 0; }
ACT(give_back) { return securememory_secret_return(&scene->loan); }
CHECK(is_given_back) {
  (void)status;
  FAULTS_EXPECT(scene, scene->loan.bytes == NULL && scene->loan.secret == NULL);
}
ACT(equal) {
  scene->flag = true;
  return securememory_secret_equal(scene->secret, scene->source, FAULTS_SIZE, &scene->flag);
}
ACT(equal_to) {
  scene->flag = true;
  return securememory_secret_equal_to(scene->secret, scene->secret, &scene->flag);
}
CHECK(is_equal) { FAULTS_EXPECT(scene, scene->flag == (status == 0)); }

PREPARE(reader) {
  return secret(scene) && securememory_reader_new(scene->secret, &scene->reader) == SECUREMEMORY_OK;
}
ACT(read) {
  scene->got = 9999;
  return securememory_reader_read(scene->reader, scene->out, FAULTS_SIZE, &scene->got);
}
CHECK(reads) {
  FAULTS_EXPECT(scene, scene->got == (status == 0 ? FAULTS_SIZE : 0u));
  faults_check_out(scene, status);
}

/* --- Asking ---------------------------------------------------------------------------------- */

ACT(ask_status) { return securememory_secret_status(scene->secret); }
ACT(ask_size) { return securememory_secret_size(scene->secret) != FAULTS_SIZE; }
ACT(safeguards) {
  memguard_safeguards out = {0, 0};
  return securememory_secret_safeguards(scene->secret, &out);
}

#define ENTERING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM AUTH EXPIRED"
#define ENTERS FAULTS_TOLD | FAULTS_EVERY_KIND | FAULTS_LOSES
#define NOTHING "", FAULTS_ASKS_NOTHING | FAULTS_EVERY_KIND

static const faults_act kActs[] = {
    {"securememory_secret_with_bytes", "", secret, with_bytes, was_inside, ENTERING, ENTERS},
    {"securememory_secret_borrow", "", secret, borrow, is_lent, ENTERING, ENTERS},
    {"securememory_secret_return", "", lent, give_back, is_given_back, "EXPIRED", ENTERS},
    {"securememory_secret_equal", "", secret, equal, is_equal, ENTERING, ENTERS},
    {"securememory_secret_equal_to", "", secret, equal_to, is_equal, ENTERING, ENTERS},
    {"securememory_reader_read", "", reader, read, reads, ENTERING, ENTERS},
    {"securememory_secret_status", "", secret, ask_status, NULL, NOTHING},
    {"securememory_secret_size", "", secret, ask_size, NULL, NOTHING},
    {"securememory_secret_safeguards", "", secret, safeguards, NULL, NOTHING},
};
const faults_acts faults_inside_acts = {kActs, sizeof kActs / sizeof *kActs};
