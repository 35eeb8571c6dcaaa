/* child.h: the attacker's side of a victim: start it, talk to it, end it. */
#ifndef TOOLS_SECMEM_ATTACK_CHILD_H
#define TOOLS_SECMEM_ATTACK_CHILD_H

#include <sys/types.h>

#include "tools/secmem/attack/layout.h"
#include "tools/secmem/attack/session.h"
#include "tools/secmem/attack/wire.h"

typedef struct attack_child {
  pid_t pid;
  int to, from;
} attack_child;

/* Starts a victim that keeps the secret as cell->storage says, and waits until it does. False:
   nothing is left running, and the cell is UNTESTED with the reason. */
bool attack_child_start(attack_session *session, attack_cell *cell, attack_act act,
                        attack_child *out);

/* Tells the victim to do its act. */
void attack_child_go(const attack_child *child);

/* The victim's next reply. False: it ended, took too long, or the user gave up. */
bool attack_child_hear(const attack_session *session, const attack_child *child, attack_reply *out);

/* Feeds the search with the bytes that follow a reply. */
bool attack_child_hear_bytes(attack_session *session, const attack_child *child, uint64_t length,
                             void (*feed)(attack_search *, const unsigned char *, size_t));

/* What follows ATTACK_SAYS_LAYOUT. */
bool attack_child_hear_layout(const attack_session *session, const attack_child *child,
                              attack_layout *out);

/* Waits for the victim's own end. False: it did not come, and the victim was killed. *status as
   waitpid(2). */
bool attack_child_end(const attack_session *session, attack_child *child, int *status);

/* Kills it. */
void attack_child_stop(attack_child *child);

#endif
