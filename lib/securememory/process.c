/* process.c: hardening and the end, by the names of this layer. */
#include "securememory/process.h"

securememory_status securememory_harden_process(uint32_t flags, memcall_hardening *out) {
  return (securememory_status)memcall_harden(flags, out);
}

void securememory_purge_all(void) { memguard_purge_all(); }
