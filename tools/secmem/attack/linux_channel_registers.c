/* linux_channel_registers.c: the victim uses its secret and dies right after, and what its core file
   says of its registers is searched. Pages that are kept out of core files do not matter here. */
#include <unistd.h>

#include "tools/secmem/attack/linux_core_notes.h"
#include "tools/secmem/attack/linux_victim_core.h"

typedef struct looking {
  attack_session *session;
  attack_harvest harvest;
  int file;
} looking;

/* A thread's registers take a few KiB at most. */
static void look(uint32_t type, off_t at, size_t size, void *user) {
  looking *it = user;
  if (!attack_note_is_of_registers(type)) return;
  ssize_t got = pread(it->file, it->session->chunk, size < ATTACK_CHUNK ? size : ATTACK_CHUNK, at);
  if (got <= 0) return;
  attack_search_break(it->session->search);
  attack_search_feed(it->session->search, it->session->chunk, (size_t)got);
  it->harvest.read += (uint64_t)got;
}

static void search(attack_session *session, attack_cell *cell, int file) {
  looking it = {.session = session, .file = file};
  if (attack_core_notes(file, look, &it) && it.harvest.read != 0) {
    attack_judge_harvest(session, cell, &it.harvest);
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "the core file says nothing of registers");
  }
}

void attack_by_registers(attack_session *session, attack_cell *cell) {
  attack_with_core(session, cell, ATTACK_ACT_USE_AND_DIE, search);
}
