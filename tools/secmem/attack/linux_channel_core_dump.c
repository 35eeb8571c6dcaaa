/* linux_channel_core_dump.c: the victim aborts, and the kernel writes a core file, which is
   searched whole. A decoy goes first, to see what becomes of core files here: the secret itself
   goes only where it can be removed from. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "tools/secmem/attack/child.h"
#include "tools/secmem/attack/linux_core_file.h"

typedef void (*feed_fn)(attack_search *, const unsigned char *, size_t);

/* Lets a victim die, and returns the number that it had; -1 when it never lived. The cell's detail
   is empty when the kernel says that it wrote a core file, else the reason: even then a part of one
   may be there. */
static pid_t let_die(attack_session *session, attack_cell *cell) {
  attack_child child;
  attack_reply reply = {.tag = 0};
  int status = 0;
  if (!attack_child_start(session, cell, ATTACK_ACT_ABORT, &child)) return -1;
  pid_t pid = child.pid;
  attack_child_go(&child);
  bool spoke = attack_child_hear(session, &child, &reply);
  bool ended = attack_child_end(session, &child, &status);
  if (spoke && reply.tag == ATTACK_SAYS_FAILED) {
    attack_judge(cell, ATTACK_UNTESTED,
                 "core files are forbidden here: the hard limit is 0 (ulimit -Hc)");
  } else if (!ended || !WIFSIGNALED(status) || !WCOREDUMP(status)) {
    attack_judge(cell, ATTACK_UNTESTED,
                 attack_is_cancelled(session) ? "interrupted" : "the kernel wrote no core file");
  }
  return pid;
}

/* Takes the file whatever else is wrong, for it may hold the secret. */
static void search_core(attack_session *session, attack_cell *cell, const attack_core_place *place,
                        feed_fn feed) {
  attack_harvest harvest = {.read = 0};
  cell->detail[0] = '\0';
  pid_t pid = let_die(session, cell);
  if (pid < 0) return;
  int file = attack_core_file_take(session, place, pid);
  if (file < 0 && cell->detail[0] == '\0')
    attack_judge(cell, ATTACK_UNTESTED, "the core file was not found (core_pattern %s)",
                 place->pattern);
  if (file < 0) return;
  if (cell->detail[0] == '\0' && !attack_core_file_whole(file))
    attack_judge(cell, ATTACK_UNTESTED, "the core file was cut short: no room for it");
  if (cell->detail[0] == '\0' && attack_core_file_feed(session, file, feed, &harvest))
    attack_judge_harvest(session, cell, &harvest);
  close(file);
}

static bool try_decoy(attack_session *session, const attack_core_place *place) {
  attack_cell decoy = {.storage = ATTACK_MALLOC};
  unsigned char *bytes = memguard_malloc(session->context, session->length);
  snprintf(session->core_trouble, sizeof session->core_trouble, "no memory for a decoy");
  if (bytes == NULL || memguard_scramble(bytes, session->length) != MEMGUARD_OK) return false;
  session->given = bytes;
  search_core(session, &decoy, place, attack_search_learn);
  session->given = session->secret;
  memguard_free(session->context, bytes);
  attack_search_start(session->search);
  bool usable_here = decoy.result != ATTACK_UNTESTED;
  snprintf(session->core_trouble, sizeof session->core_trouble, "%s",
           usable_here ? "" : decoy.detail);
  return usable_here;
}

static bool usable(attack_session *session, attack_core_place *place) {
  char *why = session->core_trouble;
  size_t capacity = sizeof session->core_trouble;
  if (session->core_tried && why[0] != '\0') return false;
  bool known = attack_core_place_read(place, why, capacity);
  if (!known || session->core_tried) return known;
  session->core_tried = true;
  if (attack_folder_make(session)) return try_decoy(session, place);
  snprintf(why, capacity, "no folder could be made for the core file");
  return false;
}

void attack_by_core_dump(attack_session *session, attack_cell *cell) {
  attack_core_place place;
  if (usable(session, &place)) {
    search_core(session, cell, &place, attack_search_feed);
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "%s", session->core_trouble);
  }
}
