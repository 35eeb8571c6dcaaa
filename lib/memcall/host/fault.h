/* fault.h: what a fault handler is told in a form of each system and CPU's own. */
#ifndef MEMCALL_HOST_FAULT_H
#define MEMCALL_HOST_FAULT_H

#include "lib/memcall/host/host.h"

/* Whether a fault of memory was a read or a write; context: the third argument of an SA_SIGINFO
   handler. Signals: safe. */
memcall_host_access memcall_host_fault_access(const void *context);

#endif
