/* channel_stray_write.c: one byte too far, one byte too early. Closed means that the program
   notices: by a fault at once, or by the library when the secret is freed. Nothing else is at stake
   here than the program's own mistakes. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "tools/secmem/attack/child.h"

/* All that a victim said and how it ended. */
typedef struct account {
  bool written, freed, violation;
  int status;
  char text[sizeof((attack_reply *)0)->text];
} account;

static void note(account *seen, const attack_reply *reply) {
  if (reply->tag == ATTACK_SAYS_WRITTEN) seen->written = true;
  if (reply->tag == ATTACK_SAYS_FREED) seen->freed = true;
  if (reply->tag == ATTACK_SAYS_VIOLATION) seen->violation = true;
  if (reply->text[0] != '\0') memcpy(seen->text, reply->text, sizeof seen->text);
}

static bool observe(attack_session *session, attack_cell *cell, attack_act act, account *seen) {
  attack_child child;
  attack_reply reply;
  *seen = (account){.written = false};
  if (!attack_child_start(session, cell, act, &child)) return false;
  attack_child_go(&child);
  while (attack_child_hear(session, &child, &reply)) note(seen, &reply);
  if (attack_child_end(session, &child, &seen->status)) return true;
  attack_judge(cell, ATTACK_UNTESTED,
               attack_is_cancelled(session) ? "interrupted" : "the victim hung");
  return false;
}

static bool died_of(const account *seen, int first, int second) {
  return WIFSIGNALED(seen->status) &&
         (WTERMSIG(seen->status) == first || WTERMSIG(seen->status) == second);
}

static bool ended_well(const account *seen) {
  return seen->written && seen->freed && seen->status == 0;
}

static void judge(attack_cell *cell, const account *seen) {
  if (ended_well(seen)) {
    attack_judge(cell, ATTACK_LEAKED, "not noticed");
  } else if (seen->violation) {
    attack_judge(cell, ATTACK_CLOSED, "%s", seen->text);
  } else if (!seen->written && died_of(seen, SIGSEGV, SIGBUS)) {
    attack_judge(cell, ATTACK_CLOSED, "the write faults");
  } else if (seen->written && died_of(seen, SIGABRT, SIGSEGV)) {
    attack_judge(cell, ATTACK_CLOSED,
                 cell->storage == ATTACK_MALLOC ? "the C library stops the program at free"
                                                : "it stops the program at free");
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "the victim ended in an unknown way (%d) %s", seen->status,
                 seen->text);
  }
}

/* First without the write: what does not end well then would end badly with it too, and prove
   nothing. */
static void try_write(attack_session *session, attack_cell *cell, attack_act act) {
  account seen;
  if (!observe(session, cell, ATTACK_ACT_DROP, &seen)) return;
  if (!ended_well(&seen)) {
    attack_judge(cell, ATTACK_UNTESTED, "the victim fails even without the write: %s", seen.text);
    return;
  }
  if (!observe(session, cell, act, &seen)) return;
  judge(cell, &seen);
  cell->proved = cell->result == ATTACK_CLOSED;
}

void attack_by_overflow(attack_session *session, attack_cell *cell) {
  try_write(session, cell, ATTACK_ACT_WRITE_PAST);
}

void attack_by_underflow(attack_session *session, attack_cell *cell) {
  try_write(session, cell, ATTACK_ACT_WRITE_BEFORE);
}
