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

/* In a child: opens the default context's lock, whose holder stayed with the parent. */
void memguard_default_forked(void);

/* memguard_purge of a context that is ready, in a process that has entered the library. */
void memguard_context_purge(memguard_context *context);

/* Zeroes one context's keys and content. Signals: safe. */
void memguard_context_emergency(memguard_context *context);

#endif
