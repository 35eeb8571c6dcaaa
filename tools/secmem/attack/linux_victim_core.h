/* linux_victim_core.h: the core file of a victim that died. */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_VICTIM_CORE_H
#define TOOLS_SECMEM_ATTACK_LINUX_VICTIM_CORE_H

#include "tools/secmem/attack/child.h"
#include "tools/secmem/attack/linux_file.h"

/* Gets a core file that is all there, and has no name any more. */
typedef void (*attack_core_fn)(attack_session *session, attack_cell *cell, int file);

/* Has a victim die of the act, and its core file searched. Without one the cell is UNTESTED, with
   the reason. */
void attack_with_core(attack_session *session, attack_cell *cell, attack_act act,
                      attack_core_fn search);

/* All of it. */
void attack_core_feed(attack_session *session, attack_cell *cell, int file, attack_feed_fn feed);

#endif
