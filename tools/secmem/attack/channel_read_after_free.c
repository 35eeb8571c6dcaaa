/* channel_read_after_free.c: what a stale pointer still shows. */
#include <string.h>

#include "tools/secmem/attack/child.h"

/* Reads one look at the secret's place. False: the victim did not say. */
static bool look(attack_session *session, const attack_child *child, attack_reply *reply) {
  attack_search_start(session->search);
  if (!attack_child_hear(session, child, reply) || reply->tag != ATTACK_SAYS_BYTES) return false;
  return attack_child_hear_bytes(session, child, reply->length, attack_search_feed);
}

static void judge(const attack_session *session, attack_cell *cell, const attack_reply *after) {
  attack_harvest harvest = {.read = session->length};
  if (attack_search_found(session->search) != 0) {
    attack_judge_harvest(session, cell, &harvest);
  } else if (after->length == 0) {
    attack_judge(cell, ATTACK_CLOSED, "the read faults");
  } else {
    attack_judge(cell, ATTACK_CLOSED,
                 cell->storage == ATTACK_MALLOC ? "overwritten by the C library" : "wiped");
  }
}

/* The look before the free shows that the attack can see what is there. */
void attack_by_read_after_free(attack_session *session, attack_cell *cell) {
  attack_child child;
  attack_reply before, after;
  if (!attack_child_start(session, cell, ATTACK_ACT_READ_STALE, &child)) return;
  attack_child_go(&child);
  bool seen = look(session, &child, &before);
  cell->proved = seen && attack_search_found(session->search) == session->length;
  seen = seen && look(session, &child, &after);
  attack_child_stop(&child);
  if (seen) {
    judge(session, cell, &after);
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "%s",
                 before.text[0] != '\0' ? before.text : "the victim ended too early");
  }
}
