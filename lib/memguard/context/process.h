/* process.h: what the process as a whole knows: its contexts, and whether it is a forked child. */
#ifndef MEMGUARD_CONTEXT_PROCESS_H
#define MEMGUARD_CONTEXT_PROCESS_H

#include "lib/memguard/context/context.h"
#include "lib/memguard/context/registry.h"

/* The table of ready contexts. */
memguard_registry *memguard_contexts(void);

/* Prepares fork detection, once per process. NO_MEMORY, SYSTEM (reported). */
MEMCALL_CHECKED memguard_status memguard_fork_watch(void);

/* Looks whether this is a forked child that has not entered the library yet, and if so gives every
 * context a fresh start. */
void memguard_fork_check(void);

/* Has `tell` called in a child when it first enters the library, alone, after the contexts were
   given their fresh start. There is one such function. */
typedef void (*memguard_forked_fn)(void);
void memguard_fork_tell(memguard_forked_fn tell);

/* Whether this is a forked child that memguard_fork_check has not brought to life yet: pages that a
   fork excludes are not there, and their parts may not know it. Signals: safe. */
bool memguard_fork_is_news(void);

/* False in a child that shares its parent's memory (vfork(2), clone(2) with CLONE_VM), where wiping
   anything would be the parent's loss; and where the two sorts of children cannot be told apart.
   Signals: safe. */
bool memguard_memory_is_own(void);

/* In a child: opens the locks of late contexts whose set-up stayed with the parent. */
void memguard_late_forked(void);

/* memguard_purge of a context that is ready, in a process that has entered the library. */
void memguard_context_purge(memguard_context *context);

/* Zeroes one context's keys and content. Signals: safe. */
void memguard_context_emergency(memguard_context *context);

/* Says what stands at an address, or beside it; false: nothing of ours. Signals: safe. */
bool memguard_locate(const unsigned char *address, memguard_spot *spot);

#endif
