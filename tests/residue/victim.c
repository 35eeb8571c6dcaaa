/* victim.c: one process that does one act and dies. Whatever it has to find out about keys it finds
   out on the table's stack: in a handler of SIGUSR1 before the act, and in one of SIGILL after it.
   That handler returns to the instruction that nobody can execute, with all registers as the act
   left them, and then nothing catches it. */
#include "tools/secmem/attack/victim.h"

#include <errno.h>
#include <openssl/aes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "tests/memguard/enclave/inside.h"
#include "tests/residue/scene.h"

const residue_kind residue_kinds[] = {
    {"Default", MEMGUARD_AEAD_DEFAULT, 0, SECUREMEMORY_SEALED},
    {"Aes", MEMGUARD_AES_256_GCM, 0, SECUREMEMORY_SEALED},
    {"SnapshotSafe", MEMGUARD_AEAD_DEFAULT, MEMGUARD_SNAPSHOT_SAFE, SECUREMEMORY_SEALED},
    {"Shield", MEMGUARD_AEAD_DEFAULT, MEMGUARD_SHIELD, SECUREMEMORY_SEALED},
    {"AesShield", MEMGUARD_AES_256_GCM, MEMGUARD_SHIELD, SECUREMEMORY_SEALED},
    {"Protected", MEMGUARD_AEAD_DEFAULT, 0, SECUREMEMORY_PROTECTED},
    {"Guarded", MEMGUARD_AEAD_DEFAULT, 0, SECUREMEMORY_GUARDED},
};
const size_t residue_kinds_count = sizeof residue_kinds / sizeof *residue_kinds;

residue_scene residue_stage;
static const residue_act *act;

const residue_act *residue_act_named(const char *name) {
  const residue_acts *all[] = {&residue_enclave_acts, &residue_stream_acts, &residue_byte_acts,
                               &residue_secret_acts,  &residue_thread_acts, &residue_controls};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    for (size_t j = 0; j < all[i]->count; j++)
      if (strcmp(all[i]->acts[j].name, name) == 0) return &all[i]->acts[j];
  return NULL;
}

void residue_give(void *to, const void *from, size_t length) {
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length)::"memory");
}

/* --- Finding out ----------------------------------------------------------------------------- */

static void add(residue_bytes *to, const void *bytes, size_t length) {
  if (length > sizeof to->bytes - to->length) abort();
  memcpy(to->bytes + to->length, bytes, length);
  to->length += length;
}

/* The first two rounds are the key itself. */
static void add_rounds(residue_bytes *to, const unsigned char key[INSIDE_KEY]) {
  AES_KEY rounds;
  AES_set_encrypt_key(key, 8 * INSIDE_KEY, &rounds);
  add(to, (const unsigned char *)rounds.rd_key + INSIDE_KEY, 13 * 16);
}

static void learn_shield(residue_table *table) {
  unsigned char condensed[2 * INSIDE_TAG];
  size_t size = 0;
  const unsigned char *prekey = enclave_prekey(residue_stage.context, &size);
  if (prekey == NULL) return;
  enclave_condense(residue_stage.context, condensed);
  add(&table->keys, condensed, sizeof condensed);
  add_rounds(&table->keys, prekey + size - 2 * INSIDE_KEY);
  add_rounds(&table->keys, prekey + size - INSIDE_KEY);
  add(&table->halves, prekey, size);
}

static void learn_key(residue_table *table) {
  unsigned char left[INSIDE_KEY], right[INSIDE_KEY], key[INSIDE_KEY], hash[INSIDE_KEY];
  size_t size = 0;
  if (enclave_page(residue_stage.context, &size) == NULL) return;
  enclave_halves(residue_stage.context, left, right);
  enclave_key(residue_stage.context, key);
  for (int i = 0; i < INSIDE_KEY; i++) hash[i] = key[i] ^ left[i];
  add(&table->keys, key, sizeof key);
  add(&table->keys, hash, sizeof hash);
  add_rounds(&table->keys, key);
  add(&table->halves, left, sizeof left);
  add(&table->halves, right, sizeof right);
  learn_shield(table);
}

/* --- Living and dying ------------------------------------------------------------------------ */

static void give_up(const char *what) {
  snprintf(residue_stage.table->trouble, sizeof residue_stage.table->trouble, "%s: %s", what,
           memcall_last_error()->text);
  _exit(1);
}

static void open_context(const residue_kind *kind) {
  memguard_options options = memguard_options_relaxed();
  options.aead = kind->aead;
  options.flags = kind->flags;
  options.refresh_interval_ms = 3600 * 1000;
  if (memguard_context_new(&options, &residue_stage.context) != MEMGUARD_OK) give_up("context");
  if (securememory_factory_new(residue_stage.context, kind->rest, NULL, &residue_stage.factory) !=
      SECUREMEMORY_OK)
    give_up("factory");
}

static void make_plain(residue_scene *scene) {
  if (memguard_scramble(scene->table->plain, RESIDUE_PLAIN) != MEMGUARD_OK) give_up("random");
  scene->slot = memguard_malloc(scene->context, RESIDUE_PLAIN);
  if (scene->slot == NULL) give_up("slot");
  if (memguard_enclave_new_copy(scene->context, scene->table->plain, RESIDUE_SHORT,
                                &scene->enclave) != MEMGUARD_OK)
    give_up("enclave");
}

static void set_up(int number) {
  (void)number;
  make_plain(&residue_stage);
  if (act->prepare != NULL && !act->prepare(&residue_stage)) give_up("preparing");
  learn_key(residue_stage.table);
}

static void wait_for_the_end(int number) {
  const struct timespec moment = {0, 100000};
  residue_table *table = residue_stage.table;
  (void)number;
  if (!table->as_expected)
    snprintf(table->trouble, sizeof table->trouble, "%s", memcall_last_error()->text);
  if (act->learn != NULL) act->learn(&residue_stage);
  learn_key(table);
  residue_set(table, RESIDUE_WAITS);
  while (residue_get(table) != RESIDUE_MAY_DIE) nanosleep(&moment, NULL);
}

static void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK | flags;
  if (sigaction(number, &action, NULL) != 0) give_up("sigaction");
}

static void use_stack_of(residue_table *table) {
  const stack_t stack = {.ss_sp = table->stack, .ss_size = sizeof table->stack};
  if (sigaltstack(&stack, NULL) != 0) give_up("sigaltstack");
}

void residue_die_acting(residue_table *table, const residue_victim *victim, const char *folder) {
  attack_victim_settle();
  prctl(PR_SET_DUMPABLE, 1);
  residue_stage.table = table;
  table->threads = 1;
  act = residue_act_named(victim->act);
  if (act == NULL) give_up("no such act");
  if (!attack_victim_allow_core(folder)) give_up("core files are forbidden");
  use_stack_of(table);
  handle(SIGUSR1, set_up, 0);
  handle(SIGILL, wait_for_the_end, (int)SA_RESETHAND);
  open_context(victim->kind);
  raise(SIGUSR1);
  if (victim->before != NULL) victim->before();
  table->as_expected = act->act(&residue_stage);
  __asm__ volatile("ud2");
  _exit(1);
}
