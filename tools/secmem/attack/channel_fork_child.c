/* channel_fork_child.c: a child of the victim reads all of its own memory and sends it. What the
   library does for a forked child is then a matter of what is there, not of what its calls answer.
   A child of vfork(2) or of clone(2) with CLONE_VM has no memory of its own, but its parent's. */
#include "tools/secmem/attack/child.h"

typedef void (*feed_fn)(attack_search *, const unsigned char *, size_t);

/* Neighbouring ranges are one stream: a secret may lie across them. */
static bool take_ranges(attack_session *session, const attack_child *child, feed_fn feed,
                        attack_harvest *harvest) {
  attack_reply reply;
  uint64_t next = 0;
  while (attack_child_hear(session, child, &reply) && reply.tag == ATTACK_SAYS_BYTES) {
    if (reply.address != next) attack_search_break(session->search);
    if (!attack_child_hear_bytes(session, child, reply.length, feed)) return false;
    next = reply.address + reply.length;
    harvest->read += reply.length;
  }
  return reply.tag == ATTACK_SAYS_END;
}

/* False: no victim. */
static bool harvest_child(attack_session *session, attack_cell *cell, attack_act act, feed_fn feed,
                          attack_harvest *harvest) {
  attack_child child;
  if (!attack_child_start(session, cell, act, &child)) return false;
  attack_child_go(&child);
  if (!take_ranges(session, &child, feed, harvest))
    attack_judge(cell, ATTACK_UNTESTED, "the child could not read its own memory%s",
                 attack_access_hint());
  attack_child_stop(&child);
  return true;
}

static void search_child(attack_session *session, attack_cell *cell, attack_act act) {
  attack_harvest harvest = {.read = 0};
  if (!harvest_child(session, cell, act, attack_search_feed, &harvest)) return;
  if (cell->detail[0] == '\0') attack_judge_harvest(session, cell, &harvest);
}

void attack_by_fork_child(attack_session *session, attack_cell *cell) {
  search_child(session, cell, ATTACK_ACT_FORK);
}

void attack_by_vfork_child(attack_session *session, attack_cell *cell) {
  search_child(session, cell, ATTACK_ACT_VFORK);
}

bool attack_learn_chance(attack_session *session, attack_cell *cell) {
  attack_harvest harvest = {.read = 0};
  return harvest_child(session, cell, ATTACK_ACT_FORK, attack_search_learn, &harvest);
}
