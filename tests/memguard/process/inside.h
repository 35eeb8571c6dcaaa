/* inside.h: what tests in C++ need of this process's handlers. */
#ifndef TESTS_MEMGUARD_PROCESS_INSIDE_H
#define TESTS_MEMGUARD_PROCESS_INSIDE_H

#include "memguard/process.h"

MEMCALL_BEGIN

/* Whether this process has the thread that signals are handed to. */
int inside_has_watcher(void);

/* Makes what is made once per process, so that tests may count. */
memguard_status inside_prepare(void);

MEMCALL_END

#endif
