/* command.c: `secmem attack`, from the secret to the verdict. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "tools/secmem/attack/giving_up.h"
#include "tools/secmem/attack/report.h"
#include "tools/secmem/secret/secret.h"

static int refuse(const char *why) {
  fprintf(stderr, "secmem attack: %s\n", why);
  return ATTACK_EXIT_REFUSED;
}

/* --- Progress: one line on a terminal, written over and over --------------------------------- */

static bool wants_progress(const attack_request_line *line) {
  return !line->quiet && isatty(STDERR_FILENO);
}

static void show_progress(int done, int storage, int channel) {
  fprintf(stderr, "\r%2d of %d: %s, %s\033[K", done + 1,
          (int)ATTACK_STORAGES * (int)ATTACK_CHANNELS, attack_channel_name((attack_channel)channel),
          attack_storage_name((attack_storage)storage));
}

static void hide_progress(void) { fputs("\r\033[K", stderr); }

/* --- The tries ------------------------------------------------------------------------------- */

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void try_all(attack_session *session, attack_table *table, bool progress) {
  int done = 0;
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++)
    for (int storage = 0; storage < ATTACK_STORAGES; storage++, done++) {
      if (progress && attack_giving_up == 0) show_progress(done, storage, channel);
      table->cells[storage][channel] =
          attack_try(session, (attack_storage)storage, (attack_channel)channel);
    }
  if (progress) hide_progress();
}

static int report(const attack_table *table, const attack_request_line *line) {
  if (line->json) {
    attack_table_print_json(table, stdout);
  } else {
    text_style style = text_style_for(stdout, line->no_color);
    attack_table_print(table, &style);
  }
  if (fflush(stdout) != 0) return refuse("the report could not be written");
  return attack_table_verdict(table);
}

static int attack_secret(memguard_context *context, const secret *held,
                         const attack_request_line *line) {
  char why[256];
  attack_session *session = NULL;
  attack_table table;
  double start = now();
  const attack_options options = {.context = context,
                                  .secret = held->bytes,
                                  .length = held->length,
                                  .cancelled = &attack_giving_up};
  memset(&table, 0, sizeof table);
  table.scene.secret = line->secret_file == NULL ? "a random secret" : "a secret";
  table.scene.length = held->length;
  attack_scene_look(&table.scene);
  if (!attack_open(&options, &session, why, sizeof why)) return refuse(why);
  try_all(session, &table, wants_progress(line));
  attack_close(session);
  table.seconds = now() - start;
  return attack_giving_up != 0 ? ATTACK_EXIT_REFUSED : report(&table, line);
}

/* The attacker may find less than it asks for: a machine that cannot lock can be attacked all the
   same. */
static int attack_in_context(const attack_request_line *line) {
  char why[4400];
  memguard_context *context = NULL;
  secret held;
  const memguard_options options = memguard_options_relaxed();
  if (memguard_context_new(&options, &context) != MEMGUARD_OK)
    return refuse(memcall_last_error()->text);
  int status = ATTACK_EXIT_REFUSED;
  if (secret_get(context, line->secret_file, &held, why, sizeof why)) {
    status = attack_secret(context, &held, line);
    secret_drop(context, &held);
  } else if (attack_giving_up == 0) {
    refuse(why);
  }
  if (memguard_context_destroy(context) != MEMGUARD_OK)
    refuse("memory of its own is still in use at the end");
  memguard_scrub_registers();
  return status;
}

int attack_command(const attack_request_line *line) {
  attack_giving_up_watch();
  int status = attack_in_context(line);
  attack_giving_up_now();
  return status;
}
