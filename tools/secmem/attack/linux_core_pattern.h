/* linux_core_pattern.h: where the kernel puts a core file: core(5), /proc/sys/kernel/core_pattern.
 */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_CORE_PATTERN_H
#define TOOLS_SECMEM_ATTACK_LINUX_CORE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

typedef struct attack_core_place {
  char pattern[160]; /* as the kernel shows it */
  char folder[160];  /* absolute, or "": the dying process's own */
  char name[160]; /* what stands behind the folder, its % specifiers not expanded; "" with a folder
                     of our own */
} attack_core_place;

/* False: a core file of ours could not be found there, or would overwrite another; *why says so. */
bool attack_core_place_read(attack_core_place *out, char *why, size_t capacity);

/* The same for a given pattern; uses_pid: kernel.core_uses_pid. */
bool attack_core_place_of(const char *pattern, bool uses_pid, attack_core_place *out, char *why,
                          size_t capacity);

/* A pattern for fnmatch(3) of the names that a core file of this process may have. */
void attack_core_place_glob(const attack_core_place *place, pid_t pid, char *glob, size_t capacity);

MEMCALL_END

#endif
