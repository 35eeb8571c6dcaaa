/* acts_enclave.c: memguard/enclave.h. */
#include <string.h>

#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

FAULTS_ENDS(memguard_enclave);
FAULTS_ENDS(memguard_buffer);

/* --- Sealing --------------------------------------------------------------------------------- */

ACT(make_from) {
  memguard_enclave *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_enclave_new_from(scene->context, scene->source, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_memguard_enclave);
}
ACT(make_copy) {
  memguard_enclave *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_enclave_new_copy(scene->context, scene->source, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_memguard_enclave);
}
ACT(make_random) {
  memguard_enclave *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_enclave_new_random(scene->context, FAULTS_SIZE, &out);
  return faults_made(scene, status, out, end_memguard_enclave);
}

PREPARE(hidden) {
  return memguard_buffer_new_copy(scene->context, faults_plain(), FAULTS_SIZE, &scene->buffer) ==
             MEMGUARD_OK &&
         memguard_buffer_hide(scene->buffer) == MEMGUARD_OK;
}
ACT(seal) {
  memguard_enclave *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_buffer_seal(scene->buffer, &out);
  return faults_made(scene, status, out, end_memguard_enclave);
}
CHECK(seals) {
  bool lost = scene->powerless && status == MEMGUARD_ERR_EXPIRED;
  FAULTS_EXPECT(scene, memguard_buffer_status(scene->buffer) ==
                           (status == 0 || lost ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK));
  FAULTS_EXPECT(
      scene, scene->powerless || memguard_buffer_protection(scene->buffer) == MEMGUARD_NO_ACCESS);
}

/* --- Opening --------------------------------------------------------------------------------- */

PREPARE(sealed) {
  return memguard_enclave_new_copy(scene->context, faults_plain(), FAULTS_SIZE, &scene->enclave) ==
         MEMGUARD_OK;
}
ACT(open) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_enclave_open(scene->enclave, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
CHECK(opens) {
  if (status == 0)
    FAULTS_EXPECT(scene, faults_holds_plain(memguard_buffer_data(scene->made), 0, FAULTS_SIZE));
}
ACT(open_into) {
  memset(scene->out, 0x5a, sizeof scene->out);
  return memguard_enclave_open_into(scene->enclave, scene->out, sizeof scene->out, &scene->got);
}
CHECK(opens_into) {
  if (status == 0)
    FAULTS_EXPECT(scene, faults_holds_plain(scene->out, 0, FAULTS_SIZE));
  else
    FAULTS_EXPECT(scene, faults_is_zero(scene->out, sizeof scene->out));
}
ACT(with_bytes) {
  scene->flag = false;
  return memguard_enclave_with_bytes(scene->enclave, faults_look, scene);
}
CHECK(was_inside) { FAULTS_EXPECT(scene, scene->flag == (status == 0)); }

/* --- Asking, and the end --------------------------------------------------------------------- */

ACT(ask_status) { return memguard_enclave_status(scene->enclave); }
ACT(ask_size) { return memguard_enclave_size(scene->enclave) != FAULTS_SIZE; }
ACT(end) {
  memguard_enclave_destroy(scene->enclave);
  scene->enclave = NULL;
  return 0;
}

#define SEALING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM OVERFLOW"
#define OPENING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM AUTH"
#define SEALS FAULTS_COUNTED

static const faults_act kActs[] = {
    {"memguard_enclave_new_from", "", NULL, make_from, faults_check_moved, SEALING, SEALS},
    {"memguard_enclave_new_copy", "", NULL, make_copy, faults_check_kept, SEALING, SEALS},
    {"memguard_enclave_new_random", "", NULL, make_random, NULL, SEALING, SEALS},
    {"memguard_buffer_seal", "", hidden, seal, seals, SEALING " EXPIRED", SEALS | FAULTS_LOSES},
    {"memguard_enclave_open", "", sealed, open, opens, OPENING, SEALS},
    {"memguard_enclave_open_into", "", sealed, open_into, opens_into, OPENING, 0},
    {"memguard_enclave_with_bytes", "", sealed, with_bytes, was_inside, OPENING, 0},
    {"memguard_enclave_status", "", sealed, ask_status, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_enclave_size", "", sealed, ask_size, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_enclave_destroy", "", sealed, end, NULL, "", FAULTS_ASKS_NOTHING},
};
const faults_acts faults_enclave_acts = {kActs, sizeof kActs / sizeof *kActs};
