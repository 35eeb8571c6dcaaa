/* storage_secret.c: securememory's secrets, closed. Stray writes and stale reads go for the bytes
   that a loan shows. */
#include "tools/secmem/attack/storage.h"

static bool make(attack_vault *vault, securememory_kind kind, void *slot) {
  return securememory_factory_new(vault->context, kind, NULL, &vault->factory) == SECUREMEMORY_OK &&
         securememory_secret_new_from(vault->factory, slot, vault->length, &vault->secret) ==
             SECUREMEMORY_OK &&
         securememory_secret_safeguards(vault->secret, &vault->safeguards) == SECUREMEMORY_OK;
}

static bool keep(attack_vault *vault, securememory_kind kind, int from) {
  void *slot = NULL;
  if (!attack_read_slot(vault, from, &slot)) return false;
  bool made = make(vault, kind, slot);
  memguard_free(vault->context, slot);
  return made;
}

static bool keep_sealed(attack_vault *vault, int from) {
  return keep(vault, SECUREMEMORY_SEALED, from);
}
static bool keep_protected(attack_vault *vault, int from) {
  return keep(vault, SECUREMEMORY_PROTECTED, from);
}
static bool keep_guarded(attack_vault *vault, int from) {
  return keep(vault, SECUREMEMORY_GUARDED, from);
}

/* A faulty program writes where it may only read. */
static bool reach(attack_vault *vault) {
  if (securememory_secret_borrow(vault->secret, &vault->loan) != SECUREMEMORY_OK) return false;
  vault->bytes = (unsigned char *)(uintptr_t)vault->loan.bytes;
  return true;
}

/* The plaintext of these kinds stays where it is, open or closed. */
static bool locate(attack_vault *vault) {
  return reach(vault) && securememory_secret_return(&vault->loan) == SECUREMEMORY_OK;
}

static void drop(attack_vault *vault) {
  (void)securememory_secret_return(&vault->loan); /* what a violation is, its handler says */
  securememory_secret_destroy(vault->secret);
}

/* What a program's own code does with the bytes is its own: the call around it cleans up. */
static int copy_plainly(const unsigned char *bytes, size_t length, void *to) {
  attack_vault inside = {.bytes = (unsigned char *)(uintptr_t)bytes, .length = length};
  return attack_use_plainly(&inside, to) ? 0 : 1;
}

static bool use(attack_vault *vault, void *to) {
  return securememory_secret_with_bytes(vault->secret, copy_plainly, to) == SECUREMEMORY_OK;
}

const attack_keeper attack_keep_sealed = {
    .keep = keep_sealed, .use = use, .reach = reach, .drop = drop};
const attack_keeper attack_keep_protected = {
    .keep = keep_protected, .use = use, .reach = reach, .drop = drop, .locate = locate};
const attack_keeper attack_keep_guarded = {
    .keep = keep_guarded, .use = use, .reach = reach, .drop = drop, .locate = locate};
