/* victim.h: what a victim does, act by act; and what only its system knows. */
#ifndef TOOLS_SECMEM_ATTACK_VICTIM_H
#define TOOLS_SECMEM_ATTACK_VICTIM_H

#include <sys/types.h>

#include "tools/secmem/attack/layout.h"
#include "tools/secmem/attack/storage.h"
#include "tools/secmem/attack/wire.h"

/* Writes a reply to the attacker; a reply that cannot be sent ends the victim. */
void attack_say(const attack_reply *reply);
void attack_say_tag(attack_tag tag);

/* Does the act. False: it could not be done, and memcall_last_error or errno says why. */
bool attack_act_out(attack_act act, const attack_keeper *keeper, attack_vault *vault,
                    const char *folder);

/* --- linux_victim.c -------------------------------------------------------------------------- */

/* Ends with the process that started this one. */
void attack_victim_follow(void);

/* Ends with the attacker, leaves no core file of its own accord, and has the signals of a fresh
   program. */
void attack_victim_settle(void);

/* No other process may look at this one, and it leaves no core file whatever the system's settings:
   for acts that end in a fault, which no channel is about. */
void attack_victim_shut(void);

/* Goes to the folder and lets the system write a core file there, as large as it likes. */
bool attack_victim_allow_core(const char *folder);

/* Starts a child that shares this process's memory, and goes on when it has ended. The child's
   number; -1. */
pid_t attack_victim_vfork(int (*child)(void *user));

/* Sends every byte that this process can read of itself, through the system, whatever its page
   protection. */
bool attack_victim_send_self(void);

/* Sends where the secret stands; vault->bytes is NULL when its plaintext is nowhere. */
bool attack_victim_measure(attack_vault *vault);

#endif
