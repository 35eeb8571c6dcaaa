/* acts_enclave.c: enclaves, and what renews their key. */
#include "tests/memguard/enclave/inside.h"
#include "tests/residue/scene.h"

#define ACT(name) static bool name(residue_scene *scene)

ACT(new_copy) {
  return memguard_enclave_new_copy(scene->context, scene->table->plain, RESIDUE_SHORT,
                                   &scene->another) == MEMGUARD_OK;
}
ACT(fill_out) {
  residue_give(scene->table->out, scene->table->plain, RESIDUE_PLAIN);
  return true;
}
ACT(new_from) {
  return memguard_enclave_new_from(scene->context, scene->table->out, RESIDUE_SHORT,
                                   &scene->another) == MEMGUARD_OK;
}
ACT(new_random) {
  return memguard_enclave_new_random(scene->context, RESIDUE_SHORT, &scene->another) == MEMGUARD_OK;
}
static void learn_another(residue_scene *scene) {
  scene->flag = memguard_enclave_open_into(scene->another, scene->table->plain, RESIDUE_SHORT,
                                           &scene->length) == MEMGUARD_OK;
}
ACT(open_buffer) { return memguard_enclave_open(scene->enclave, &scene->buffer) == MEMGUARD_OK; }
ACT(open_into) {
  return memguard_enclave_open_into(scene->enclave, scene->slot, RESIDUE_PLAIN, &scene->length) ==
         MEMGUARD_OK;
}
ACT(forge) {
  size_t size = 0;
  enclave_sealed(scene->enclave, &size)[7] ^= 1;
  return true;
}
ACT(open_forgery) {
  return memguard_enclave_open_into(scene->enclave, scene->slot, RESIDUE_PLAIN, &scene->length) ==
         MEMGUARD_ERR_AUTH;
}
static int look(const unsigned char *bytes, size_t length, void *scene) {
  (void)scene;
  return bytes == NULL || length != RESIDUE_SHORT;
}
ACT(with_bytes) { return memguard_enclave_with_bytes(scene->enclave, look, scene) == MEMGUARD_OK; }
static int die(const unsigned char *bytes, size_t length, void *scene) {
  (void)bytes, (void)length;
  RESIDUE_DIE_HERE((residue_scene *)scene);
  return 1;
}
ACT(inside_with_bytes) {
  return memguard_enclave_with_bytes(scene->enclave, die, scene) == MEMGUARD_OK;
}
ACT(prepare_buffer) {
  return memguard_buffer_new_copy(scene->context, scene->table->plain, RESIDUE_SHORT,
                                  &scene->buffer) == MEMGUARD_OK;
}
ACT(buffer_seal) { return memguard_buffer_seal(scene->buffer, &scene->another) == MEMGUARD_OK; }
ACT(refresh) { return memguard_refresh(scene->context) == MEMGUARD_OK; }
ACT(rotate) { return memguard_rotate(scene->context) == MEMGUARD_OK; }
ACT(after_restore) { return memguard_after_restore(scene->context) == MEMGUARD_OK; }
ACT(make_due) {
  enclave_make_due(scene->context);
  return true;
}
ACT(rotated) { return memguard_rotate(scene->context) == MEMGUARD_OK; }
ACT(destroy) {
  memguard_enclave_destroy(scene->enclave);
  return true;
}
ACT(purge_and_seal) {
  memguard_purge(scene->context);
  return new_copy(scene);
}

static const residue_act kActs[] = {
    {"EnclaveNewCopy", new_copy, NULL, NULL, RESIDUE_GONE},
    {"EnclaveNewFrom", new_from, fill_out, NULL, RESIDUE_GONE},
    {"EnclaveNewRandom", new_random, NULL, learn_another, RESIDUE_GONE},
    {"EnclaveOpen", open_buffer, NULL, NULL, RESIDUE_STANDS},
    {"EnclaveOpenInto", open_into, NULL, NULL, RESIDUE_STANDS},
    {"EnclaveOpenOfAForgery", open_forgery, forge, NULL, RESIDUE_GONE},
    {"EnclaveWithBytes", with_bytes, NULL, NULL, RESIDUE_GONE},
    {"InsideEnclaveWithBytes", inside_with_bytes, NULL, NULL, RESIDUE_STANDS},
    {"BufferSeal", buffer_seal, prepare_buffer, NULL, RESIDUE_GONE},
    {"Refresh", refresh, NULL, NULL, RESIDUE_GONE},
    {"Rotate", rotate, NULL, NULL, RESIDUE_GONE},
    {"AfterRestore", after_restore, NULL, NULL, RESIDUE_GONE},
    {"OpenWithOldHalves", open_into, make_due, NULL, RESIDUE_STANDS},
    {"LastEnclaveOfAnOldKey", destroy, rotated, NULL, RESIDUE_GONE},
    {"FirstSealAfterAPurge", purge_and_seal, NULL, NULL, RESIDUE_GONE},
};
const residue_acts residue_enclave_acts = {kActs, sizeof kActs / sizeof *kActs};
