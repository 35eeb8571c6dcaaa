/* handlers.h: what the files on signals and faults share. */
#ifndef MEMGUARD_PROCESS_HANDLERS_H
#define MEMGUARD_PROCESS_HANDLERS_H

#include "lib/memcall/host/host.h"
#include "lib/memguard/context/process.h"
#include "memguard/process.h"

/* --- What handlers have in common (handlers.c) ------------------------------------------------ */

/* Before handlers are installed: a fork is noticed from here on. Reports. */
MEMCALL_CHECKED memguard_status memguard_handlers_prepare(void);

/* Held while handlers are installed and put back, and to read the callback. */
void memguard_handlers_lock(void);
void memguard_handlers_unlock(void);

/* Emergency wipe in a handler, unless the memory is a parent's too. Signals: safe. */
void memguard_wipe_own(void);

/* In a child, alone (signals.c): what was under way is the parent's. */
void memguard_signals_forked(void);

/* --- The thread that signals are handed to (watcher.c); the lock is held ---------------------- */

typedef void (*memguard_watch_fn)(int signal);

/* Starts it unless this process has it already. `watch` runs in it, for the first signal. Reports. */
MEMCALL_CHECKED memguard_status memguard_watcher_start(memguard_watch_fn watch);

/* Ends it, once no handler uses its pipe. No handler will call it any more, but some may be about
   to. */
void memguard_watcher_stop(void);

/* In a child, alone: it stayed with the parent. */
void memguard_watcher_forked(void);

/* No lock is needed. Signals: safe. */
bool memguard_watcher_is_here(void);    /* in this process, and not in its parent */
bool memguard_watcher_wake(int signal); /* false: it cannot be reached */

#endif
