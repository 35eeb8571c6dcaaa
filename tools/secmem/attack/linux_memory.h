/* linux_memory.h: searches all memory of another process, by whatever means it is read. */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_MEMORY_H
#define TOOLS_SECMEM_ATTACK_LINUX_MEMORY_H

#include <sys/types.h>

#include "tools/secmem/attack/session.h"

/* Reads at most length bytes at an address; short, or -1 with errno, where they cannot be read. */
typedef struct attack_reader {
  ssize_t (*read)(void *user, uint64_t address, void *bytes, size_t length);
  void *user;
} attack_reader;

void attack_search_memory(attack_session *session, pid_t pid, const attack_reader *reader,
                          attack_harvest *harvest);

#endif
