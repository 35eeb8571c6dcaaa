/* linux_maps.h: where a process has memory: proc(5) maps and pagemap. */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_MAPS_H
#define TOOLS_SECMEM_ATTACK_LINUX_MAPS_H

#include <stdbool.h>
#include <stdint.h>

/* Gets [start, end), in whole pages, in rising order. False: stop. */
typedef bool (*attack_range_fn)(uint64_t start, uint64_t end, void *user);

/* Calls for all memory of a process (a number, or "self"), whatever its page protection, but for
   pages that were never written: they are zeros, or a file's own content. Where that cannot be
   told, for those too. False: the maps could not be read, and errno says why, or a call answered
   false. */
bool attack_walk_memory(const char *process, attack_range_fn call, void *user);

#endif
