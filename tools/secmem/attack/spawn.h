/* spawn.h: starts this program again, as a victim. */
#ifndef TOOLS_SECMEM_ATTACK_SPAWN_H
#define TOOLS_SECMEM_ATTACK_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

/* ends[0] becomes its standard input, ends[1] its standard output; nothing else is handed down. 0,
   or errno. */
int attack_spawn(const char *executable, char *const *words, const int *ends, pid_t *out);

#endif
