/* acts_secret.c: secrets of every kind of rest. Those with pages of their own hold their plaintext
   there all the time. */
#include "tests/residue/scene.h"

#define ACT(name) static bool name(residue_scene *scene)
#define IS_OK(call) ((call) == SECUREMEMORY_OK)

ACT(new_copy) {
  return IS_OK(securememory_secret_new_copy(scene->factory, scene->table->plain, RESIDUE_PLAIN,
                                            &scene->secret));
}
ACT(made) {
  residue_give(scene->table->out, scene->table->plain, RESIDUE_PLAIN);
  return new_copy(scene) && IS_OK(securememory_reader_new(scene->secret, &scene->reader));
}
ACT(fill_out) {
  residue_give(scene->table->out, scene->table->plain, RESIDUE_PLAIN);
  return true;
}
ACT(new_from) {
  return IS_OK(securememory_secret_new_from(scene->factory, scene->table->out, RESIDUE_PLAIN,
                                            &scene->secret));
}
ACT(new_random) {
  return IS_OK(securememory_secret_new_random(scene->factory, RESIDUE_PLAIN, &scene->secret));
}
static int keep(const unsigned char *bytes, size_t length, void *scene) {
  residue_give(((residue_scene *)scene)->table->plain, bytes, length);
  return 0;
}
static void learn_secret(residue_scene *scene) {
  scene->flag = IS_OK(securememory_secret_with_bytes(scene->secret, keep, scene));
}
static memguard_status give(void *user, void *bytes, size_t capacity, size_t *got) {
  residue_scene *scene = user;
  size_t left = RESIDUE_PLAIN - scene->length;
  *got = left < capacity ? left : capacity;
  residue_give(bytes, scene->table->plain + scene->length, *got);
  scene->length += *got;
  return MEMGUARD_OK;
}
ACT(new_read) {
  return IS_OK(securememory_secret_new_read(scene->factory, (memguard_source){give, scene},
                                            RESIDUE_PLAIN, &scene->secret));
}
ACT(duplicate) { return IS_OK(securememory_secret_duplicate(scene->secret, &scene->twin)); }

/* --- Inside ---------------------------------------------------------------------------------- */

static int look(const unsigned char *bytes, size_t length, void *scene) {
  (void)scene;
  return bytes == NULL || length != RESIDUE_PLAIN;
}
ACT(with_bytes) { return IS_OK(securememory_secret_with_bytes(scene->secret, look, scene)); }
static int die(const unsigned char *bytes, size_t length, void *scene) {
  (void)bytes, (void)length;
  RESIDUE_DIE_HERE((residue_scene *)scene);
  return 1;
}
ACT(inside) { return IS_OK(securememory_secret_with_bytes(scene->secret, die, scene)); }
ACT(borrow) { return IS_OK(securememory_secret_borrow(scene->secret, &scene->loan)); }
ACT(borrowed) { return made(scene) && borrow(scene); }
ACT(give_back) { return IS_OK(securememory_secret_return(&scene->loan)); }
ACT(equal) {
  return IS_OK(securememory_secret_equal(scene->secret, scene->table->out, RESIDUE_PLAIN,
                                         &scene->flag)) &&
         scene->flag;
}
ACT(equal_to) {
  return IS_OK(securememory_secret_equal_to(scene->secret, scene->secret, &scene->flag)) &&
         scene->flag;
}
ACT(read) {
  return IS_OK(securememory_reader_read(scene->reader, scene->slot, 100, &scene->length)) &&
         scene->length == 100;
}
ACT(close_secret) { return IS_OK(securememory_secret_close(scene->secret, 0)); }
ACT(destroy) {
  securememory_reader_destroy(scene->reader);
  securememory_secret_destroy(scene->secret);
  return true;
}

static const residue_act kActs[] = {
    {"SecretNewCopy", new_copy, NULL, NULL, RESIDUE_RESTS},
    {"SecretNewFrom", new_from, fill_out, NULL, RESIDUE_RESTS},
    {"SecretNewRandom", new_random, NULL, learn_secret, RESIDUE_RESTS},
    {"SecretNewRead", new_read, NULL, NULL, RESIDUE_RESTS},
    {"SecretDuplicate", duplicate, made, NULL, RESIDUE_RESTS},
    {"SecretWithBytes", with_bytes, made, NULL, RESIDUE_RESTS},
    {"InsideSecretWithBytes", inside, made, NULL, RESIDUE_STANDS},
    {"SecretBorrow", borrow, made, NULL, RESIDUE_STANDS},
    {"SecretReturn", give_back, borrowed, NULL, RESIDUE_RESTS},
    {"SecretEqual", equal, made, NULL, RESIDUE_RESTS},
    {"SecretEqualTo", equal_to, made, NULL, RESIDUE_RESTS},
    {"SecretReader", read, made, NULL, RESIDUE_STANDS},
    {"SecretClose", close_secret, made, NULL, RESIDUE_GONE},
    {"SecretDestroy", destroy, made, NULL, RESIDUE_GONE},
};
const residue_acts residue_secret_acts = {kActs, sizeof kActs / sizeof *kActs};
