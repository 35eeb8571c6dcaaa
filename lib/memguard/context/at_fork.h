/* at_fork.h: what is done around a fork for contexts whose content a child goes on with. */
#ifndef MEMGUARD_CONTEXT_AT_FORK_H
#define MEMGUARD_CONTEXT_AT_FORK_H

#include <stdbool.h>

#include "lib/memguard/context/lock.h"

/* Has the system tell of every fork from now on; once per process, with the first such context.
   NO_MEMORY, SYSTEM (reported). */
MEMCALL_CHECKED memcall_status memguard_at_fork_watch(void);

/* Whether this thread is between the beginning and the end of a fork. */
bool memguard_forks_here(void);

/* For a part's `fork` call: holds the lock until the fork is over, giving up when its holder takes
   too long; and gives it back. */
void memguard_fork_hold(memguard_lock *lock);
void memguard_fork_let_go(memguard_lock *lock);

/* In a child, alone: the fork is over, whoever of the parent was about to begin one. */
void memguard_at_fork_revive(void);

#endif
