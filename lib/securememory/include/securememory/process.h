/* securememory/process.h: hardening, signals and the end, for all factories at once. Nothing here
   runs unless it is called. */
#ifndef SECUREMEMORY_PROCESS_H
#define SECUREMEMORY_PROCESS_H

#include "memguard/process.h"
#include "securememory/factory.h"

MEMCALL_BEGIN

/* What most services want: no core files, not readable by processes of the same user, no crash
 * dialogs. */
#define SECUREMEMORY_HARDEN_USUAL \
  (MEMCALL_HARDEN_CORE_DUMPS | MEMCALL_HARDEN_NOT_DUMPABLE | MEMCALL_HARDEN_ERROR_DIALOGS)

/* securememory_harden_process applies MEMCALL_HARDEN_… flags, each as far as this system has it,
   and tells of each in *out: in_force, unsupported, or neither, with the system's code. out may be
   NULL; its struct_size is set by the caller. Statuses of memcall_harden. What can be taken back:
   CORE_DUMPS, by memcall_set_core_dumps(MEMCALL_CORE_DUMPS_AS_BEFORE); NOT_DUMPABLE, by the
   system's own call (prctl(2) PR_SET_DUMPABLE, procctl(2)) and by execve(2); ERROR_DIALOGS, by
   SetErrorMode. Not: NO_NEW_PRIVS, NO_DEBUGGER, MITIGATIONS, which are therefore not among
   SECUREMEMORY_HARDEN_USUAL. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_harden_process(uint32_t flags,
                                                                            memcall_hardening *out);

/* securememory_hardening_describe writes one line of text for each flag that was asked for: its
   name, and "yes", "no: " with why, or "not on this system: " with what to do instead. Ended by a
   NUL when capacity is not 0; returns the length it needs without the NUL, as snprintf(3) does. 0:
   report is NULL. */
MEMCALL_API size_t securememory_hardening_describe(const memcall_hardening *report, char *text,
                                                   size_t capacity);

/* securememory_catch_signals is memguard_catch_signals: callback is told of a signal that ends the
   process; then every secret is purged, and the process ends by it. Same arguments and
   statuses. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_catch_signals(
    const int *signals, size_t count, memguard_signal_fn callback, void *user);

/* securememory_exit is memguard_exit: every secret is purged, then exit(3). */
MEMCALL_API MEMCALL_NORETURN void securememory_exit(int code);

/* securememory_purge_all makes every secret of every factory unreadable; see memguard_purge_all.
 * Cannot fail. */
MEMCALL_API void securememory_purge_all(void);

MEMCALL_END

#endif
