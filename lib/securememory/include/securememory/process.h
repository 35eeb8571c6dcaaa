/* securememory/process.h: hardening and the end, for all factories at once. Nothing here runs
 * unless it is called. */
#ifndef SECUREMEMORY_PROCESS_H
#define SECUREMEMORY_PROCESS_H

#include "memguard/process.h"
#include "securememory/factory.h"

MEMCALL_BEGIN

/* What most services want: no core files, not readable by processes of the same user, no crash
 * dialogs. */
#define SECUREMEMORY_HARDEN_USUAL \
  (MEMCALL_HARDEN_CORE_DUMPS | MEMCALL_HARDEN_NOT_DUMPABLE | MEMCALL_HARDEN_ERROR_DIALOGS)

/* securememory_harden_process applies MEMCALL_HARDEN_… flags and reports each; see memcall_harden
 * for the statuses. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_harden_process(uint32_t flags,
                                                                            memcall_hardening *out);

/* securememory_purge_all makes every secret of every factory unreadable; see memguard_purge_all.
 * Cannot fail. */
MEMCALL_API void securememory_purge_all(void);

MEMCALL_END

#endif
