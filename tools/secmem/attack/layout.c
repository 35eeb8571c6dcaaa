/* layout.c: the attacker's side: what a victim says of itself. */
#include "tools/secmem/attack/layout.h"

#include <string.h>

#include "tools/secmem/attack/child.h"

void attack_look(attack_session *session, attack_storage storage, attack_layout *out) {
  attack_cell cell = {.storage = storage};
  attack_child child;
  attack_reply reply;
  memset(out, 0, sizeof *out);
  if (!attack_child_start(session, &cell, ATTACK_ACT_MEASURE, &child)) return;
  attack_child_go(&child);
  bool told = attack_child_hear(session, &child, &reply) && reply.tag == ATTACK_SAYS_LAYOUT &&
              attack_child_hear_layout(session, &child, out);
  attack_child_stop(&child);
  if (!told || out->runs > ATTACK_RUNS) memset(out, 0, sizeof *out);
}
