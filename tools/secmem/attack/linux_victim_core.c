/* linux_victim_core.c: a victim dies, and the kernel writes a core file. A decoy goes first, to see
   what becomes of core files here: the secret itself goes only where it can be removed from. */
#include "tools/secmem/attack/linux_victim_core.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "tools/secmem/attack/child.h"
#include "tools/secmem/attack/linux_core_file.h"
#include "tools/secmem/attack/linux_file.h"

/* Why a victim that died left no core file; NULL when the kernel says that it did. */
static const char *trouble(const attack_session *session, const attack_reply *last, bool ended,
                           int status) {
  if (attack_is_cancelled(session)) return "interrupted";
  if (last->tag == ATTACK_SAYS_FAILED)
    return last->code == EPERM ? "core files are forbidden: the hard limit is 0 (ulimit -Hc)"
                               : "the victim could not enter the folder for its core file";
  if (!ended || !WIFSIGNALED(status) || !WCOREDUMP(status)) return "the kernel wrote no core file";
  return NULL;
}

/* Lets a victim die. Returns the number that it had; -1 when it never lived, and the cell says why. */
static pid_t let_die(attack_session *session, attack_cell *cell, attack_act act, const char **why) {
  attack_child child;
  attack_reply last;
  int status = 0;
  if (!attack_child_start(session, cell, act, &child)) return -1;
  pid_t pid = child.pid;
  attack_child_go(&child);
  attack_child_hear(session, &child, &last); /* when it cannot do it, it says so */
  bool ended = attack_child_end(session, &child, &status);
  *why = trouble(session, &last, ended, status);
  return pid;
}

void attack_core_feed(attack_session *session, attack_cell *cell, int file, attack_feed_fn feed) {
  attack_harvest harvest = {.read = 0};
  if (attack_file_feed(session, file, feed, &harvest)) {
    attack_judge_harvest(session, cell, &harvest);
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "the core file could not be read");
  }
}

/* How a core file comes to be, and what is done with it. */
typedef struct plan {
  const attack_core_place *place;
  attack_act act;
  attack_core_fn search;
} plan;

/* Takes the file away whatever else is wrong, for it may hold the secret: a dump that was cut off
   leaves a part of one. */
static void search_core(attack_session *session, attack_cell *cell, const plan *by) {
  const char *why = NULL;
  pid_t pid = let_die(session, cell, by->act, &why);
  if (pid < 0) return;
  int file = attack_core_file_take(session->folder, by->place, pid);
  if (why != NULL) {
    attack_judge(cell, ATTACK_UNTESTED, "%s", why);
  } else if (file < 0) {
    attack_judge(cell, ATTACK_UNTESTED, "no core file where core_pattern says (%s)",
                 by->place->pattern);
  } else if (!attack_core_file_whole(file)) {
    attack_judge(cell, ATTACK_UNTESTED, "the core file was cut short: no room for it");
  } else {
    by->search(session, cell, file);
  }
  if (file >= 0) close(file);
}

/* The folder lives no longer than the victim. */
static void search_core_in_folder(attack_session *session, attack_cell *cell, const plan *by) {
  if (attack_folder_make(session)) {
    search_core(session, cell, by);
    attack_folder_remove(session);
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "no folder could be made for the core file");
  }
}

/* --- The decoy ------------------------------------------------------------------------------- */

static void learn(attack_session *session, attack_cell *cell, int file) {
  attack_core_feed(session, cell, file, attack_search_learn);
}

static void try_decoy(attack_session *session, const attack_core_place *place,
                      unsigned char *bytes) {
  const plan by = {place, ATTACK_ACT_ABORT, learn};
  attack_cell decoy = {.storage = ATTACK_MALLOC, .result = ATTACK_UNTESTED};
  if (memguard_scramble(bytes, session->length) != MEMGUARD_OK) return;
  session->given = bytes;
  search_core_in_folder(session, &decoy, &by);
  session->given = session->secret;
  attack_search_start(session->search);
  bool usable = decoy.result != ATTACK_UNTESTED;
  snprintf(session->core_trouble, sizeof session->core_trouble, "%s", usable ? "" : decoy.detail);
}

static void try_once(attack_session *session, const attack_core_place *place) {
  unsigned char *bytes = memguard_malloc(session->context, session->length);
  snprintf(session->core_trouble, sizeof session->core_trouble, "no memory for a decoy");
  if (bytes != NULL) try_decoy(session, place, bytes);
  memguard_free(session->context, bytes);
  session->core_tried = true;
}

void attack_with_core(attack_session *session, attack_cell *cell, attack_act act,
                      attack_core_fn search) {
  attack_core_place place;
  const char *known = session->core_trouble;
  const plan by = {&place, act, search};
  if (!attack_core_place_read(&place, cell->detail, sizeof cell->detail)) return;
  if (!session->core_tried) try_once(session, &place);
  if (known[0] == '\0') {
    search_core_in_folder(session, cell, &by);
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "%s", known);
  }
}
