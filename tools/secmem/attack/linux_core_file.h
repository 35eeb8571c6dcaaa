/* linux_core_file.h: a core file that was just written. */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_CORE_FILE_H
#define TOOLS_SECMEM_ATTACK_LINUX_CORE_FILE_H

#include "tools/secmem/attack/linux_core_pattern.h"

MEMCALL_BEGIN

/* Finds the core file of `pid`, opens it and takes its name away in the same breath, so that it is
   gone when the descriptor is closed, however this program ends. own_folder: where the process died,
   with nothing else in it. -1: not found. */
int attack_core_file_take(const char *own_folder, const attack_core_place *place, pid_t pid);

/* Whether it is all there: a full file system or a limit cuts it short. */
bool attack_core_file_whole(int file);

MEMCALL_END

#endif
