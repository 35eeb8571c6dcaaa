/* memguard/process.h: the end of the process, for all contexts at once. */
#ifndef MEMGUARD_PROCESS_H
#define MEMGUARD_PROCESS_H

#include "memguard/context.h"

MEMCALL_BEGIN

/* memguard_purge_all is memguard_purge for every context of the process. Cannot fail. */
MEMCALL_API void memguard_purge_all(void);

/* memguard_emergency_wipe zeroes the keys, then the scratch, heap slots and buffers of every
   context, with no lock and no allocation. For crash handlers: objects keep their addresses and
   read as zeros. Signals: safe. */
MEMCALL_API void memguard_emergency_wipe(void);

MEMCALL_END

#endif
