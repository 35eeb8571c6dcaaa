/* command.c: `secmem attack`, from the secret to the verdict. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "memguard/memguard.h"
#include "tools/secmem/attack/giving_up.h"
#include "tools/secmem/attack/report.h"
#include "tools/secmem/secret/secret.h"
#include "tools/secmem/system/terminal.h"

static bool refuse(const char *why) {
  fprintf(stderr, "secmem attack: %s\n", why);
  return false;
}

/* --- Progress: one line on a terminal, written over and over --------------------------------- */

static bool wants_progress(const attack_request_line *line) {
  return !line->quiet && system_is_terminal(stderr);
}

/* Cut off where the line ends, or it could not be written over. */
static void show_progress(const attack_table *table, int done, int storage, int channel) {
  char line[120];
  int columns = system_columns(stderr);
  snprintf(line, sizeof line, "%2d of %d: %s, %s", done + 1, table->storages * (int)ATTACK_CHANNELS,
           attack_channel_name((attack_channel)channel),
           attack_storage_name((attack_storage)storage));
  fprintf(stderr, "\r%.*s\033[K", columns > 1 ? columns - 1 : TEXT_LINE - 1, line);
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
    for (int storage = 0; storage < table->storages; storage++, done++) {
      if (progress && attack_giving_up == 0) show_progress(table, done, storage, channel);
      table->cells[storage][channel] =
          attack_try(session, (attack_storage)storage, (attack_channel)channel);
    }
  if (progress) hide_progress();
}

static void look_at_all(attack_session *session, attack_table *table) {
  for (int storage = 0; storage < table->storages; storage++)
    attack_look(session, (attack_storage)storage, &table->layouts[storage]);
}

/* False: it was refused, with a reason on standard error, or the user gave up. */
static bool attack_secret(memguard_context *context, const secret *held,
                          const attack_request_line *line, attack_table *table) {
  char why[256];
  attack_session *session = NULL;
  double start = now();
  const attack_options options = {.context = context,
                                  .secret = held->bytes,
                                  .length = held->length,
                                  .cancelled = &attack_giving_up};
  table->scene.secret = line->secret_file == NULL ? "a random secret" : "a secret";
  table->scene.length = held->length;
  table->storages = line->peers ? ATTACK_STORAGES : ATTACK_OURS;
  attack_scene_look(&table->scene);
  if (!attack_open(&options, &session, why, sizeof why)) return refuse(why);
  try_all(session, table, wants_progress(line));
  if (line->html) look_at_all(session, table);
  attack_close(session);
  table->seconds = now() - start;
  return attack_giving_up == 0;
}

/* The attacker may find less than it asks for: a machine that cannot lock can be attacked all the
   same. */
static bool attack_in_context(const attack_request_line *line, attack_table *table) {
  char why[4400];
  memguard_context *context = NULL;
  secret held;
  const memguard_options options = memguard_options_relaxed();
  if (memguard_context_new(&options, &context) != MEMGUARD_OK)
    return refuse(memcall_last_error()->text);
  bool done = false;
  if (secret_get(context, line->secret_file, &held, why, sizeof why)) {
    done = attack_secret(context, &held, line, table);
    secret_drop(context, &held);
  } else if (attack_giving_up == 0) {
    refuse(why);
  }
  if (memguard_context_destroy(context) != MEMGUARD_OK)
    refuse("memory of its own is still in use at the end");
  memguard_scrub_registers();
  return done;
}

/* When the secret is gone: whoever reads the report may take his time, or go away. */
static void report(const attack_table *table, const attack_request_line *line) {
  if (line->json) {
    attack_table_print_json(table, stdout);
  } else if (line->html) {
    attack_page_print(table, stdout);
  } else {
    text_style style = text_style_for(stdout, line->no_color);
    attack_table_print(table, &style);
  }
}

int attack_command(const attack_request_line *line) {
  static attack_table table;
  attack_giving_up_watch();
  bool done = attack_in_context(line, &table);
  attack_giving_up_now();
  if (!done) return ATTACK_EXIT_REFUSED;
  attack_giving_up_let_pipes_break();
  report(&table, line);
  return attack_table_verdict(&table);
}
