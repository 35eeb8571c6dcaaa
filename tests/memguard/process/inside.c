/* inside.c: see inside.h. */
#include "tests/memguard/process/inside.h"

#include "lib/memguard/process/handlers.h"

int inside_has_watcher(void) { return memguard_watcher_is_here(); }

memguard_status inside_prepare(void) { return memguard_handlers_prepare(); }
