/* linux_channel_core_dump.c: the victim aborts, and its core file is searched whole. */
#include "tools/secmem/attack/linux_victim_core.h"

static void search(attack_session *session, attack_cell *cell, int file) {
  attack_core_feed(session, cell, file, attack_search_feed);
}

void attack_by_core_dump(attack_session *session, attack_cell *cell) {
  attack_with_core(session, cell, ATTACK_ACT_ABORT, search);
}
