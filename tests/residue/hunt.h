/* hunt.h: what is left of a secret in a victim's memory and in its core file, by the means of
   `secmem attack`. Linux. */
#ifndef TESTS_RESIDUE_HUNT_H
#define TESTS_RESIDUE_HUNT_H

#include <sys/types.h>

#include "tests/residue/table.h"

MEMCALL_BEGIN

typedef struct residue_hunt residue_hunt;

/* NULL: no core file could be searched here, and *why says so. */
residue_hunt *residue_hunt_new(char *why, size_t capacity);
void residue_hunt_free(residue_hunt *hunt);

const char *residue_hunt_folder(const residue_hunt *hunt); /* for core files */

/* The longest run, from 8 bytes on, of the secret in all memory of a process but the table. False:
   it may not be read. */
bool residue_hunt_memory(residue_hunt *hunt, pid_t pid, const residue_table *table,
                         const unsigned char *secret, size_t length, size_t *longest);

/* The core file that `pid` left, its name taken away already; -1: there is none, or a part of one.
 */
int residue_hunt_core(const residue_hunt *hunt, pid_t pid);

/* The same in the core file, notes and memory. */
bool residue_hunt_file(residue_hunt *hunt, int file, const unsigned char *secret, size_t length,
                       size_t *longest);

MEMCALL_END

#endif
