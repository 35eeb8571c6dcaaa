/* acts_bytes.c: copying, comparing, random bytes; the heap and buffers. */
#include "tests/residue/scene.h"

#define ACT(name) static bool name(residue_scene *scene)

ACT(fill_out) {
  residue_give(scene->table->out, scene->table->plain, RESIDUE_PLAIN);
  return true;
}
ACT(fill_slot) {
  residue_give(scene->slot, scene->table->plain, RESIDUE_PLAIN);
  return fill_out(scene);
}
ACT(copy) {
  memguard_copy(scene->slot, scene->table->plain, RESIDUE_PLAIN);
  return true;
}
ACT(move) {
  memguard_move(scene->table->out, scene->slot, RESIDUE_PLAIN);
  return true;
}
ACT(equal) { return memguard_equal(scene->table->out, scene->table->plain, RESIDUE_PLAIN); }
ACT(scramble) { return memguard_scramble(scene->slot, RESIDUE_PLAIN) == MEMGUARD_OK; }
static void learn_slot(residue_scene *scene) {
  residue_give(scene->table->plain, scene->slot, RESIDUE_PLAIN);
}

/* --- The heap -------------------------------------------------------------------------------- */

ACT(move_slot) {
  scene->slot = memguard_realloc(scene->context, scene->slot, 3 * RESIDUE_PLAIN);
  return scene->slot != NULL;
}
ACT(end_slot) {
  memguard_free(scene->context, scene->slot);
  return true;
}

/* --- Buffers --------------------------------------------------------------------------------- */

ACT(buffer_copy) {
  return memguard_buffer_new_copy(scene->context, scene->table->plain, RESIDUE_PLAIN,
                                  &scene->buffer) == MEMGUARD_OK;
}
ACT(buffer_from) {
  return memguard_buffer_new_from(scene->context, scene->table->out, RESIDUE_PLAIN,
                                  &scene->buffer) == MEMGUARD_OK;
}
ACT(buffer_random) {
  return memguard_buffer_new_random(scene->context, RESIDUE_PLAIN, &scene->buffer) == MEMGUARD_OK;
}
static void learn_buffer(residue_scene *scene) {
  residue_give(scene->table->plain, memguard_buffer_data(scene->buffer), RESIDUE_PLAIN);
}
static memguard_status give(void *user, void *bytes, size_t capacity, size_t *got) {
  residue_scene *scene = user;
  size_t left = RESIDUE_PLAIN - scene->length;
  *got = left < capacity ? left : capacity;
  residue_give(bytes, scene->table->plain + scene->length, *got);
  scene->length += *got;
  return MEMGUARD_OK;
}
ACT(buffer_source) {
  return memguard_buffer_new_read_all(scene->context, (memguard_source){give, scene}, RESIDUE_PLAIN,
                                      &scene->buffer) == MEMGUARD_OK;
}
ACT(writable) {
  return fill_out(scene) && buffer_copy(scene) &&
         memguard_buffer_melt(scene->buffer) == MEMGUARD_OK;
}
ACT(buffer_write) {
  return memguard_buffer_write(scene->buffer, 0, scene->table->out, RESIDUE_PLAIN) == MEMGUARD_OK;
}
ACT(buffer_read) {
  return memguard_buffer_read(scene->buffer, 0, scene->slot, RESIDUE_PLAIN) == MEMGUARD_OK;
}
ACT(buffer_equal) {
  return memguard_buffer_equal(scene->buffer, scene->table->out, RESIDUE_PLAIN, &scene->flag) ==
         MEMGUARD_OK;
}
ACT(buffer_resize) { return memguard_buffer_resize(scene->buffer, 20000) == MEMGUARD_OK; }
ACT(buffer_destroy) {
  memguard_buffer_destroy(scene->buffer);
  return true;
}

static const residue_act kActs[] = {
    {"Copy", copy, NULL, NULL, RESIDUE_STANDS},
    {"Move", move, fill_slot, NULL, RESIDUE_GONE},
    {"Equal", equal, fill_out, NULL, RESIDUE_GONE},
    {"Scramble", scramble, NULL, learn_slot, RESIDUE_STANDS},
    {"Realloc", move_slot, fill_slot, NULL, RESIDUE_STANDS},
    {"Free", end_slot, fill_slot, NULL, RESIDUE_GONE},
    {"BufferNewCopy", buffer_copy, NULL, NULL, RESIDUE_STANDS},
    {"BufferNewFrom", buffer_from, fill_out, NULL, RESIDUE_STANDS},
    {"BufferNewRandom", buffer_random, NULL, learn_buffer, RESIDUE_STANDS},
    {"BufferNewReadAll", buffer_source, NULL, NULL, RESIDUE_STANDS},
    {"BufferWrite", buffer_write, writable, NULL, RESIDUE_STANDS},
    {"BufferRead", buffer_read, writable, NULL, RESIDUE_STANDS},
    {"BufferEqual", buffer_equal, writable, NULL, RESIDUE_STANDS},
    {"BufferResize", buffer_resize, writable, NULL, RESIDUE_STANDS},
    {"BufferDestroy", buffer_destroy, writable, NULL, RESIDUE_GONE},
};
const residue_acts residue_byte_acts = {kActs, sizeof kActs / sizeof *kActs};
